/** Pace allows so many a second on average, and so many at once. */
export class Pace {
  constructor(rate, burst, now = () => performance.now()) {
    Object.assign(this, { rate, burst, now, left: burst, at: now() });
  }

  /** allow takes n of what is left, if there is as much. */
  allow(n = 1) {
    const now = this.now();
    this.left = Math.min(this.burst, this.left + ((now - this.at) / 1000) * this.rate);
    this.at = now;
    if (this.left < n) return false;
    this.left -= n;
    return true;
  }
}

/** Backoff is how long to wait before coming back, in milliseconds: twice as long each time, a random half more or less. */
export class Backoff {
  constructor(first = 500, most = 30_000) {
    Object.assign(this, { first, most, wait: first });
  }

  next() {
    const { wait } = this;
    this.wait = Math.min(2 * wait, this.most);
    return wait / 2 + Math.random() * wait;
  }

  reset() {
    this.wait = this.first;
  }
}
