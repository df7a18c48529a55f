// A page with one sentence, and the way on.

import { button, h } from './dom.js';
import { header } from './header.js';
import { ending } from './words.js';

/** notice shows why the call is over or cannot begin. */
export function notice(reason, { again = null } = {}) {
  const { title, sentence, again: sensible } = ending(reason);
  const heading = h('h1', { tabindex: '-1' }, title);
  const main = h('main', { class: 'notice', role: reason === 'hung-up' ? null : 'alert' }, heading, h('p', {}, sentence),
    sensible && again ? button({ words: reason === 'hung-up' ? 'Come back' : 'Try again', kind: 'primary', act: again }) : null);
  queueMicrotask(() => heading.focus());
  return h('div', { class: 'page' }, header(), main);
}
