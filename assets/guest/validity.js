// How long links are good for by the host's word: call/mesh/PROTOCOL.md, section 3, "Links for one person". The others
// only see the meeting move.

const hour = 3600_000;

export class Validity {
  #until = 0; // of the link now, when it is good for an hour

  /** of is `meeting`, `one` or `hour`. */
  of = 'meeting';

  set(of, now) {
    this.of = of;
    this.#until = now + hour;
  }

  get isForOne() {
    return this.of === 'one';
  }

  /** told is what the others are told of the door: the host alone knows who is the one. */
  told(door) {
    return this.isForOne && door === 'open' ? 'ask' : door;
  }

  /** isOver reports that an hour is over, and begins the next. */
  isOver(now) {
    if (this.of !== 'hour' || now < this.#until) return false;
    this.#until = now + hour;
    return true;
  }
}
