// Short news above the bar: one sentence, one button at most.

import { icon } from '../icons.js';
import { button, h } from './dom.js';

const lasts = 6000;
const most = 2;

export class Toasts {
  constructor() {
    this.element = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
  }

  /** tell shows a sentence for a while, or until it is answered; it returns what takes it away. */
  tell(sentence, { sign = 'alert', acts = [], stays = false } = {}) {
    const remove = () => toast.remove();
    const buttons = acts.map(([words, act, kind = '']) => button({ words, kind: `small ${kind}`, act: () => (remove(), act()) }));
    const toast = h('div', { class: 'toast' }, icon(sign, 20), h('span', {}, sentence), buttons);
    toast.classList.toggle('stays', stays);
    this.element.append(toast);
    this.#thin();
    if (stays) return remove;
    let timer = setTimeout(remove, lasts);
    for (const event of ['pointerenter', 'focusin']) toast.addEventListener(event, () => clearTimeout(timer));
    for (const event of ['pointerleave', 'focusout']) toast.addEventListener(event, () => (timer = setTimeout(remove, lasts)));
    return remove;
  }

  /** thin leaves a few: the newest, and before what passes what stays. */
  #thin() {
    const { children } = this.element;
    while (children.length > most) {
      const older = [...children].slice(0, -1);
      (older.find((toast) => !toast.classList.contains('stays')) ?? older[0]).remove();
    }
  }
}
