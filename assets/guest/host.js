// Who decides about a meeting, and what they decided: call/mesh/PROTOCOL.md, section 3. It knows no network.

import { electHost, successor } from './roster.js';

// Milliseconds.
const electing = 10_000; // after coming in, while members still say who the host is
const hostless = 20_000; // after which there is another host, whoever was named

/** Host has the host's `key`, null while not known, and their last word: `door`, `removed`, `list` of members. */
export class Host {
  #own;
  #said = new Map(); // what members say last, by key
  #gone = new Set(); // with whom a call has ended
  #founded = false; // we began by coming first
  #named = false; // somebody took us for the host then
  #settled = false; // we have found the host by ourselves
  #former = null; // the host of before, whom we lost
  #since = 0; // when we came in
  #taken = 0; // when there was another host last
  #joined = 0; // when the last came whom we know

  constructor(own) {
    this.#own = own;
    Object.assign(this, { key: null, door: 'open', removed: [], list: [] });
  }

  get isOwn() {
    return this.key === this.#own;
  }

  /** doorKnown says that the host has said who comes in, or is us. */
  get doorKnown() {
    return this.isOwn || this.#said.has(this.key);
  }

  /** word is what the host said last, null for nothing. */
  get word() {
    return this.#said.get(this.key) ?? null;
  }

  /** found makes us the host of a meeting that nobody else is in. */
  found() {
    this.key = this.#own;
    this.#founded = true;
  }

  came(now) {
    this.#since = this.#taken = now;
  }

  /** joins notes that there is a call with a member. */
  joins(key, now) {
    this.#gone.delete(key);
    this.#joined = now;
  }

  /** hear takes what a member says, and returns the host's word if there is a new one. */
  hear(key, message, now, connected) {
    this.#said.set(key, message);
    this.#named ||= message.host === this.#own;
    const before = this.key;
    this.review(now, connected);
    return key === this.key || this.key !== before ? this.word : null;
  }

  /** review looks who the host is by what everybody says, and by the time that has passed. */
  review(now, connected) {
    if (this.#looks(now)) this.#elect(now);
    else this.#follow(now, connected);
    if (this.#former !== null && this.#names(this.#former) === this.#former) this.#take(this.#former, now);
  }

  #names(key) {
    return this.#said.get(key)?.host ?? '';
  }

  #looks(now) {
    if (this.#founded) return !this.#named;
    return !this.#settled && (this.key === null || now - this.#since < electing);
  }

  /** elect takes whom most name; who began the meeting counts itself for a while. */
  #elect(now) {
    const named = [...this.#said.values()].map(({ host }) => host);
    const votes = named.filter((key) => !this.#gone.has(key) && (this.#founded || key !== this.#own));
    if (this.#founded && now - this.#joined < electing) votes.push(this.#own);
    const best = electHost(votes);
    if (best === null || best === this.key) return;
    this.#take(best, now);
    this.#founded = this.#named = false;
  }

  /** follow goes with a host who has found another. When each takes the other for the host, the smaller key is. */
  #follow(now, connected) {
    const next = this.#names(this.key);
    if (next === '' || next === this.key) return;
    if (connected.has(next) || (next === this.#own && this.#own < this.key)) this.#take(next, now);
  }

  #take(key, now) {
    if (key !== this.key) this.#taken = now;
    this.key = key;
  }

  /** obey keeps the host's word. */
  obey({ door, removed, members }) {
    Object.assign(this, { door, removed, list: members });
  }

  /** remove bars somebody, for the host. */
  remove(key) {
    this.removed = [...this.removed, key].slice(-64);
    this.list = this.list.filter((other) => other !== key);
  }

  /** absent lists members with whom there is no call. */
  absent(connected) {
    return this.list.filter((key) => key !== this.#own && !connected.has(key) && !this.removed.includes(key));
  }

  /** forget is called when the call with somebody has ended; who was lost may come back as the host. */
  forget(key, lost = false) {
    this.#said.delete(key);
    if (!lost) this.#gone.add(key);
    if (lost && key === this.key) this.#former = key;
    if (!lost && key === this.#former) this.#former = null;
  }

  /** isMissing says that there is no call with the host, and was none for too long. */
  isMissing(now, connected) {
    return !this.isOwn && !connected.has(this.key) && now - this.#taken > hostless;
  }

  /** succeed takes the next for the host, who is gone or was never there. Who is alone lets in whoever comes. */
  succeed(now, connected) {
    if (this.key !== null && !this.#gone.has(this.key)) this.#former = this.key;
    this.#take(successor(this.list.filter((key) => key !== this.key), this.#own, connected), now);
    this.#settled = true;
    if (connected.size === 0) this.door = 'open';
  }
}
