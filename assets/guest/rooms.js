// Where a meeting is: the room it is in, and for a while the one it left (call/mesh/PROTOCOL.md, section 3, "Moving").

import { base64url, random, unbase64url } from './bytes.js';
import { Room } from './room.js';

const moveTime = 30_000;

/** Rooms hears `welcomed(room, peers)`, `link(room, link)`, `stir()`, `over(kind)`, `ice(servers)` and `moved(secret)`. */
export class Rooms {
  #make;
  #hears;
  #heading = ''; // the room where the meeting goes on
  #movedAt = 0;

  constructor({ server, identity, hello, hears }) {
    this.#hears = hears;
    this.#make = (secret) => this.#listen(new Room({ server, secret, identity, hello }));
    Object.assign(this, { here: null, old: null });
    /** named is where the meeting goes on, once we are there: the host is in a new room before it names it. */
    this.named = '';
  }

  enter(secret) {
    this.here = this.#make(secret);
    return this.here.enter();
  }

  #listen(room) {
    const hears = this.#hears;
    room.onwelcome = (peers) => {
      if (room === this.here) this.named = this.#heading;
      hears.welcomed(room, peers);
    };
    room.onlink = (link) => hears.link(room, link);
    room.onaway = room.onstir = () => hears.stir();
    room.onover = ({ kind }) => room === this.here && hears.over(kind);
    room.onice = (servers) => hears.ice(servers);
    return room;
  }

  /** move goes on in another room, as a link writes it; no call breaks off. */
  move(room) {
    if (room === this.#heading) return;
    this.#heading = room;
    const secret = unbase64url(room, 16);
    if (!secret || base64url(this.here.secret) === room) return;
    this.old?.leave();
    this.old = this.here;
    this.here = this.#make(secret);
    this.here.ice = this.old.ice;
    this.#movedAt = performance.now();
    this.here.enter();
    this.#hears.moved(secret);
  }

  /** renew moves to a room that nobody knows yet. */
  renew() {
    this.move(base64url(random(16)));
  }

  /** retire leaves the old room once each call has a link in the new one, or after a while. */
  retire(now, calls) {
    if (!this.old) return;
    if (now - this.#movedAt < moveTime && !calls.every(({ link }) => link?.room === this.here)) return;
    this.old.leave();
    this.old = null;
  }

  leave() {
    this.old?.leave();
    this.here.leave();
  }
}
