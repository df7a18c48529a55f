// A call keeps the screen on (W3C Screen Wake Lock).

/** Awake holds from its making on, while the page is seen; signal ends it. */
export class Awake {
  #lock = null;
  #signal;

  constructor(signal) {
    this.#signal = signal;
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#hold(), { signal });
    signal.addEventListener('abort', () => this.#lock?.release());
    this.#hold();
  }

  /** hold asks for the lock, which the browser takes away whenever the page is hidden. */
  async #hold() {
    const lock = await navigator.wakeLock?.request('screen').catch(() => null);
    if (this.#signal.aborted) lock?.release();
    else this.#lock = lock;
  }
}
