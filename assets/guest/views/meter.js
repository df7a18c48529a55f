// How loud a microphone is, as bars and in words.

import { Ear } from '../ear.js';
import { h, say } from './dom.js';

const bars = 24;
const heard = 0.02; // of full scale
const quietAfter = 4000; // milliseconds

export class Meter {
  #ear = null;
  #level = null;
  #timer = 0;
  #loud = 0; // when something was heard last

  constructor() {
    this.words = h('span', { class: 'meter-words' });
    this.bars = Array.from({ length: bars }, () => h('i'));
    this.element = h('div', { class: 'meter', hidden: true }, h('span', { class: 'meter-bars', 'aria-hidden': 'true' }, this.bars), this.words);
  }

  /** follow shows the level of a track, or nothing. */
  follow(track) {
    this.close();
    this.element.hidden = !track;
    if (!track) return;
    this.#ear = new Ear();
    this.#level = this.#ear.hear(track);
    this.#timer = setInterval(() => this.#show(), 70);
  }

  #show() {
    const level = this.#level.now();
    if (level === null) return say(this.words, '');
    const lit = level > 0 ? Math.round(bars * Math.min(1, Math.max(0, 1 + Math.log10(level) / 2.5))) : 0;
    this.bars.forEach((bar, i) => bar.classList.toggle('lit', i < lit));
    const now = performance.now();
    if (level > heard) this.#loud = now;
    say(this.words, now - this.#loud < quietAfter ? 'We hear you well.' : 'Say something to try it.');
  }

  close() {
    clearInterval(this.#timer);
    this.#level?.close();
    this.#ear?.close();
    this.#ear = this.#level = null;
  }
}
