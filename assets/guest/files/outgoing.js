// One offer to one person: transfer/PROTOCOL.md, section 6, the sender's part.

import { concat, random } from '../bytes.js';
import { breach } from '../fault.js';
import { Side, Type, Why, write } from './wire.js';
import { blake3 } from './blake3.js';
import { Kind, blockCount, blockHash, blockSize, fileHash, nameOf, writeManifest } from './manifest.js';

const part = 32 << 10; // of a block, in one frame

/**
 * Outgoing goes through the states `offered`, `sending`, `paused`, `done`, `declined`, `cancelled`, `failed`. It hears
 * `changed()`. Whatever stream there is may carry it.
 */
export class Outgoing {
  #feed = null; // what runs: {stream, handle, stopped}
  #hashes = new Map(); // of the blocks read so far, by entry

  /** tree is a Tree, to the person's key. */
  constructor({ to, tree, changed }) {
    Object.assign(this, { to, tree, changed, own: true, state: 'offered', why: 0, sent: 0, skipped: 0, since: 0 });
    this.manifest = writeManifest(tree.entries);
    this.hash = blake3(this.manifest);
    this.id = random(16);
    Object.assign(this, { bytes: tree.bytes, count: tree.files, folders: tree.folders, items: tree.items });
  }

  get name() {
    return this.items[0].name;
  }

  get ended() {
    return ['done', 'declined', 'cancelled', 'failed'].includes(this.state);
  }

  /** offer says on a new stream what stands. */
  offer(stream) {
    const items = this.items.slice(0, 16).map(({ kind, name, size }) => ({ kind, size, name: nameOf(name) }));
    const { id, bytes, folders, hash, manifest } = this;
    stream.send(write.offer({ id, files: this.count, folders, bytes, manifest: manifest.length, hash, items }));
  }

  #set(state, why = 0) {
    if (this.ended) return;
    Object.assign(this, { state, why });
    this.changed();
  }

  /** take takes a frame about this transfer. */
  take(stream, message) {
    switch (message.type) {
      case Type.accept:
        return this.#run(stream, message.handle, (feed) => this.#list(feed, message.offset), Type.stopped);
      case Type.go:
        this.#set('sending');
        this.since ||= performance.now();
        return this.#run(stream, message.handle, (feed) => this.#send(feed, message), Type.finished);
      case Type.pause:
        return this.#set(message.on ? 'paused' : 'sending', message.why);
      case Type.done:
        this.skipped = message.skipped;
        this.#close(stream, 'done');
        break;
      case Type.decline:
        return this.#close(stream, 'declined', message.why);
      case Type.cancel:
        return this.#close(stream, 'cancelled', message.why);
    }
  }

  #close(stream, state, why = 0) {
    this.#halt();
    this.#set(state, why);
    stream.send(write.closed(this.id, Side.sender));
  }

  #halt() {
    if (this.#feed) this.#feed.stopped = true;
    this.#feed = null;
  }

  /** stop ends what a handle stands for. */
  stop(stream, handle) {
    if (this.#feed?.stream === stream && this.#feed.handle === handle) this.#feed.stopped = true;
  }

  streamEnded(stream) {
    if (this.#feed?.stream === stream) this.#halt();
  }

  /** cancel takes the offer back. */
  cancel(stream) {
    this.#halt();
    this.#set('cancelled', Why.person);
    stream?.send(write.cancel(this.id, Side.sender, Why.person));
  }

  /** run sends content; only the newest wish counts. The end comes after all content. */
  async #run(stream, handle, work, last) {
    if (this.ended) return;
    this.#halt();
    const feed = { stream, handle, stopped: false };
    this.#feed = feed;
    try {
      await work(feed);
      stream.send(write.handle(feed.stopped ? Type.stopped : last, handle));
    } catch {
      if (stream.over) return; // it goes on over the next
      this.#set('failed', Why.fault);
      stream.send(write.cancel(this.id, Side.sender, Why.fault));
    }
  }

  async #list(feed, offset) {
    for (let at = offset; at < this.manifest.length && !feed.stopped; at += part) {
      await feed.stream.put(write.manifest(feed.handle, this.manifest.subarray(at, at + part)));
    }
  }

  async #send(feed, { entry, block, holes }) {
    const { entries } = this.tree;
    for (let number = entry; number < entries.length && !feed.stopped; number++) {
      if (entries[number].kind === Kind.folder) continue;
      const first = number === entry ? block : 0;
      const wanted = number === entry ? holes : [];
      await this.#file(feed, number, wanted, first);
    }
  }

  async #file(feed, number, holes, first) {
    const { file } = this.tree.entries[number];
    if (!this.#hashes.has(number)) this.#hashes.set(number, []);
    const hashes = this.#hashes.get(number);
    try {
      const count = blockCount(file.size);
      if (first > count) throw breach('no such block');
      for (const index of holes) if (!feed.stopped) await this.#block(feed, number, index, hashes);
      for (let index = first; index < count && !feed.stopped; index++) await this.#block(feed, number, index, hashes);
      if (feed.stopped) return;
      for (let index = 0; index < count; index++) hashes[index] ??= await this.#hash(number, index);
      await feed.stream.put(write.end(feed.handle, number, fileHash(this.hash, number, file.size, hashes)));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.skipped++;
      await feed.stream.put(write.skip(feed.handle, number, error.name === 'NotFoundError' ? Why.gone : Why.changed));
    }
  }

  async #read(number, index) {
    const { file } = this.tree.entries[number];
    const size = blockSize(file.size);
    return new Uint8Array(await file.slice(index * size, (index + 1) * size).arrayBuffer());
  }

  async #hash(number, index) {
    return blockHash(this.hash, number, index, await this.#read(number, index));
  }

  async #block({ stream, handle }, number, index, hashes) {
    const bytes = await this.#read(number, index);
    hashes[index] = blockHash(this.hash, number, index, bytes);
    // Between the frames of one block come only frames without a handle, so they are put together.
    const frames = [write.block(handle, number, index, bytes.length, hashes[index], bytes.subarray(0, part))];
    for (let at = part; at < bytes.length; at += part) frames.push(write.data(bytes.subarray(at, at + part)));
    await stream.put(concat(...frames));
    const { size } = this.tree.entries[number];
    this.sent = this.tree.offsets[number] + Math.min(size, (index + 1) * blockSize(size));
    this.changed();
  }
}
