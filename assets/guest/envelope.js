// Messages of call/signal/PROTOCOL.md, read as strictly as its section 1 asks.

import { base64, sizeOf, text, unbase64, unhex, utf8 } from './bytes.js';
import { breach } from './fault.js';
import { isFingerprint } from './fingerprint.js';
import { parse } from './json.js';

export const version = 1;
const maxMessage = 64 << 10;
const maxCandidates = 100; // messages after each description, and lines within one
const maxMediaLines = 32;
const maxSequence = Number.MAX_SAFE_INTEGER;

const bool = (value) => typeof value === 'boolean';
const string = (limit) => (value) => typeof value === 'string' && sizeOf(value) <= limit;
const whole = (least, most) => (value) => Number.isInteger(value) && value >= least && value <= most;
const reason = (value) => typeof value === 'string' && /^[a-z-]{1,32}$/.test(value);
const versions = (value) => Array.isArray(value) && value.length > 0 && value.every(whole(1, 255));
const signature = (value) => typeof value === 'string' && unbase64(value, 64) !== null;
const candidate = (value) => string(512)(value) && !/[\r\n]/.test(value);

function sdp(value) {
  if (!string(60 << 10)(value) || value === '') return false;
  const lines = value.split('\n');
  const count = (prefix) => lines.filter((line) => line.startsWith(prefix)).length;
  return count('m=') <= maxMediaLines && count('a=candidate') <= maxCandidates;
}

/** bodies has, by type, what each member must be. */
const bodies = {
  hello: { name: string(255), device: string(255), versions, guest: bool },
  ring: { video: bool },
  join: { video: bool },
  ringing: {},
  accept: { video: bool },
  decline: { reason },
  busy: {},
  cancel: {},
  end: { reason },
  description: { kind: (value) => value === 'offer' || value === 'answer', sdp, fingerprint: isFingerprint, signature },
  candidate: { candidate, mid: string(64), mline: whole(0, maxMediaLines - 1), ufrag: string(256) },
  renegotiate: {},
  resume: {},
  ping: {},
  pong: {},
};

/** ofLink reports whether a type belongs to the link rather than to a call. */
export const ofLink = (type) => type === 'hello' || type === 'ping' || type === 'pong';

function checkBody(type, body) {
  const members = Object.hasOwn(bodies, type) ? bodies[type] : null;
  if (!members) throw breach('unknown type');
  if (typeof body !== 'object' || Array.isArray(body)) throw breach('a body that is no object');
  for (const [member, fits] of Object.entries(members)) {
    if (member === 'guest' && !Object.hasOwn(body, member)) continue;
    if (!Object.hasOwn(body, member) || !fits(body[member])) throw breach(`${member} of ${type}`);
  }
  // A hello is read before a version is agreed on, so others may add to it.
  if (type !== 'hello' && Object.keys(body).length !== Object.keys(members).length) throw breach(`an unknown member of ${type}`);
}

function check({ v, call, seq, type, body }) {
  if (typeof type !== 'string') throw breach('type');
  if (!whole(1, 255)(v) || !whole(1, maxSequence)(seq)) throw breach('version or number');
  if (ofLink(type) !== (call === undefined)) throw breach('a call id missing or too many');
  if (call !== undefined && !isCallId(call)) throw breach('call id');
  checkBody(type, body);
}

/** isCallId reports whether a value is 128 bits in lower-case hexadecimal, not all zero. */
const isCallId = (value) => typeof value === 'string' && unhex(value, 16) !== null && /[^0]/.test(value);

/** encode writes an envelope `{v, call, seq, type, body}`. It refuses what decode would. */
export function encode({ v, call, seq, type, body = {} }) {
  const envelope = call === undefined ? { v, seq, type, body } : { v, call, seq, type, body };
  check(envelope);
  const out = utf8(JSON.stringify(envelope));
  if (out.length > maxMessage) throw breach('message too long');
  return out;
}

/** decode reads one message. Every Fault is of kind `protocol`. */
export function decode(bytes) {
  if (bytes.length > maxMessage) throw breach('message too long');
  let source;
  try {
    source = text(bytes);
  } catch {
    throw breach('not UTF-8');
  }
  const envelope = parse(source);
  if (Object.keys(envelope).some((member) => !['v', 'call', 'seq', 'type', 'body'].includes(member))) throw breach('an unknown member');
  check(envelope);
  return envelope;
}

/** agree returns the newest version that both sides speak, 0 when there is none. */
export const agree = (theirs) => (theirs.includes(version) ? version : 0);

/** Inbound checks one direction of a link, message after message. */
export class Inbound {
  #last = 0;
  #candidates = 0;

  check({ v, seq, type }) {
    if (seq <= this.#last) throw breach('numbers out of order');
    this.#last = seq;
    if (v !== (ofLink(type) ? 1 : version)) throw breach('another version than agreed on');
    if (type === 'description') this.#candidates = 0;
    if (type === 'candidate' && ++this.#candidates > maxCandidates) throw breach('too many candidates');
  }
}

/** signatureText writes a signature as a body has it. */
export const signatureText = base64;
