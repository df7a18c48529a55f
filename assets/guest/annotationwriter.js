// Makes the messages of who points at a screen and draws on it, few enough of them. It knows no page.

import { maxPoints } from './annotation.js';

const every = 1000 / 30; // milliseconds between two messages
const repeat = 1000; // of who points at the same place
const rest = 10_000; // for how long that is repeated

/** AnnotationWriter hands messages without their screen to send. Places are arrays of x and y. */
export class AnnotationWriter {
  #send;
  #stroke = 0; // the last that was begun
  #drawing = false;
  #tip = null;
  #pending = []; // of the stroke, not yet sent
  #pointer = null; // not yet sent
  #last = null; // where the others see the pointer
  #moved = 0; // when that was another place
  #sent = -Infinity;

  constructor(send) {
    this.#send = send;
  }

  /** point says that the pointer is somewhere. */
  point(at, now) {
    this.#pointer = at;
    this.tick(now);
  }

  /** draw goes on with the stroke; without one, it begins one. */
  draw(at, now) {
    if (!this.#drawing) {
      this.#flush(now);
      this.#stroke++;
    } else if (at[0] === this.#tip[0] && at[1] === this.#tip[1]) return;
    this.#drawing = true;
    this.#tip = at;
    this.#pending.push(...at);
    if (this.#pending.length === 2 * maxPoints) this.#flush(now);
    this.tick(now);
  }

  /** end ends the stroke. */
  end(now) {
    this.#flush(now);
    this.#drawing = false;
  }

  /** away says that the pointer is on the screen no more. */
  away(now) {
    this.end(now);
    if (this.#last) this.#write({ type: 'away' }, now);
    this.#last = null;
  }

  /** tick sends what is due; it is called some times a second. */
  tick(now) {
    const since = now - this.#sent;
    if (since < every) return;
    if (this.#pending.length > 0 || this.#pointer) this.#flush(now);
    else if (this.#last && since >= repeat && now - this.#moved < rest) this.#write({ type: 'point', points: this.#last }, now);
  }

  /** flush sends what waits. A stroke takes the pointer with it. */
  #flush(now) {
    if (this.#pending.length > 0) {
      this.#last = this.#pending.slice(-2);
      this.#write({ type: 'stroke', stroke: this.#stroke, points: this.#pending }, now);
    } else if (this.#pointer) {
      this.#last = this.#pointer;
      this.#write({ type: 'point', points: this.#last }, now);
    }
    if (this.#pending.length > 0 || this.#pointer) this.#moved = now;
    this.#pending = [];
    this.#pointer = null;
  }

  #write(message, now) {
    this.#sent = now;
    this.#send({ stroke: 0, points: [], ...message });
  }
}
