// Six words to read to each other.

import { safetyWords } from '../words.js';
import { button, fill, h } from './dom.js';

/** compareWords shows the words of two keys, and calls matched or differ. */
export async function compareWords({ own, call, matched, differ }) {
  const { name } = call.person;
  const list = h('ol', { class: 'six' }, Array.from({ length: 6 }, () => h('li', {}, '…')));
  const close = () => dialog.close();
  const match = button({ words: 'The words match', sign: 'check', kind: 'primary', disabled: true, act: () => (close(), matched()) });
  const no = button({ words: 'The words differ', kind: 'warn', disabled: true, act: () => (close(), differ()) });
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'words-title', onclose: () => dialog.remove() },
    h('h2', { id: 'words-title' }, 'Is it really ', h('bdi', {}, name), '?'),
    h('p', {}, 'Read these six words to each other. If ', h('bdi', {}, name), ' has the same six in the same order, nobody stands between you.'),
    list, h('p', { class: 'muted' }, 'Your key is for this visit, so this holds until you leave.'),
    h('div', { class: 'dialog-acts' }, no, h('span', { class: 'spring' }), button({ words: 'Later', kind: 'quiet', act: close, autofocus: true }), match));
  document.body.append(dialog);
  dialog.showModal();
  try {
    fill(list, (await safetyWords(own, call.keyBytes)).map((word) => h('li', {}, word)));
    match.disabled = no.disabled = false;
  } catch {
    list.replaceWith(h('p', { class: 'trouble', role: 'alert' }, 'The list of words could not be fetched from the server. Close this and try again.'));
  }
}

/** confirm asks before something that cannot be undone. */
export function confirm({ title, sentence, words, act }) {
  const dialog = h('dialog', { class: 'dialog narrow', 'aria-labelledby': 'confirm-title', onclose: () => dialog.remove() },
    h('h2', { id: 'confirm-title' }, title), h('p', {}, sentence),
    h('div', { class: 'dialog-acts' }, h('span', { class: 'spring' }), button({ words: 'Cancel', act: () => dialog.close(), autofocus: true }), button({ words, kind: 'danger', act: () => (dialog.close(), act()) })));
  document.body.append(dialog);
  dialog.showModal();
}
