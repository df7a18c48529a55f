// Files that are offered, on their way, and here.

import { canMakeFolders } from '../files/sink.js';
import { icon } from '../icons.js';
import { button, fill, h, say, size } from './dom.js';
import { panel } from './panel.js';
import { transferReason } from './words.js';

/** kindOf is the short word on a file's square. */
const kindOf = (name) => (/\.([a-z0-9]{1,4})$/i.exec(name)?.[1] ?? 'file').toUpperCase();

/** middle shortens a long name so that its end stays. */
function middle(name, most = 34) {
  const letters = Array.from(name);
  return letters.length > most ? `${letters.slice(0, most - 13).join('')}…${letters.slice(-12).join('')}` : name;
}

/** title names what is sent: one thing, or the first of several. */
function title({ items, name }) {
  return items.length > 1 ? `${middle(name, 20)} and ${items.length - 1} more` : middle(name);
}

/** amount is how much it is. */
function amount({ bytes, count, folders }) {
  return folders > 0 || count > 1 ? `${count} ${count === 1 ? 'file' : 'files'}, ${size(bytes)}` : size(bytes);
}

/** left writes how long a transfer takes yet. */
function left(done, total, since) {
  const seconds = ((performance.now() - since) / 1000) * ((total - done) / Math.max(1, done));
  if (!Number.isFinite(seconds) || done === 0) return '';
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min left` : `${Math.round(seconds / 3600)} h left`;
}

/** Card is one transfer. */
class Card {
  constructor(transfer, { transfers, person, accept }) {
    Object.assign(this, { transfer, transfers, person, accept });
    this.facts = h('span', { class: 'facts' });
    this.bar = h('progress', { max: '1', value: '0', 'aria-label': `How much of ${transfer.name} is here` });
    this.acts = h('div', { class: 'acts' });
    this.why = h('p', { class: 'trouble' });
    const square = h('span', { class: 'square', 'aria-hidden': 'true' }, transfer.folders > 0 ? icon('folder', 22) : kindOf(transfer.name));
    this.flat = h('p', { class: 'facts' }, 'This browser cannot make folders: the files come as downloads, side by side. Chrome and Edge on a computer keep the folder.');
    this.element = h('article', { class: 'card', 'aria-label': transfer.name }, h('div', { class: 'card-head' }, square, h('div', {}, h('bdi', { title: transfer.name }, title(transfer)), this.facts)), this.bar, this.flat, this.why, this.acts);
  }

  update() {
    const { transfer } = this;
    const done = transfer.own ? transfer.sent : transfer.received;
    const running = transfer.state === 'sending' || transfer.state === 'receiving';
    this.bar.hidden = !(running || transfer.state === 'paused') || transfer.bytes === 0;
    this.bar.value = transfer.bytes > 0 ? done / transfer.bytes : 0;
    say(this.facts, this.#facts(done, running));
    say(this.why, transfer.why > 1 || transfer.skipped > 0 ? this.#trouble() : '');
    this.flat.hidden = transfer.own || transfer.state !== 'offered' || transfer.folders === 0 || canMakeFolders();
    this.element.classList.toggle('failed', transfer.state === 'failed');
    if (this.drawn !== transfer.state) this.#acts((this.drawn = transfer.state));
  }

  #facts(done, running) {
    const { transfer } = this;
    const who = this.person(transfer.own ? transfer.to : transfer.from);
    const words = {
      offered: transfer.own ? `${amount(transfer)} · waits for ${who}` : `${amount(transfer)} · from ${who}`,
      paused: `${size(done)} of ${size(transfer.bytes)} · paused`,
      done: transfer.own ? `${amount(transfer)} · ${who} has it` : `${amount(transfer)} · from ${who}, checked`,
      declined: transfer.own ? `${who} does not want it` : 'Declined',
      cancelled: 'Cancelled',
      failed: 'Stopped',
    };
    if (!running) return words[transfer.state];
    return [`${size(done)} of ${size(transfer.bytes)}`, left(done, transfer.bytes, transfer.since)].filter(Boolean).join(' · ');
  }

  #trouble() {
    const { skipped, why } = this.transfer;
    const lacking = skipped > 0 ? `${skipped} ${skipped === 1 ? 'file was' : 'files were'} left out.` : '';
    return [transferReason(why), lacking].filter(Boolean).join(' ');
  }

  #acts(state) {
    const { transfer, transfers } = this;
    const cancel = button({ words: 'Cancel', act: () => transfers.cancel(transfer) });
    const sets = {
      offered: transfer.own ? [cancel] : [button({ words: 'Accept', kind: 'primary', act: () => this.accept(transfer) }), button({ words: 'Decline', act: () => transfers.decline(transfer) })],
      sending: [cancel],
      receiving: [button({ words: 'Pause', sign: 'pause', act: () => transfers.pause(transfer) }), cancel],
      paused: transfer.own ? [cancel] : [button({ words: 'Resume', sign: 'play', act: () => transfers.resume(transfer) }), cancel],
    };
    const had = this.acts.contains(document.activeElement);
    fill(this.acts, sets[state] ?? []);
    if (had) this.acts.querySelector('button')?.focus();
  }
}

export class FilesPanel {
  #cards = new Map();

  constructor({ transfers, person, accept, close, send, sendFolder }) {
    Object.assign(this, { transfers, person, accept });
    this.list = h('div', { class: 'cards' });
    this.empty = h('p', { class: 'empty' }, 'Files and folders go straight to the others, encrypted from end to end, of any size. Drop them here, or choose some.');
    this.element = panel({ title: 'Files', close, body: h('div', { class: 'scroll' }, this.empty, this.list),
      foot: h('div', { class: 'foot' }, button({ words: 'Send files', sign: 'attach', kind: 'primary', act: send }),
        sendFolder && button({ words: 'Send a folder', sign: 'folder', act: sendFolder })) });
    this.update();
  }

  update() {
    const { list } = this.transfers;
    this.empty.hidden = list.length > 0;
    for (const transfer of list) {
      if (!this.#cards.has(transfer)) {
        this.#cards.set(transfer, new Card(transfer, this));
        this.list.prepend(this.#cards.get(transfer).element);
      }
      this.#cards.get(transfer).update();
    }
  }
}
