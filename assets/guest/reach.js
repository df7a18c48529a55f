// How those in a room are reached: each by a link, over which a call goes on, or they are asked to let this side in
// (call/mesh/PROTOCOL.md, section 3).

import { hex, random } from './bytes.js';
import { Seeker } from './seeker.js';

/** Reach is given the meeting's Host, and of the meeting `own`, `calls`, `over()`, `connected()`, `camera()` and `call(id, link, phase)`. */
export class Reach {
  #host;
  #meeting;
  #seeker;

  constructor(host, meeting) {
    this.#host = host;
    this.#meeting = meeting;
    this.#seeker = new Seeker(meeting.own);
  }

  /** to opens a link to a peer of a room. With a key wanted, nobody else is asked. */
  async to(room, peer, wanted = null) {
    const link = await room.open(peer, wanted);
    const call = this.#meeting.calls.get(link.key);
    if (this.#meeting.over() || this.#host.removed.includes(link.key)) link.close();
    else if (call?.answered) call.relink(link, true);
    else if (call) link.close();
    else this.#ask(link);
  }

  #ask(link) {
    const { calls, call: make, camera } = this.#meeting;
    const call = make(hex(random(16)), link, 'asked');
    call.since = performance.now();
    calls.set(call.key, call);
    call.send('join', { video: camera() });
  }

  /** seek looks for members without a call, once we are inside, and for calls without a link. */
  seek(room, inside, now) {
    const { calls, connected } = this.#meeting;
    const absent = inside ? this.#host.absent(connected()) : [];
    for (const key of this.#seeker.wanted(now, absent, [...calls.values()])) this.#find(room, key);
  }

  /** find tries those in the room who are not known to be others. */
  async #find(room, key) {
    const candidates = room.peers.filter((peer) => (room.known.get(peer) ?? key) === key);
    for (const peer of candidates) await this.to(room, peer, key).catch(() => {}); // who gives no link is another, or gone
  }
}
