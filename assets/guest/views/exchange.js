// How files and folders get from the page into a call, and out of it.

import { mostEntries, treeOf, treeOfDrop } from '../files/tree.js';
import { h } from './dom.js';

/** Exchange offers to everybody what is chosen or dropped. It is given the transfers, the meeting, `tell(sentence)` and `offered()`. */
export class Exchange {
  constructor({ transfers, meeting, tell, offered }) {
    Object.assign(this, { transfers, meeting, tell, offered });
    const picker = (properties) => h('input', { type: 'file', hidden: true, onchange: ({ target }) => this.#picked(target), ...properties });
    this.files = picker({ multiple: true });
    this.folder = picker({ webkitdirectory: true });
    this.elements = [this.files, this.folder];
  }

  choose() {
    this.files.click();
  }

  /** chooseFolder is null where a browser cannot. */
  get chooseFolder() {
    return 'webkitdirectory' in this.folder ? () => this.folder.click() : null;
  }

  #picked(picker) {
    const files = [...picker.files];
    picker.value = '';
    if (files.length > 0) this.#offer(treeOf(files));
  }

  /** takeDrops takes what is dropped anywhere on the page, until the signal. Text goes where it is dropped. */
  takeDrops(signal) {
    const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files') ?? false;
    document.addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault(), { signal });
    document.addEventListener('drop', (event) => hasFiles(event) && this.#dropped(event), { signal });
  }

  async #dropped(event) {
    event.preventDefault();
    const items = [...event.dataTransfer.items].filter(({ kind }) => kind === 'file');
    const found = items.map((item) => item.webkitGetAsEntry()).filter(Boolean);
    if (found.length > 0) this.#offer(await treeOfDrop(found));
  }

  #offer(tree) {
    const { people } = this.meeting;
    if (people.length === 0) return this.tell('Nobody is here to take files yet.');
    if (tree.entries.length >= mostEntries) return this.tell(`A browser sends ${mostEntries.toLocaleString()} files at once at most. Pack the folder first.`);
    if (tree.left > 0) this.tell(`${tree.left} ${tree.left === 1 ? 'file' : 'files'} could not be read and ${tree.left === 1 ? 'is' : 'are'} left out.`);
    if (tree.entries.length === 0) return;
    for (const { key } of people) this.transfers.offer(key, tree);
    this.offered();
  }

  async accept(transfer) {
    try {
      await this.transfers.accept(transfer);
    } catch (error) {
      if (error.name === 'QuotaExceededError') this.tell('This is larger than this browser can take. Chrome and Edge on a computer take any size.');
      else if (error.name !== 'AbortError') this.tell('The file could not be put there.');
    }
  }
}
