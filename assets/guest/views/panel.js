import { button, h } from './dom.js';

/** panel frames what stands at the right: one at a time, closed by Esc. */
export function panel({ title, close, body, foot = null }) {
  const heading = h('h2', { tabindex: '-1' }, title);
  const element = h('aside', { class: 'panel', 'aria-label': title },
    h('div', { class: 'panel-head' }, heading, button({ label: `Close ${title.toLowerCase()}`, sign: 'close', kind: 'tool', act: close })), body, foot);
  element.enter = () => heading.focus();
  return element;
}
