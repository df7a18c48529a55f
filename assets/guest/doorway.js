// Who asks to come in here, and who lets them: call/mesh/PROTOCOL.md, section 3.

import { most } from './roster.js';
import { Validity } from './validity.js';

const firstMessage = 10_000;
const maxKnocks = 16;
const maxEarly = 16;

/**
 * Doorway is given the meeting's Host, and of the meeting `own`, `calls`, `inside()`, `over()`, `connected()`, `call(id, link, phase)`,
 * `settle()`, `renew()`, `changed()` and `knock(call)`, which hears of those whom the person here has to decide about.
 */
export class Doorway {
  #host;
  #meeting;
  #early = []; // who asked while we were coming in ourselves

  constructor(host, meeting) {
    this.#host = host;
    this.#meeting = meeting;
    this.knocks = new Map(); // by key: those who ask
    this.validity = new Validity();
  }

  /** linkCame reads a link's first message: who asks to come in, or a call that goes on. In a room that was left nobody comes in. */
  linkCame(link, isHere) {
    const timer = setTimeout(() => link.close(), firstMessage);
    const first = (envelope) => {
      clearTimeout(timer);
      link.listen(() => {}, () => {});
      const answer = (type, body = {}) => {
        link.send({ call: envelope.call, type, body });
        link.close();
      };
      if (this.#meeting.over()) link.close();
      else if (envelope.type === 'join' && !isHere()) answer('busy');
      else if (envelope.type === 'join') this.#joining(link, envelope, answer);
      else if (envelope.type === 'resume') this.#resuming(link, envelope, answer);
      else if (envelope.type === 'ring') answer('busy');
      else link.close();
    };
    link.listen(first, () => clearTimeout(timer));
  }

  #resuming(link, { call: id }, answer) {
    const call = this.#meeting.calls.get(link.key);
    if (call?.answered && call.id === id) call.relink(link, false);
    else answer('end', { reason: 'lost' });
  }

  #joining(link, { call: id, body }, answer) {
    const { key } = link;
    const meeting = this.#meeting;
    const known = meeting.calls.get(key);
    // Of two who ask each other at once the smaller key's question stands.
    if (known && !known.answered && meeting.own < key) return answer('busy');
    if (known && !known.answered) known.end('again');
    if (!meeting.inside()) return this.#hold((inside) => (inside ? this.#joining(link, { call: id, body }, answer) : answer('busy')), answer);
    if (this.#host.removed.includes(key)) return answer('decline', { reason: 'removed' });
    known?.finish('again');
    this.knocks.get(key)?.finish('again');
    if (this.#isFull()) return answer('decline', { reason: 'full' });
    if (this.#lets('locked') && !this.#isListed(key)) return answer('decline', { reason: 'locked' });
    const call = meeting.call(id, link, 'knocks');
    call.video = body.video;
    if (this.#isListed(key) || this.#lets('open')) this.#admit(call);
    else this.#wait(call);
  }

  #isFull() {
    return this.#meeting.connected().size + 1 >= most;
  }

  #isListed(key) {
    return this.#host.list.includes(key);
  }

  #lets(door) {
    return this.#host.doorKnown && this.#host.door === door;
  }

  #wait(call) {
    if (this.knocks.size >= maxKnocks) return call.decline('declined');
    this.knocks.set(call.key, call);
    call.send('ringing');
    if (this.#host.isOwn) this.#meeting.knock(call);
  }

  /** hold keeps a question until we are in ourselves. */
  #hold(join, answer) {
    if (this.#early.length >= maxEarly) return answer('busy');
    this.#early.push(join);
    this.#meeting.settle();
  }

  /** came answers who asked while we were coming in: whether we are in now. */
  came(inside) {
    for (const join of this.#early.splice(0)) join(inside);
  }

  #admit(call) {
    if (this.#isFull()) return call.decline('full');
    const byLink = !this.#isListed(call.key);
    this.knocks.delete(call.key);
    this.#meeting.calls.set(call.key, call);
    call.accept();
    if (byLink && this.#host.isOwn && this.validity.isForOne) this.#meeting.renew();
  }

  /** letIn and turnAway answer who asks to come in. */
  letIn(key) {
    const call = this.knocks.get(key);
    if (call && this.#host.isOwn) this.#admit(call);
  }

  turnAway(key) {
    this.knocks.get(key)?.decline('declined');
  }

  /** obey lets those in whom the host lets in. */
  obey({ door, members }) {
    for (const call of [...this.knocks.values()]) if (door === 'open' || members.includes(call.key)) this.#admit(call);
  }

  /** inherit tells a new host who has been asking, or lets them in. */
  inherit() {
    if (!this.#host.isOwn) return;
    for (const call of [...this.knocks.values()]) this.#host.door === 'open' ? this.#admit(call) : this.#meeting.knock(call);
  }

  /** door says who comes in: `open`, `ask` or `locked`. */
  get door() {
    return this.#host.door;
  }

  /** setDoor and setValidity are for the host. */
  setDoor(door) {
    if (!this.#host.isOwn) return;
    this.#host.door = door;
    if (door === 'open') this.knocks.forEach((call) => this.#admit(call));
    if (door === 'locked') this.knocks.forEach((call) => call.decline('locked'));
    this.#meeting.changed();
  }

  /** setValidity says for what links are good from now on: `meeting`, `one` or `hour`. */
  setValidity(of) {
    if (!this.#host.isOwn) return;
    this.validity.set(of, performance.now());
    this.#meeting.changed();
  }

  /** told is what the others are told of the door. */
  get told() {
    return this.#host.isOwn ? this.validity.told(this.#host.door) : this.#host.door;
  }
}
