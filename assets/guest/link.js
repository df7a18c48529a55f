// One authenticated, ordered link to one person through the server: sections 4 of
// call/signal/rendezvous/PROTOCOL.md and 1 of call/signal/PROTOCOL.md.

import { Fault, breach } from './fault.js';
import { Inbound, agree, decode, encode, ofLink, version } from './envelope.js';
import { keyText } from './identity.js';
import { Pace } from './pace.js';
import { cleanName } from './clean.js';

const handshakeTime = 10_000;
const pingAfter = 10_000;
const lostAfter = 30_000;
const answersWithin = 3000;
const maxHello = 8 << 10;
const maxWaiting = 256;

/**
 * Link is handed what arrives by its room. `onready()` is called once both sides have introduced themselves,
 * `onend(fault)` once and last. Who takes the link over says where messages go by `listen`.
 */
export class Link {
  #session;
  #put;
  #inOrder = new Inbound();
  #pace = new Pace(32, 256);
  #sequence = 0;
  #work = Promise.resolve(); // what came, one after the other
  #sending = Promise.resolve();
  #waiting = 0;
  #heard = performance.now();
  #asked = 0; // since when a word is waited for
  #keyed = false;
  #take = null;
  #held = []; // what came before anybody listened

  /** put sends sealed bytes to the peer; forget is called at the end. */
  constructor({ session, peer, inbound, hello, put, forget }) {
    this.#session = session;
    this.#put = put;
    this.forget = forget;
    Object.assign(this, { peer, inbound, hello, fault: null, ready: false, person: null });
    this.onready = this.onend = () => {};
    this.timer = setTimeout(() => this.#end(new Fault('lost', 'nobody proved who they are in time')), handshakeTime);
  }

  /** key is the other side's text form, once it is proven. */
  get key() {
    return this.#session.remote ? keyText(this.#session.remote) : null;
  }

  get keyBytes() {
    return this.#session.remote;
  }

  /** arrive takes a message that claims to be the link's. */
  arrive(message) {
    if (this.fault) return;
    if (++this.#waiting > maxWaiting) return this.#end(new Fault('slow', 'messages were not taken in time'));
    this.#work = this.#work.then(() => this.#receive(message)).catch((error) => {
      if (error.kind !== 'seal') this.#end(error);
    }).finally(() => this.#waiting--);
  }

  async #receive(message) {
    if (this.fault) return;
    const got = await this.#session.receive(message);
    if (this.fault) return;
    if (got.reply) this.#put(got.reply);
    if (got.ready) this.#greet();
    if (got.ended) throw new Fault('ended', 'the other side closed');
    if (got.message) this.#hear(got.message);
  }

  #greet() {
    this.#keyed = true;
    this.send({ type: 'hello', body: this.hello });
  }

  #hear(message) {
    this.#heard = performance.now();
    this.#asked = 0;
    if (!this.#pace.allow()) throw breach('too many messages');
    if (!this.ready && message.length > maxHello) throw breach('the first message is no hello');
    const envelope = decode(message);
    this.#inOrder.check(envelope);
    if (!this.ready) this.#meet(envelope);
    else if (envelope.type === 'ping') this.send({ type: 'pong' });
    else if (!ofLink(envelope.type)) this.#hand(envelope);
  }

  #hand(envelope) {
    if (this.#take) this.#take(envelope);
    else this.#held.push(envelope);
  }

  /** listen says who takes the messages of calls, and hears of the end. */
  listen(take, end) {
    this.#take = take;
    this.onend = end;
    for (const envelope of this.#held.splice(0)) take(envelope);
    if (this.fault) queueMicrotask(() => end(this.fault)); // it ended before anybody listened
  }

  #meet({ type, seq, body }) {
    if (type !== 'hello' || seq !== 1) throw breach('the first message is no hello');
    if (agree(body.versions) === 0) throw new Fault('version', 'no version in common');
    clearTimeout(this.timer);
    this.person = { key: this.key, name: cleanName(body.name), guest: body.guest === true };
    this.ready = true;
    this.timer = setInterval(() => this.#pulse(), pingAfter / 2);
    this.onready();
  }

  #pulse() {
    const silent = performance.now() - this.#heard;
    if (silent > lostAfter) this.#end(new Fault('lost', 'the other side does not answer'));
    else if (silent > pingAfter) this.send({ type: 'ping' });
  }

  /**
   * doubt asks for a word, each second that media does not reach the other side. Without one for a while the room looks
   * whether it is this side that is cut off.
   */
  doubt(now) {
    if (!this.#asked) this.send({ type: 'ping' });
    this.#asked ||= now;
    if (now - this.#asked > answersWithin) this.room.doubt(this.#asked);
  }

  /** send queues a message `{call, type, body}`; after the end it does nothing. */
  send({ call, type, body }) {
    if (this.fault || !this.#keyed) return;
    const bytes = encode({ v: ofLink(type) ? 1 : version, call, seq: ++this.#sequence, type, body });
    this.#queue(() => this.#session.carry(bytes));
  }

  #queue(seal) {
    this.#sending = this.#sending.then(seal).then(this.#put).catch((error) => this.#end(error));
  }

  /** close ends the link and says so to the other side. */
  close() {
    this.#end(new Fault('closed'));
  }

  /** lose ends a link whose other side is gone. */
  lose() {
    this.#end(new Fault('lost', 'the other side left'));
  }

  #end(fault) {
    if (this.fault) return;
    this.fault = fault;
    clearTimeout(this.timer);
    if (this.#keyed && !['lost', 'ended'].includes(fault.kind)) this.#queue(() => this.#session.end());
    this.forget();
    this.onend(fault);
  }
}
