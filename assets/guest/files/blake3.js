// BLAKE3 with outputs of 32 bytes, plain and keyed (https://github.com/BLAKE3-team/BLAKE3-specs). WebCrypto has none.

const iv = Uint32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);
const order = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
const chunkSize = 1024;
const blockSize = 64;
const flag = { start: 1, end: 2, parent: 4, root: 8, keyed: 16 };
const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** schedule has which word of the message each step of the seven rounds takes. */
const schedule = (() => {
  let row = Array.from({ length: 16 }, (_, i) => i);
  const rows = [];
  for (let round = 0; round < 7; round++) {
    rows.push(...row);
    row = order.map((i) => row[i]);
  }
  return Uint8Array.from(rows);
})();

/** compress writes to out, from at on, what the block in m makes of the chaining value in cv. */
function compress(cv, from, m, counter, length, flags, out, at) {
  let v0 = cv[from] | 0, v1 = cv[from + 1] | 0, v2 = cv[from + 2] | 0, v3 = cv[from + 3] | 0;
  let v4 = cv[from + 4] | 0, v5 = cv[from + 5] | 0, v6 = cv[from + 6] | 0, v7 = cv[from + 7] | 0;
  let v8 = iv[0] | 0, v9 = iv[1] | 0, v10 = iv[2] | 0, v11 = iv[3] | 0;
  let v12 = counter | 0, v13 = (counter / 0x100000000) | 0, v14 = length, v15 = flags;
  for (let r = 0; r < 112; r += 16) {
    v0 = (v0 + v4 + m[schedule[r]]) | 0; v12 ^= v0; v12 = (v12 >>> 16) | (v12 << 16);
    v8 = (v8 + v12) | 0; v4 ^= v8; v4 = (v4 >>> 12) | (v4 << 20);
    v0 = (v0 + v4 + m[schedule[r + 1]]) | 0; v12 ^= v0; v12 = (v12 >>> 8) | (v12 << 24);
    v8 = (v8 + v12) | 0; v4 ^= v8; v4 = (v4 >>> 7) | (v4 << 25);
    v1 = (v1 + v5 + m[schedule[r + 2]]) | 0; v13 ^= v1; v13 = (v13 >>> 16) | (v13 << 16);
    v9 = (v9 + v13) | 0; v5 ^= v9; v5 = (v5 >>> 12) | (v5 << 20);
    v1 = (v1 + v5 + m[schedule[r + 3]]) | 0; v13 ^= v1; v13 = (v13 >>> 8) | (v13 << 24);
    v9 = (v9 + v13) | 0; v5 ^= v9; v5 = (v5 >>> 7) | (v5 << 25);
    v2 = (v2 + v6 + m[schedule[r + 4]]) | 0; v14 ^= v2; v14 = (v14 >>> 16) | (v14 << 16);
    v10 = (v10 + v14) | 0; v6 ^= v10; v6 = (v6 >>> 12) | (v6 << 20);
    v2 = (v2 + v6 + m[schedule[r + 5]]) | 0; v14 ^= v2; v14 = (v14 >>> 8) | (v14 << 24);
    v10 = (v10 + v14) | 0; v6 ^= v10; v6 = (v6 >>> 7) | (v6 << 25);
    v3 = (v3 + v7 + m[schedule[r + 6]]) | 0; v15 ^= v3; v15 = (v15 >>> 16) | (v15 << 16);
    v11 = (v11 + v15) | 0; v7 ^= v11; v7 = (v7 >>> 12) | (v7 << 20);
    v3 = (v3 + v7 + m[schedule[r + 7]]) | 0; v15 ^= v3; v15 = (v15 >>> 8) | (v15 << 24);
    v11 = (v11 + v15) | 0; v7 ^= v11; v7 = (v7 >>> 7) | (v7 << 25);
    v0 = (v0 + v5 + m[schedule[r + 8]]) | 0; v15 ^= v0; v15 = (v15 >>> 16) | (v15 << 16);
    v10 = (v10 + v15) | 0; v5 ^= v10; v5 = (v5 >>> 12) | (v5 << 20);
    v0 = (v0 + v5 + m[schedule[r + 9]]) | 0; v15 ^= v0; v15 = (v15 >>> 8) | (v15 << 24);
    v10 = (v10 + v15) | 0; v5 ^= v10; v5 = (v5 >>> 7) | (v5 << 25);
    v1 = (v1 + v6 + m[schedule[r + 10]]) | 0; v12 ^= v1; v12 = (v12 >>> 16) | (v12 << 16);
    v11 = (v11 + v12) | 0; v6 ^= v11; v6 = (v6 >>> 12) | (v6 << 20);
    v1 = (v1 + v6 + m[schedule[r + 11]]) | 0; v12 ^= v1; v12 = (v12 >>> 8) | (v12 << 24);
    v11 = (v11 + v12) | 0; v6 ^= v11; v6 = (v6 >>> 7) | (v6 << 25);
    v2 = (v2 + v7 + m[schedule[r + 12]]) | 0; v13 ^= v2; v13 = (v13 >>> 16) | (v13 << 16);
    v8 = (v8 + v13) | 0; v7 ^= v8; v7 = (v7 >>> 12) | (v7 << 20);
    v2 = (v2 + v7 + m[schedule[r + 13]]) | 0; v13 ^= v2; v13 = (v13 >>> 8) | (v13 << 24);
    v8 = (v8 + v13) | 0; v7 ^= v8; v7 = (v7 >>> 7) | (v7 << 25);
    v3 = (v3 + v4 + m[schedule[r + 14]]) | 0; v14 ^= v3; v14 = (v14 >>> 16) | (v14 << 16);
    v9 = (v9 + v14) | 0; v4 ^= v9; v4 = (v4 >>> 12) | (v4 << 20);
    v3 = (v3 + v4 + m[schedule[r + 15]]) | 0; v14 ^= v3; v14 = (v14 >>> 8) | (v14 << 24);
    v9 = (v9 + v14) | 0; v4 ^= v9; v4 = (v4 >>> 7) | (v4 << 25);
  }
  out[at] = v0 ^ v8; out[at + 1] = v1 ^ v9; out[at + 2] = v2 ^ v10; out[at + 3] = v3 ^ v11;
  out[at + 4] = v4 ^ v12; out[at + 5] = v5 ^ v13; out[at + 6] = v6 ^ v14; out[at + 7] = v7 ^ v15;
}

/** words reads or writes little-endian words over the same bytes. */
const swap = (words) => (littleEndian ? words : words.map((w) => (w >>> 24) | ((w >>> 8) & 0xff00) | ((w << 8) & 0xff0000) | (w << 24)));

const block = new Uint8Array(blockSize);
const message = new Int32Array(littleEndian ? block.buffer : 16);

/** load puts so many bytes of data, from at on, into message, and zeros behind them. */
function load(data, at, length) {
  block.fill(0);
  block.set(data.subarray(at, at + length));
  if (!littleEndian) message.set(swap(new Int32Array(block.buffer)));
}

/** chunk leaves the chaining value of one chunk of data in out, from where on. */
function chunk(key, data, from, counter, flags, root, out, where) {
  const end = Math.min(data.length, from + chunkSize);
  out.set(key, where);
  let at = from;
  do {
    const length = Math.min(blockSize, end - at);
    load(data, at, length);
    const first = at === from ? flag.start : 0;
    const last = at + length >= end ? flag.end | root : 0;
    compress(out, where, message, counter, length, flags | first | last, out, where);
    at += blockSize;
  } while (at < end);
}

/** blake3 returns the hash of data, with a key of 32 bytes or none. */
export function blake3(data, key = null) {
  const start = key ? swap(new Uint32Array(key.slice().buffer)) : iv;
  const flags = key ? flag.keyed : 0;
  const chunks = Math.max(1, Math.ceil(data.length / chunkSize));
  const stack = new Int32Array(8 * 56);
  let depth = 0;
  for (let i = 0; i < chunks; i++) {
    chunk(start, data, i * chunkSize, i, flags, chunks === 1 ? flag.root : 0, stack, 8 * depth++);
    // Trees that are complete are joined at once; the last ones only at the end.
    for (let total = i + 1; total % 2 === 0 && i + 1 < chunks; total /= 2) join(start, stack, --depth, flags);
  }
  while (depth > 1) join(start, stack, --depth, flags | (depth === 1 ? flag.root : 0));
  return new Uint8Array(swap(stack.slice(0, 8)).buffer);
}

/** join makes the two topmost values of the stack one; below is the index of the upper one. */
function join(key, stack, below, flags) {
  const at = 8 * (below - 1);
  message.set(stack.subarray(at, at + 16));
  compress(key, 0, message, 0, blockSize, flags | flag.parent, stack, at);
}
