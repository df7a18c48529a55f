// What a transfer holds: transfer/PROTOCOL.md, sections 3 and 5.

import { be, concat, equal, join, utf8 } from '../bytes.js';
import { breach } from '../fault.js';
import { blake3 } from './blake3.js';
import { Fields } from './wire.js';

export const Kind = { file: 1, folder: 2 };
export const maxDepth = 64;
const maxName = 1024;
/** largest is the longest manifest that a browser takes, in bytes: it is kept in memory. */
export const largest = 8 << 20;

/** mostBlocks is how many blocks of one file a browser takes: it keeps their hashes. With the largest blocks it is 4 TiB. */
const mostBlocks = 1 << 22;

/** nameOf writes the name of an entry. */
export const nameOf = (name) => utf8(name).slice(0, maxName);

/** writeManifest lists entries as they are sent: `{kind, depth, name, size, modified}`, modified in ms since 1970. */
export function writeManifest(entries) {
  return join(entries.map(({ kind = Kind.file, depth = 0, name, size, modified }) => {
    const bytes = nameOf(name);
    const time = be(0, 8);
    new DataView(time.buffer).setBigInt64(0, BigInt(Math.round(modified)) * 1_000_000n);
    return concat(Uint8Array.of(kind, depth), be(kind === Kind.folder ? 0o755 : 0o644, 2), time, be(size, 8), be(bytes.length, 2), bytes);
  }));
}

/** readManifest reads a whole manifest, if it is the one that was offered: entries `{kind, depth, size, name, path}`. */
export function readManifest(bytes, offer) {
  if (bytes.length !== offer.manifest || !equal(blake3(bytes), offer.hash)) throw breach('not the manifest that was offered');
  const fields = new Fields(bytes);
  const entries = [];
  const path = []; // of the folders around
  while (fields.at < bytes.length) {
    const entry = readEntry(fields);
    if (entry.depth > path.length) throw breach('depth');
    path.length = entry.depth;
    entry.path = [...path];
    if (entry.kind === Kind.folder) path.push(entry.name);
    entries.push(entry);
  }
  check(entries, offer);
  return entries;
}

function readEntry(f) {
  const [kind, depth] = [f.among(Kind.file, Kind.folder), f.among(0, maxDepth - 1)];
  f.among(0, 0o7777, 2);
  f.take(8); // a browser cannot set when a file was modified
  const [size, length] = [f.u64(), f.among(1, maxName, 2)];
  if (kind === Kind.folder && size !== 0) throw breach('a folder with a size');
  if (blockCount(size) > mostBlocks) throw breach('a file too large');
  return { kind, depth, size, name: new TextDecoder().decode(f.take(length)) };
}

function check(entries, { files, folders, bytes }) {
  const count = (kind) => entries.filter((entry) => entry.kind === kind).length;
  const sum = entries.reduce((total, { size }) => total + size, 0);
  if (count(Kind.file) !== files || count(Kind.folder) !== folders || sum !== bytes) throw breach('not what was offered');
}

/** blockSize is how long the blocks of a file are. */
export function blockSize(size) {
  let length = 256 << 10;
  while (length < 1 << 20 && size > length * 65536) length *= 2;
  return length;
}

export const blockCount = (size) => Math.ceil(size / blockSize(size));

/** zeroHash is that of a block of zeros. */
export const zeroHash = new Uint8Array(32);

/** blockHash is that of one place in one file of one offer, whose manifest's hash is the key. Zeros have zeros. */
export function blockHash(key, entry, index, bytes) {
  if (isZero(bytes)) return zeroHash;
  return blake3(concat(bytes, be(entry, 4), be(index, 8)), key);
}

/** isZero stops at the first byte that is none: in most blocks the first. */
function isZero(bytes) {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

export const fileHash = (key, entry, size, hashes) => blake3(join([...hashes, be(entry, 4), be(size, 8)]), key);
