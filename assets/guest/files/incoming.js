// One offer of somebody: transfer/PROTOCOL.md, section 6, the receiver's part. Nothing is kept or written before the
// person accepts, and no block before its hash was checked.

import { cleanFileName } from '../clean.js';
import { breach } from '../fault.js';
import { Content } from './content.js';
import { Side, Type, Why, write } from './wire.js';
import { largest, readManifest } from './manifest.js';
import { Writing } from './writing.js';

/**
 * Incoming goes through the states `offered`, `receiving`, `paused`, `done`, `declined`, `cancelled`, `failed`. It
 * hears `changed()`.
 */
export class Incoming {
  #sink = null;
  #stream = null; // where content comes on
  #handle = 0;
  #manifest = null; // as it comes in: {bytes, got}
  #content = null; // once the manifest is here
  #writing = new Writing({ full: () => this.#hold(), free: () => this.#goOn(), failed: (error) => this.#fail(error?.name === 'QuotaExceededError' ? Why.full : Why.fault, this.#stream) });
  #held = null; // the stream that is stopped until the disk has caught up

  constructor({ from, offer, changed }) {
    Object.assign(this, { from, offer, changed, own: false, id: offer.id, state: 'offered', why: 0, since: 0 });
    this.bytes = offer.bytes;
    this.count = offer.files;
    this.items = offer.items.map(({ kind, size, name }) => ({ kind, size, name: cleanFileName(new TextDecoder().decode(name)) }));
  }

  get received() {
    return this.#content?.received ?? 0;
  }

  get skipped() {
    return this.#content?.skipped ?? 0;
  }

  get name() {
    return this.items[0].name;
  }

  get ended() {
    return ['done', 'declined', 'cancelled', 'failed'].includes(this.state);
  }

  get folders() {
    return this.offer.folders;
  }

  #set(state, why = 0) {
    if (this.ended) return;
    Object.assign(this, { state, why });
    this.changed();
  }

  /** accept begins to fetch it into a sink. */
  accept(stream, sink) {
    if (this.state !== 'offered') return;
    if (this.offer.manifest > largest) {
      this.#set('failed', Why.limits);
      return stream.send(write.decline(this.id, Why.limits));
    }
    this.#sink = sink;
    this.since = performance.now();
    this.#set('receiving');
    this.ask(stream);
  }

  decline(stream, why = Why.person) {
    if (this.state !== 'offered') return;
    this.#set('declined', why);
    stream?.send(write.decline(this.id, why));
  }

  /** ask asks for what is missing, on the stream given. */
  ask(stream) {
    this.#stream = stream;
    this.#held = null;
    this.#content?.halt();
    this.#handle = stream.open(this);
    if (!this.#content) {
      this.#manifest = { bytes: new Uint8Array(this.offer.manifest), got: 0 };
      return stream.send(write.accept(this.id, this.#handle, 0));
    }
    stream.send(write.go(this.id, this.#handle, this.#content.at.entry, this.#content.at.block));
  }

  /** offeredAgain answers an offer that is known, on a new stream, by what is wanted next. */
  offeredAgain(stream) {
    if (this.state === 'receiving') this.ask(stream);
    else if (this.state === 'paused') stream.send(write.pause(this.id, Side.receiver, true, this.why || Why.person));
    else if (this.state === 'declined') stream.send(write.decline(this.id, this.why));
    else if (this.state === 'done') stream.send(write.done(this.id, this.skipped));
    else if (this.ended) stream.send(write.cancel(this.id, Side.receiver, this.why));
  }

  streamEnded(stream) {
    if (this.#stream === stream) this.#halt();
    if (this.#held === stream) this.#held = null;
  }

  #halt() {
    this.#stream = null;
    this.#handle = 0;
    this.#content?.halt();
  }

  pause(stream, why = Why.person) {
    if (this.state !== 'receiving') return;
    this.#set('paused', why);
    this.#stopFlow();
    stream?.send(write.pause(this.id, Side.receiver, true, why));
  }

  #stopFlow() {
    if (this.#stream && this.#handle) this.#stream.send(write.handle(Type.stop, this.#handle));
    this.#halt();
  }

  #hold() {
    if (!this.#stream) return;
    this.#held = this.#stream;
    this.#stopFlow();
  }

  #goOn() {
    if (this.#held && this.state === 'receiving') this.ask(this.#held);
    this.#held = null;
  }

  resume(stream) {
    if (this.state !== 'paused' || !stream) return;
    this.#set('receiving');
    stream.send(write.pause(this.id, Side.receiver, false, 0));
    this.ask(stream);
  }

  cancel(stream) {
    if (this.ended) return;
    this.#set('cancelled', Why.person);
    this.#stopFlow();
    this.#drop();
    stream?.send(write.cancel(this.id, Side.receiver, Why.person));
  }

  /** withdrawn says that the sender takes it back. */
  withdrawn(stream, why) {
    this.#set('cancelled', why);
    this.#halt();
    this.#drop();
    stream.send(write.closed(this.id, Side.receiver));
  }

  #drop() {
    this.#writing.end(() => this.#sink?.abandon());
  }

  /** isFlow reports whether content of that handle is wanted still. */
  isFlow(stream, handle) {
    return this.#stream === stream && this.#handle === handle;
  }

  /** take takes content. */
  take(message) {
    switch (message.type) {
      case Type.manifest:
        return this.#listed(message.bytes);
      case Type.stopped:
        return this.#stopped();
      case Type.data:
        return this.#content?.more(message.bytes);
    }
    if (!this.#content) throw breach('content before the manifest');
    switch (message.type) {
      case Type.block:
        return this.#content.begin(message);
      case Type.zeros:
        return this.#content.zeros(message);
      case Type.end:
        return this.#content.end(message);
      case Type.skip:
        return this.#content.skip(message);
      case Type.finished:
        return this.#finish();
    }
  }

  #listed(bytes) {
    if (this.#content) throw breach('a manifest once more');
    const manifest = this.#manifest;
    if (manifest.got + bytes.length > manifest.bytes.length) throw breach('a manifest too long');
    manifest.bytes.set(bytes, manifest.got);
    manifest.got += bytes.length;
  }

  /** stopped comes after the manifest, and when the sender pauses. */
  #stopped() {
    const stream = this.#stream;
    this.#halt();
    if (this.#content) return;
    try {
      const { bytes, got } = this.#manifest;
      this.#content = new Content(this.offer.hash, readManifest(bytes.subarray(0, got), this.offer), this.#contentHears());
    } catch {
      return this.#fail(Why.mismatch, stream);
    }
    this.#manifest = null;
    if (this.state === 'receiving') this.ask(stream);
  }

  #contentHears() {
    const sink = this.#sink;
    return {
      folder: (path) => this.#writing.do(() => sink.folder(path)),
      write: (file, position, data) => {
        this.#writing.do(() => sink.write(file, position, data), data.length);
        this.changed();
      },
      zeros: () => this.changed(),
      finish: (file) => this.#writing.do(() => sink.finish(file)),
      drop: (file) => this.#writing.do(() => sink.drop(file)),
      restart: (file) => this.#restart(file),
      wrong: () => this.pause(this.#stream, Why.mismatch),
    };
  }

  #restart(file) {
    const stream = this.#stream;
    this.#stopFlow();
    this.#writing.do(() => this.#sink.restart(file));
    this.ask(stream);
  }

  #finish() {
    const stream = this.#stream;
    this.#halt();
    if (!this.#content.isWhole) return this.#fail(Why.mismatch, stream);
    this.#writing.do(async () => {
      await this.#sink.close();
      this.#set('done');
      stream.send(write.done(this.id, this.skipped));
    });
  }

  #fail(why, stream) {
    this.#set('failed', why);
    this.#drop();
    stream?.send(write.cancel(this.id, Side.receiver, why));
  }

  /** settled waits until everything that came was written. */
  settled() {
    return this.#writing.settled();
  }
}
