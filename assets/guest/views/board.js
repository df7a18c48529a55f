// What lies over a shared screen: everybody's marks, and the pen of who watches.

import { far } from '../annotation.js';
import { AnnotationWriter } from '../annotationwriter.js';
import { icon } from '../icons.js';
import { announce, h, say } from './dom.js';
import { Sheet } from './sheet.js';

const askEvery = 10_000; // milliseconds
const askedFor = 60_000; // in which the pen is taken up when leave comes
const step = far / 50; // of an arrow key

const toPart = (value) => Math.round(Math.min(1, Math.max(0, value)) * far);

/** Board is over the picture of a call's screen. picture returns the video that shows it. */
export class Board {
  #writer;
  #asked = -Infinity;
  #sheet;
  #place = [far / 2, far / 2].map(Math.round); // where the keys point
  #keyed = false; // the keys point, so that one's own pointer is to be drawn
  #timer = 0;

  constructor({ call, pointing, picture }) {
    Object.assign(this, { call, pointing, on: false });
    this.#writer = new AnnotationWriter((message) => pointing.send(call.key, message));
    const now = (act) => (event) => this.on && act(event, performance.now());
    const properties = { 'aria-label': `Point at ${call.person.name}'s screen with the arrow keys, draw with Shift`, onkeydown: (event) => this.#key(event),
      onpointerdown: now((event, at) => this.#down(event, at)), onpointermove: now((event, at) => this.#move(event, at)),
      onpointerup: now((_, at) => this.#writer.end(at)), onpointercancel: now((_, at) => this.#writer.end(at)), onpointerleave: now((_, at) => this.#writer.away(at)) };
    this.#sheet = new Sheet({ pointing, screen: call.key, picture, properties, tick: (at) => this.#tick(at), seen: (marks) => marks.map((mark) => this.#seen(mark)) });
    this.canvas = this.#sheet.canvas;
    this.words = h('span');
    this.pen = h('button', { type: 'button', class: 'button pen', 'aria-keyshortcuts': 'D', onclick: () => this.toggle() }, icon('pen', 20), this.words);
    this.update();
  }

  get allowed() {
    return this.call.far.screen_pointing === true;
  }

  /** toggle takes the pen up, lays it down, or asks for leave. */
  toggle() {
    if (this.allowed) return this.#set(!this.on);
    const now = performance.now();
    if (now - this.#asked < askEvery) return;
    this.#asked = now;
    this.pointing.ask(this.call.key);
    announce(`${this.call.person.name} is asked.`);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.update(), askEvery);
    this.update();
  }

  /** lay lays the pen down, and reports whether it was up. */
  lay() {
    const was = this.on;
    if (was) this.#set(false);
    return was;
  }

  #set(on) {
    if (this.on && !on) this.#writer.away(performance.now());
    this.on = on;
    this.#asked = -Infinity;
    this.#keyed = false;
    this.canvas.classList.toggle('on', on);
    if (on) this.canvas.setAttribute('tabindex', '0');
    else this.canvas.removeAttribute('tabindex');
    announce(on ? 'You point and draw. The arrow keys point, with Shift they draw.' : 'The pen is down.');
    this.update();
    this.marked();
  }

  /** update follows the leave of who shares. */
  update() {
    const { allowed } = this;
    const since = performance.now() - this.#asked;
    if (this.on && !allowed) this.#set(false);
    if (allowed && since < askedFor) this.#set(true);
    const asked = !allowed && since < askEvery;
    say(this.words, this.on ? 'Stop drawing' : allowed ? 'Point and draw' : asked ? 'Asked' : 'Ask to draw');
    this.pen.title = allowed ? `${this.words.textContent} (D)` : `Ask ${this.call.person.name} to let you point and draw (D)`;
    this.pen.setAttribute('aria-label', this.pen.title);
    this.pen.setAttribute('aria-pressed', String(this.on));
    this.pen.classList.toggle('primary', this.on);
    this.pen.disabled = asked;
  }

  #down(event, now) {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.#keyed = false;
    this.#writer.draw(this.#at(event), now);
  }

  #move(event, now) {
    this.#keyed = false;
    if (event.buttons % 2 === 0) return this.#writer.point(this.#at(event), now);
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const each of moves.length > 0 ? moves : [event]) this.#writer.draw(this.#at(each), now);
  }

  #at(event) {
    const { left, top, width, height } = this.#sheet.area;
    const box = this.canvas.getBoundingClientRect();
    return (this.#place = [toPart((event.clientX - box.left - left) / width), toPart((event.clientY - box.top - top) / height)]);
  }

  #key(event) {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (!this.on || (dx === 0 && dy === 0)) return;
    event.preventDefault();
    const now = performance.now();
    const [x, y] = this.#place;
    if (event.shiftKey) this.#writer.draw([x, y], now);
    else this.#writer.end(now);
    this.#keyed = true;
    this.#place = [toPart((x + dx * step) / far), toPart((y + dy * step) / far)];
    if (event.shiftKey) this.#writer.draw(this.#place, now);
    else this.#writer.point(this.#place, now);
  }

  /** marked draws from now on until nothing is to be seen. */
  marked() {
    this.#sheet.marked();
  }

  #tick(now) {
    if (this.on) this.#writer.tick(now);
    return this.on;
  }

  /** seen leaves out one's own pointer where it is under the mouse. */
  #seen(mark) {
    return mark.key === this.pointing.own && !this.#keyed ? { ...mark, pointer: null } : mark;
  }

  close() {
    clearTimeout(this.#timer);
    this.on = false;
    this.#sheet.close();
  }
}
