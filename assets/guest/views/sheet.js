// The marks upon the picture of a shared screen.

import { h } from './dom.js';
import { paint } from './marks.js';

/**
 * Sheet is a canvas over a picture that is never cropped. It is given the pointing, the key of who shares the screen, and
 * `picture()`, the video that shows it. While it draws it asks `tick(now)` whether to go on without marks, and hands those
 * there are to `seen(marks)`, which returns what is drawn of them.
 */
export class Sheet {
  #context;
  #running = false;

  constructor({ pointing, screen, picture, tick = () => false, seen = (marks) => marks, properties = {} }) {
    this.#context = { pointing, screen, picture, tick, seen };
    this.canvas = h('canvas', { class: 'board', ...properties });
  }

  /** area is where the picture is. */
  get area() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const { videoWidth = 0, videoHeight = 0 } = this.#context.picture() ?? {};
    const scale = videoWidth > 0 ? Math.min(width / videoWidth, height / videoHeight) : 0;
    const size = scale > 0 ? { width: videoWidth * scale, height: videoHeight * scale } : { width, height };
    return { left: (width - size.width) / 2, top: (height - size.height) / 2, ...size };
  }

  /** marked draws from now on until nothing is to be seen. */
  marked() {
    if (this.#running) return;
    this.#running = true;
    requestAnimationFrame(() => this.#draw(performance.now()));
  }

  #draw(now) {
    this.#running = this.canvas.isConnected;
    if (!this.#running) return;
    const { pointing, screen, tick, seen } = this.#context;
    const goesOn = tick(now);
    const marks = pointing.layer(screen).marks(now);
    paint(this.canvas, seen(marks), this.area);
    this.#running = goesOn || marks.length > 0;
    if (this.#running) requestAnimationFrame(() => this.#draw(performance.now()));
  }

  close() {
    this.#context.pointing.forget(this.#context.screen);
  }
}
