// The form of what is written: call/chat/PROTOCOL.md, sections 1, 2 and 5. What is read is checked member by member.

import { sizeOf, text, unhex } from './bytes.js';
import { cleanText } from './clean.js';
import { breach } from './fault.js';
import { parseKey } from './identity.js';
import { isText } from './json.js';

const maxMessage = 64 << 10;
export const maxText = 16 << 10;
const maxTime = Number.MAX_SAFE_INTEGER;

const id = (value) => typeof value === 'string' && unhex(value, 16) !== null && /[^0]/.test(value);
const ids = (value) => Array.isArray(value) && value.length >= 1 && value.length <= 64 && value.every(id);
const some = (value) => typeof value === 'string' && value !== '' && sizeOf(value) <= maxText && isText(value);
const emoji = (value) => typeof value === 'string' && sizeOf(value) <= 256 && isText(value) && (value === '' || isEmoji(value));
const at = (value) => Number.isInteger(value) && value >= 0 && value <= maxTime;

const types = {
  text: { id, at, text: some },
  edit: { id, of: id, text: some },
  delete: { id, of: id },
  react: { id, author: (value) => parseKey(value) !== null, of: id, emoji },
  typing: { on: (value) => typeof value === 'boolean' },
  ack: { ids },
};

/** isEmoji reports whether a text is one emoji: what is drawn as one picture. */
export function isEmoji(value) {
  const [first, ...more] = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(value);
  return more.length === 0 && /[\p{Extended_Pictographic}\p{Regional_Indicator}]|^[#*0-9]\ufe0f?\u20e3/u.test(first?.segment ?? '');
}

/** readChat reads one message. A Fault says that it is senseless; null that it is to be ignored. */
export function readChat(data) {
  const bytes = typeof data === 'string' ? null : new Uint8Array(data);
  if ((bytes ? bytes.length : sizeOf(data)) > maxMessage) throw breach('too long');
  let message;
  try {
    message = JSON.parse(bytes ? text(bytes) : data);
  } catch {
    throw breach('not JSON');
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) throw breach('not an object');
  if (!Number.isInteger(message.v) || message.v < 1 || message.v > 255 || typeof message.type !== 'string') throw breach('version or type');
  const members = message.v === 1 && Object.hasOwn(types, message.type) ? types[message.type] : null;
  if (!members) return null;
  const out = { type: message.type };
  for (const [member, fits] of Object.entries(members)) {
    if (!Object.hasOwn(message, member) || !fits(message[member])) throw breach(member);
    out[member] = message[member];
  }
  return out;
}

/** needed cleans a text of which something must be left. */
export function needed(source) {
  const said = cleanText(source);
  if (said === '') throw breach('nothing is left of a text');
  return said;
}
