// What can be done with a message: a reaction, and with one's own an edit or its end.

import { button, fill, h } from './dom.js';

const emoji = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👏'];
const gap = 4;

/** MessageMenu stands beside the button that opened it. Acts are `react(message, emoji)`, `edit(message)`, `remove(message)`. */
export class MessageMenu {
  #message = null;

  constructor({ own, acts, back }) {
    Object.assign(this, { own, acts });
    this.element = h('div', { class: 'menu', popover: 'auto', role: 'menu', 'aria-label': 'Message', onkeydown: (event) => this.#key(event) });
    this.element.addEventListener('toggle', ({ newState }) => newState === 'closed' && back(this.#message));
  }

  open(message, beside) {
    this.#message = message;
    const chosen = message.reactions.get(this.own);
    const faces = emoji.map((one) => h('button', { type: 'button', role: 'menuitemcheckbox', class: `face ${one === chosen ? 'own' : ''}`, 'aria-checked': String(one === chosen), 'aria-label': `React with ${one}`, onclick: () => this.#do('react', one) }, one));
    const entry = (words, sign, act, kind = '') => button({ words, sign, kind: `entry ${kind}`, role: 'menuitem', act: () => this.#do(act) });
    fill(this.element, h('div', { class: 'faces', role: 'presentation' }, faces), message.own && entry('Edit', 'pen', 'edit'), message.own && entry('Delete', 'bin', 'remove', 'warn'));
    this.element.showPopover();
    this.#place(beside.getBoundingClientRect());
    faces[0].focus();
  }

  #do(act, ...more) {
    this.element.hidePopover();
    this.acts[act](this.#message, ...more);
  }

  /** place puts the menu below the button, or above where there is no room. */
  #place({ left, top, bottom }) {
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const below = bottom + gap + height < innerHeight;
    Object.assign(this.element.style, { left: `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`, top: `${below ? bottom + gap : top - gap - height}px` });
  }

  #key(event) {
    if (event.key === 'Escape') {
      event.stopPropagation(); // it would close the panel
      return this.element.hidePopover();
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...this.element.querySelectorAll('button')];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    event.preventDefault();
  }
}
