// When a person counts as speaking, by the rules of the app's window: a cough does not flash, a pause does not flicker.

const after = 200; // milliseconds of sound
const until = 800; // of silence
const audible = 10 ** (-48 / 20); // -48 dB of full scale

/** Speaking follows the level of one person's microphone. */
export class Speaking {
  on = false;
  #since = null; // when the sound that goes on began
  #last = -Infinity; // when there was sound last

  /** update takes the level at a time in milliseconds, and reports whether the person speaks. */
  update(level, now) {
    if (level >= audible) return this.#sounds(now);
    const silent = now - this.#last;
    if (silent >= after) this.#since = null;
    if (silent >= until) this.on = false;
    return this.on;
  }

  #sounds(now) {
    this.#since ??= now;
    this.#last = now;
    this.on ||= now - this.#since >= after;
    return this.on;
  }
}

/** Voice says whether a person speaks, by what an Ear hears of their microphone. */
export class Voice {
  #ear;
  #track = null;
  #level = null;
  #speaking = new Speaking();

  constructor(ear) {
    this.#ear = ear;
  }

  /** follow listens to a track, or to none. */
  follow(track) {
    if (track === this.#track) return;
    this.#level?.close();
    this.#track = track;
    this.#level = track ? this.#ear.hear(track) : null;
  }

  /** speaks listens at a time in milliseconds. */
  speaks(now) {
    return this.#speaking.update(this.#level?.now() ?? 0, now);
  }

  close() {
    this.follow(null);
  }
}
