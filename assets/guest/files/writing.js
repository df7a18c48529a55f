// What came waits in memory until the disk has it. So that this is bounded, the sender is stopped when too much waits.

const most = 16 << 20; // bytes that wait before the sender is stopped
const least = most / 4; // and before it goes on

/** Writing does work on the disk, one after the other. It hears `full()`, `free()`, and `failed(error)`, after which it does no more. */
export class Writing {
  #hears;
  #last = Promise.resolve();
  #waiting = 0; // bytes
  #full = false;
  #over = false;

  constructor(hears) {
    this.#hears = hears;
  }

  /** do does work once all before it is done, with so many bytes that wait for it. */
  do(work, size = 0) {
    this.#waiting += size;
    if (!this.#full && this.#waiting > most) {
      this.#full = true;
      this.#hears.full();
    }
    this.#last = this.#last.then(() => this.#over || work()).catch((error) => this.#hears.failed(error)).then(() => this.#done(size));
  }

  #done(size) {
    this.#waiting -= size;
    if (!this.#full || this.#waiting > least) return;
    this.#full = false;
    if (!this.#over) this.#hears.free();
  }

  /** end does one thing more, and nothing that waits before it. */
  end(work) {
    if (this.#over) return;
    this.#over = true;
    // What a browser cannot take away any more stays.
    this.#last = this.#last.then(work).catch(() => {});
  }

  /** settled waits until everything that came was written. */
  settled() {
    return this.#last;
  }
}
