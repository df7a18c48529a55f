// Coming into a meeting: what is to be made of the answers (call/mesh/PROTOCOL.md, section 3). It knows no network.

const silence = 10_000; // after which somebody who was asked counts as not there
const patience = 10 * 60_000; // of who waits to be let in

export class Arrival {
  #begun;
  #pending = 0; // links that are being opened
  #declined = null; // why somebody did not let us in

  constructor(now) {
    this.#begun = now;
  }

  /** during waits for a link that is being opened. */
  async during(opening) {
    this.#pending++;
    await opening.catch(() => {}); // who gives no link is not there
    this.#pending--;
  }

  /** refused says why somebody did not let us in. */
  refused(reason) {
    if (reason !== 'busy' && reason !== 'lost') this.#declined = reason;
  }

  /**
   * verdict is null until all have answered. Then `found` is for who was neither declined nor waits, and so has begun the
   * meeting; anything else is why we stay out.
   */
  verdict(calls, now) {
    if (this.#pending > 0 || calls.some(({ phase, since }) => phase === 'asked' && now - since < silence)) return null;
    if (this.#declined) return this.#declined;
    if (!calls.some(({ phase }) => phase === 'waits')) return 'found';
    return now - this.#begun > patience ? 'no-answer' : null;
  }
}
