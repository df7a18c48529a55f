// What two people tell each other on the control channel of their call: call/mesh/PROTOCOL.md, section 1.

import { readControl, writeMedia, writeMute, writeView } from './control.js';
import { Pace } from './pace.js';

const mostBroken = 32;
const viewEvery = 500; // milliseconds

/** ControlLine is given `say(message)`, which reports whether it could. It hears `heard(message)` and `broken()`. */
export class ControlLine {
  #say;
  #hears;
  #broken = 0;
  #pace = new Pace(20, 20);
  #announced = '';
  #view = '';
  #viewed = '';
  #viewTimer = 0;

  constructor(say, hears) {
    this.#say = say;
    this.#hears = hears;
  }

  /** opened tells a new channel everything anew. */
  opened(media) {
    this.#announced = this.#viewed = '';
    this.announce(media);
  }

  /** announce says which tracks are on, if that has changed. */
  announce(media) {
    const message = writeMedia(media);
    if (message !== this.#announced && this.#say(message)) this.#announced = message;
  }

  /** look says how the other side's pictures are shown here, at most twice a second. */
  look(lines, screen) {
    this.#view = writeView({ lines, screen });
    this.#viewTimer ||= setTimeout(() => {
      this.#viewTimer = 0;
      if (this.#view !== this.#viewed && this.#say(this.#view)) this.#viewed = this.#view;
    }, viewEvery);
  }

  askToMute() {
    this.#say(writeMute());
  }

  /** receive takes a message. What makes no sense is dropped, and too much of that ends the call. */
  receive(data) {
    if (!this.#pace.allow()) return;
    let message;
    try {
      message = readControl(data);
    } catch {
      if (++this.#broken > mostBroken) this.#hears.broken();
      return;
    }
    if (message) this.#hears.heard(message);
  }

  close() {
    clearTimeout(this.#viewTimer);
  }
}
