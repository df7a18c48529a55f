// Where what is received goes: a place the person chose, or downloads.

import { cleanFileName } from '../clean.js';
import { store } from './store.js';

/** canMakeFolders says whether folders that come can be folders here. */
export const canMakeFolders = () => 'showDirectoryPicker' in window;

/**
 * openSink asks the person where to put an offer, if this browser can. It throws an AbortError when they choose
 * nothing, and a QuotaExceededError when it does not fit. It is called while the person's click counts.
 */
export async function openSink(incoming) {
  const several = incoming.folders > 0 || incoming.count > 1;
  if (several && canMakeFolders()) {
    return new FolderSink(await window.showDirectoryPicker({ mode: 'readwrite', id: 'parley' }));
  }
  if (!several && 'showSaveFilePicker' in window) {
    return new FileSink(await window.showSaveFilePicker({ suggestedName: incoming.name }));
  }
  return new DownloadSink(await store(incoming.bytes));
}

/** FileSink is one file where the person wants it. What is there changes only when all is here, and zeros where nothing was written. */
class FileSink {
  #handle;
  #writer = null;

  constructor(handle) {
    this.#handle = handle;
  }

  async folder() {}

  async write(file, position, data) {
    this.#writer ??= await this.#handle.createWritable();
    await this.#writer.write({ type: 'write', position, data });
  }

  async restart() {
    await this.#writer?.truncate(0);
  }

  async finish({ size }) {
    this.#writer ??= await this.#handle.createWritable();
    await this.#writer.truncate(size);
    await this.#writer.close();
    this.#writer = null;
  }

  async drop() {
    await this.abandon();
  }

  async close() {}

  async abandon() {
    await this.#writer?.abort();
    this.#writer = null;
  }
}

/** FolderSink is a folder that the person chose. Nothing in it is overwritten. */
class FolderSink {
  #root;
  #folders = new Map(); // made here, by path as sent
  #open = null; // {file, sink}

  constructor(root) {
    this.#root = root;
  }

  async folder(path) {
    await this.#resolve(path);
  }

  /** resolve makes the folders of a path, each under a name of its own if it is new. */
  async #resolve(path) {
    if (path.length === 0) return this.#root;
    const id = JSON.stringify(path); // any sign may be in a name
    if (!this.#folders.has(id)) {
      const parent = await this.#resolve(path.slice(0, -1));
      const name = await free(parent, cleanFileName(path.at(-1), path.length === 1));
      this.#folders.set(id, await parent.getDirectoryHandle(name, { create: true }));
    }
    return this.#folders.get(id);
  }

  async #sink(file) {
    if (this.#open?.file === file) return this.#open.sink;
    const parent = await this.#resolve(file.path);
    const name = await free(parent, cleanFileName(file.name, file.depth === 0));
    const sink = new FileSink(await parent.getFileHandle(name, { create: true }));
    this.#open = { file, sink, parent, name };
    return sink;
  }

  async write(file, position, data) {
    await (await this.#sink(file)).write(file, position, data);
  }

  async restart(file) {
    await (await this.#sink(file)).restart();
  }

  async finish(file) {
    await (await this.#sink(file)).finish(file);
    this.#open = null;
  }

  async drop(file) {
    if (this.#open?.file !== file) return;
    await this.abandon();
  }

  async close() {}

  async abandon() {
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    await open.sink.abandon();
    await open.parent.removeEntry(open.name).catch(() => {});
  }
}

/** free returns the name, or the name with a number, under which nothing is there yet. */
async function free(parent, name) {
  const [, stem, extension = ''] = /^(.*?)(\.[^.]+)?$/su.exec(name);
  for (let i = 0; i < 1000; i++) {
    const candidate = i === 0 ? name : `${stem} (${i})${extension}`;
    if (!(await exists(parent, candidate))) return candidate;
  }
  throw new DOMException('no name is free', 'NoModificationAllowedError');
}

async function exists(parent, name) {
  for (const look of ['getFileHandle', 'getDirectoryHandle']) {
    try {
      await parent[look](name);
      return true;
    } catch (error) {
      if (error.name === 'TypeMismatchError') return true;
      if (error.name !== 'NotFoundError') throw error;
    }
  }
  return false;
}

/** DownloadSink hands each file to the browser as a download once it is whole. */
class DownloadSink {
  #store;
  #file = null;

  constructor(place) {
    this.#store = place;
  }

  async folder() {}

  async write(file, position, data) {
    this.#file ??= await this.#store.create();
    await this.#file.write(position, data);
  }

  async restart() {
    await this.#file?.truncate();
  }

  async finish(file) {
    this.#file ??= await this.#store.create();
    hand(await this.#file.blob(file.size), cleanFileName(file.name));
    this.#file = null;
  }

  async drop() {
    await this.#file?.remove();
    this.#file = null;
  }

  async close() {}

  abandon() {
    return this.drop();
  }
}

function hand(blob, name) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  link.click();
  // The browser may read it for a while yet.
  setTimeout(() => URL.revokeObjectURL(link.href), 10 * 60_000);
}
