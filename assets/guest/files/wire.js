// The frames of transfer/PROTOCOL.md, section 4. Readers are strict; every Fault is a breach.

import { be, concat, join, utf8 } from '../bytes.js';
import { breach } from '../fault.js';

export const Type = {
  hello: 1, ping: 2, pong: 3, offer: 4, offered: 5, accept: 6, decline: 7, manifest: 8, go: 9, block: 10, data: 11, zeros: 12, end: 13,
  skip: 14, finished: 15, stop: 16, stopped: 17, pause: 18, cancel: 19, done: 20, closed: 21, bye: 22,
};

export const Side = { sender: 1, receiver: 2 };

export const Why = {
  none: 0, person: 1, busy: 2, noRoom: 3, full: 4, fault: 5, gone: 6, denied: 7, changed: 8, mismatch: 9, limits: 10, breach: 11,
  version: 12, unknown: 13, ends: 14, silence: 15,
};

const maxPayload = (64 << 10) - 4; // of a frame of 64 KiB
const maxEntries = 1 << 20;
const maxManifest = 1 << 28;
// Numbers of the protocol go up to 2^62; a browser counts files exactly up to 2^53 bytes, and holds none as large.
const maxBytes = Number.MAX_SAFE_INTEGER;
const maxName = 1024;
const magic = utf8('PARLEY-F');

export function frame(type, ...fields) {
  const payload = concat(...fields);
  return concat(Uint8Array.of(type), be(payload.length, 3), payload);
}

const u8 = (n) => be(n, 1);
const u32 = (n) => be(n, 4);
const u64 = (n) => be(n, 8);

export const write = {
  hello: () => frame(Type.hello, magic, Uint8Array.of(1, 1)),
  empty: (type) => frame(type),
  offer: (o) => frame(Type.offer, o.id, u32(o.files), u32(o.folders), u64(o.bytes), u64(o.manifest), o.hash, u8(o.items.length), ...o.items.map(item)),
  accept: (id, handle, offset) => frame(Type.accept, id, u32(handle), u64(offset)),
  decline: (id, why) => frame(Type.decline, id, u8(why)),
  manifest: (handle, bytes) => frame(Type.manifest, u32(handle), bytes),
  go: (id, handle, entry, block) => frame(Type.go, id, u32(handle), u32(entry), u64(block), be(0, 2)),
  block: (handle, entry, index, length, hash, first) => frame(Type.block, u32(handle), u32(entry), u64(index), u32(length), hash, first),
  data: (bytes) => frame(Type.data, bytes),
  end: (handle, entry, hash) => frame(Type.end, u32(handle), u32(entry), hash),
  skip: (handle, entry, why) => frame(Type.skip, u32(handle), u32(entry), u8(why)),
  handle: (type, handle) => frame(type, u32(handle)),
  pause: (id, side, on, why) => frame(Type.pause, id, u8(side), u8(on ? 1 : 0), u8(why)),
  cancel: (id, side, why) => frame(Type.cancel, id, u8(side), u8(why)),
  done: (id, skipped) => frame(Type.done, id, u32(skipped)),
  closed: (id, side) => frame(Type.closed, id, u8(side)),
  bye: (why) => frame(Type.bye, u8(why)),
};

function item({ kind, size, name }) {
  return concat(u8(kind), u64(size), be(name.length, 2), name);
}

/** Fields reads a payload field by field. */
export class Fields {
  constructor(payload) {
    this.payload = payload;
    this.view = new DataView(payload.buffer, payload.byteOffset, payload.length);
    this.at = 0;
  }

  take(size) {
    if (this.at + size > this.payload.length) throw breach('frame too short');
    this.at += size;
    return this.payload.subarray(this.at - size, this.at);
  }

  #number(size) {
    return this.take(size).reduce((n, byte) => n * 256 + byte, 0);
  }

  among(least, most, size = 1) {
    const n = this.#number(size);
    if (n < least || n > most) throw breach('value out of range');
    return n;
  }

  u16 = () => this.#number(2);
  u32 = () => this.#number(4);
  u64 = (most = maxBytes) => this.among(0, most, 8);
  entry = () => this.among(0, maxEntries - 1, 4);
  handle = () => this.among(1, 0xffffffff, 4);
  id = () => this.take(16).slice();
  hash = () => this.take(32).slice();
  rest = () => this.take(this.payload.length - this.at);

  done(value) {
    if (this.at !== this.payload.length) throw breach('frame too long');
    return value;
  }
}

const note = (f, ...names) => {
  const readers = { id: f.id, side: () => f.among(1, 2), on: () => f.among(0, 1) === 1, why: () => f.among(0, 255), skipped: f.u32, handle: f.handle };
  return Object.fromEntries(names.map((name) => [name, readers[name]()]));
};

const read = {
  [Type.hello]: readHello,
  [Type.offer]: readOffer,
  [Type.accept]: (f) => ({ id: f.id(), handle: f.handle(), offset: f.u64(maxManifest) }),
  [Type.go]: readGo,
  [Type.manifest]: (f) => ({ handle: f.handle(), bytes: some(f.rest()) }),
  [Type.block]: (f) => ({ handle: f.handle(), entry: f.entry(), index: f.u64(), length: f.among(1, 1 << 20, 4), hash: f.hash(), bytes: f.rest() }),
  [Type.data]: (f) => ({ bytes: f.rest() }),
  [Type.zeros]: (f) => ({ handle: f.handle(), entry: f.entry(), index: f.u64(), count: f.among(1, maxBytes, 8) }),
  [Type.end]: (f) => ({ handle: f.handle(), entry: f.entry(), hash: f.hash() }),
  [Type.skip]: (f) => ({ handle: f.handle(), entry: f.entry(), why: f.among(0, 255) }),
  [Type.finished]: (f) => note(f, 'handle'),
  [Type.stop]: (f) => note(f, 'handle'),
  [Type.stopped]: (f) => note(f, 'handle'),
  [Type.decline]: (f) => note(f, 'id', 'why'),
  [Type.pause]: (f) => note(f, 'id', 'side', 'on', 'why'),
  [Type.cancel]: (f) => note(f, 'id', 'side', 'why'),
  [Type.done]: (f) => note(f, 'id', 'skipped'),
  [Type.closed]: (f) => note(f, 'id', 'side'),
  [Type.bye]: (f) => note(f, 'why'),
  [Type.ping]: () => ({}),
  [Type.pong]: () => ({}),
  [Type.offered]: () => ({}),
};

function some(bytes) {
  if (bytes.length === 0) throw breach('an empty frame');
  return bytes;
}

/** parse reads a payload: `{type, …}` with the fields of its row. */
export function parse(type, payload) {
  if (!Object.hasOwn(read, type)) throw breach('a frame of an unknown type');
  const fields = new Fields(payload);
  return fields.done({ type, ...read[type](fields) });
}

function readHello(f) {
  if (f.take(8).some((byte, i) => byte !== magic[i])) throw breach('another protocol');
  return { versions: [...f.take(f.among(1, 16))] };
}

function readOffer(f) {
  const offer = { id: f.id(), files: f.u32(), folders: f.u32(), bytes: f.u64(), manifest: f.u64(maxManifest), hash: f.hash() };
  const entries = offer.files + offer.folders;
  if (entries < 1 || entries > maxEntries || offer.manifest > entries * (maxName + 64)) throw breach('count of entries');
  offer.items = Array.from({ length: f.among(1, 16) }, () => {
    const [kind, size, length] = [f.among(1, 2), f.u64(), f.among(1, maxName, 2)];
    return { kind, size, name: f.take(length).slice() };
  });
  const shown = offer.items.reduce((sum, { size }) => sum + size, 0);
  if (shown > offer.bytes || offer.items.length > entries) throw breach('items larger than all together');
  return offer;
}

function readGo(f) {
  const go = { id: f.id(), handle: f.handle(), entry: f.among(0, maxEntries, 4), block: f.u64(), holes: [] };
  const count = f.among(0, 1024, 2);
  for (let before = -1; go.holes.length < count; before = go.holes.at(-1)) {
    const hole = f.u64();
    if (hole <= before || hole >= go.block) throw breach('holes out of order');
    go.holes.push(hole);
  }
  return go;
}

/** Reader cuts a stream of bytes into frames, however it was cut into messages. */
export class Reader {
  #parts = [];
  #size = 0;

  push(bytes) {
    this.#parts.push(bytes);
    this.#size += bytes.length;
  }

  /** next returns the next whole frame, parsed; null when there is none yet. */
  next() {
    if (this.#size < 4) return null;
    const start = this.#peek(4);
    const length = (start[1] << 16) | (start[2] << 8) | start[3];
    if (length > maxPayload) throw breach('frame too long');
    if (this.#size < 4 + length) return null;
    return parse(start[0], this.#take(4 + length).subarray(4));
  }

  /** peek returns the first part, which it makes as long as that at least. */
  #peek(size) {
    if (this.#parts[0].length < size) this.#parts = [join(this.#parts)];
    return this.#parts[0];
  }

  #take(size) {
    const bytes = this.#peek(size);
    if (bytes.length === size) this.#parts.shift();
    else this.#parts[0] = bytes.subarray(size);
    this.#size -= size;
    return bytes.subarray(0, size);
  }
}
