// The control channel: call/mesh/PROTOCOL.md, sections 1 and 3. What is read is checked member by member;
// unknown types and members are ignored.

import { text, unbase64url } from './bytes.js';
import { breach } from './fault.js';
import { parseKey } from './identity.js';

const maxMessage = 16 << 10;

const bool = (value) => typeof value === 'boolean';
const word = (value) => typeof value === 'string';
const port = (value) => Number.isInteger(value) && value >= 0 && value <= 65535;
const key = (value) => parseKey(value) !== null;
const list = (value) => Array.isArray(value);

const types = {
  media: {
    microphone: bool, camera: bool, screen: bool, test_signals: bool, port,
    screen_kind: word, screen_mode: word, screen_end: word, screen_pointing: bool, screen_paused: bool,
  },
  meeting: {
    host: (value) => value === '' || key(value), members: list, removed: list,
    door: (value) => ['open', 'ask', 'locked'].includes(value),
    room: (value) => value === '' || (word(value) && unbase64url(value, 16) !== null),
  },
  view: { lines: (value) => Number.isInteger(value) && value >= 0, screen: bool },
  mute: {},
};

const maxLines = 2304;
const most = { members: 16, removed: 64 };

const optional = (member) => member.startsWith('screen_') || member === 'test_signals' || member === 'port';

/** readControl reads a message; one of an unknown type is null. A Fault says that it makes no sense. */
export function readControl(data) {
  const source = typeof data === 'string' ? data : decode(data);
  if (source.length > maxMessage) throw breach('a control message too long');
  let message;
  try {
    message = JSON.parse(source);
  } catch {
    throw breach('a control message that is no JSON');
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message) || !word(message.type)) throw breach('a control message without type');
  const members = Object.hasOwn(types, message.type) ? types[message.type] : null;
  return members && pick(message, members);
}

function decode(data) {
  try {
    return text(new Uint8Array(data));
  } catch {
    throw breach('a control message that is no text');
  }
}

function pick(message, members) {
  const out = { type: message.type };
  for (const [member, fits] of Object.entries(members)) {
    if (!Object.hasOwn(message, member) && optional(member)) continue;
    if (!fits(message[member])) throw breach(`${member} of ${message.type}`);
    out[member] = message[member];
  }
  // Keys that are none are left out, and so are too many.
  for (const member of ['members', 'removed']) if (out[member]) out[member] = out[member].slice(0, most[member]).filter(key);
  if (out.lines > maxLines) out.lines = maxLines;
  return out;
}

/** writeMedia says which of this side's tracks are on. */
export function writeMedia({ microphone, camera, screen, surface = 'monitor', pointing = false }) {
  const share = screen ? { screen_kind: surface === 'window' ? 'window' : 'display', screen_mode: 'auto', screen_pointing: pointing } : {};
  return JSON.stringify({ type: 'media', microphone, camera, screen, ...share, test_signals: false, port: 0 });
}

export const writeMeeting = ({ host, members, door, removed, room }) => JSON.stringify({ type: 'meeting', host, members, door, removed, room });

/** writeView says how many lines high the other side's camera is seen here, and whether its screen is. */
export const writeView = ({ lines, screen }) => JSON.stringify({ type: 'view', lines: Math.min(maxLines, Math.round(lines)), screen });

export const writeMute = () => JSON.stringify({ type: 'mute' });
