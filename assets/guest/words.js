// Six words that two people read to each other: call/signal/PROTOCOL.md, section 9.

import { concat, utf8 } from './bytes.js';
import { keyText } from './identity.js';

const rounds = 600_000;
const list = new URL('./words.txt', import.meta.url); // the EFF's long list, in its order
const count = 7776n;

/** digest returns the number that two keys stand for, whichever comes first. */
async function digest(a, b) {
  const [first, second] = keyText(a) < keyText(b) ? [a, b] : [b, a];
  const key = await crypto.subtle.importKey('raw', concat(first, second), 'PBKDF2', false, ['deriveBits']);
  const salt = utf8('parley safety words v1');
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, key, 128);
  return new Uint8Array(bits).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

let words = null;

async function wordList() {
  words ??= fetch(list).then((response) => response.text()).then((text) => text.trim().split('\n'));
  return words.catch((error) => {
    words = null;
    throw error;
  });
}

/** safetyWords returns the six words of two keys. It takes a part of a second. */
export async function safetyWords(a, b) {
  const [known, hash] = await Promise.all([wordList(), digest(a, b)]);
  if (known.length !== Number(count)) throw new Error('the list of words is not whole');
  let number = hash;
  return Array.from({ length: 6 }, () => {
    const word = known[Number(number % count)];
    number /= count;
    return word;
  });
}
