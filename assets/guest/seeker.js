// Everybody with everybody: whom there is no call or no link with is sought in the room.

const seekAfter = 5000; // milliseconds that a member is missing
const seekEvery = 10_000;
const relinkAfter = 1000; // that a call has no link
const relinkLater = 5000; // for the larger key

/** Seeker decides who is to be sought. The smaller key of two seeks first. */
export class Seeker {
  #own;
  #missing = new Map(); // since when, by key
  #sought = new Map(); // when last, by key

  constructor(own) {
    this.#own = own;
  }

  /** wanted lists whom to seek now: of the members without a call, and of the calls without a link. */
  wanted(now, absent, calls) {
    const lost = calls.filter(({ answered, unlinked, key }) => answered && unlinked && now - unlinked > (this.#own < key ? relinkAfter : relinkLater));
    const due = [...this.#overdue(now, absent), ...lost.map(({ key }) => key)].filter((key) => now - (this.#sought.get(key) ?? -seekEvery) >= seekEvery);
    for (const key of due) this.#sought.set(key, now);
    return due;
  }

  #overdue(now, absent) {
    for (const key of [...this.#missing.keys()]) if (!absent.includes(key)) this.#missing.delete(key);
    for (const key of absent) if (!this.#missing.has(key)) this.#missing.set(key, now);
    return absent.filter((key) => now - this.#missing.get(key) > (this.#own < key ? seekAfter : seekEvery));
  }
}
