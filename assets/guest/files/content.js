// The content of one offer as it comes in: what is next, and whether it is what was offered (transfer/PROTOCOL.md,
// sections 5 and 6). It knows neither streams nor disks.

import { equal } from '../bytes.js';
import { breach } from '../fault.js';
import { Kind, blockCount, blockHash, blockSize, fileHash, zeroHash } from './manifest.js';

/**
 * Content hands on what was checked: `folder(path)`, `write(file, position, data)`, `finish(file)`; `drop(file)` what is left out. Zeros are not
 * handed on: they are where nothing was written, up to the size of a file that is finished. It says
 * `wrong()` of a block that is another, and `restart(file)` of a file that has to come again.
 */
export class Content {
  #hash;
  #entries;
  #hears;
  #hashes = []; // of the blocks of the file under way
  #partial = null; // the block that comes in
  #again = new Set(); // entries that were fetched a second time

  /** hash is that of the manifest with these entries. */
  constructor(hash, entries, hears) {
    this.#hash = hash;
    this.#entries = entries;
    this.#hears = hears;
    /** at is what comes next. */
    Object.assign(this, { at: { entry: 0, block: 0 }, received: 0, skipped: 0 });
    this.#passFolders();
  }

  get isWhole() {
    return this.at.entry >= this.#entries.length;
  }

  /** halt forgets the part of a block that has come. */
  halt() {
    this.#partial = null;
  }

  #passFolders() {
    while (this.#entries[this.at.entry]?.kind === Kind.folder) {
      const { path, name } = this.#entries[this.at.entry++];
      this.#hears.folder([...path, name]);
    }
  }

  #expect(entry) {
    if (entry !== this.at.entry || this.isWhole) throw breach('not the file that is next');
    return this.#entries[entry];
  }

  begin({ entry, index, length, hash, bytes }) {
    const file = this.#expect(entry);
    if (this.#partial || index !== this.at.block || length !== lengthOf(file.size, index) || bytes.length > length) throw breach('not the block that is next');
    this.#partial = { index, hash, data: new Uint8Array(length), got: 0 };
    this.more(bytes);
  }

  more(bytes) {
    const partial = this.#partial;
    if (!partial) return; // of a block that is not wanted any more
    if (partial.got + bytes.length > partial.data.length) throw breach('more than the block');
    partial.data.set(bytes, partial.got);
    partial.got += bytes.length;
    if (partial.got === partial.data.length) this.#complete(partial);
  }

  #complete({ index, hash, data }) {
    this.#partial = null;
    if (!equal(blockHash(this.#hash, this.at.entry, index, data), hash)) return this.#hears.wrong();
    const file = this.#entries[this.at.entry];
    this.#count(file, index, hash);
    this.#hears.write(file, index * blockSize(file.size), data);
  }

  #count(file, index, hash) {
    this.#hashes[index] = hash;
    this.at.block++;
    this.received += lengthOf(file.size, index);
  }

  zeros({ entry, index, count }) {
    const file = this.#expect(entry);
    if (this.#partial || index !== this.at.block || index + count > blockCount(file.size)) throw breach('zeros out of place');
    for (let i = index; i < index + count; i++) this.#count(file, i, zeroHash);
    this.#hears.zeros();
  }

  end({ entry, hash }) {
    const file = this.#expect(entry);
    if (this.#partial || this.at.block !== blockCount(file.size)) throw breach('the end before all blocks');
    if (!equal(fileHash(this.#hash, entry, file.size, this.#hashes), hash)) return this.#wrong(entry, file);
    this.#hears.finish(file);
    this.#next();
  }

  /** wrong fetches a file again whose hash does not fit; the second time it is left out. */
  #wrong(entry, file) {
    this.received -= file.size;
    this.#hashes = [];
    if (this.#again.has(entry)) {
      this.#leaveOut(file);
      return this.#next();
    }
    this.#again.add(entry);
    this.at.block = 0;
    this.#hears.restart(file);
  }

  skip({ entry }) {
    const file = this.#expect(entry);
    this.#partial = null;
    this.received += file.size - Math.min(file.size, this.at.block * blockSize(file.size));
    this.#leaveOut(file);
    this.#next();
  }

  #leaveOut(file) {
    this.skipped++;
    this.#hears.drop(file);
  }

  #next() {
    this.at = { entry: this.at.entry + 1, block: 0 };
    this.#hashes = [];
    this.#passFolders();
  }
}

function lengthOf(size, index) {
  if (index >= blockCount(size)) throw breach('no such block');
  return Math.min(blockSize(size), size - index * blockSize(size));
}
