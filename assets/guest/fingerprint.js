// The media's fingerprint, signed by the identity: call/signal/PROTOCOL.md, section 5.

import { unhex, utf8 } from './bytes.js';
import { verify } from './identity.js';

const context = 'parley dtls fingerprint v1';
const digestSizes = new Map([['sha-256', 32], ['sha-384', 48], ['sha-512', 64]]);

/** isFingerprint reports whether a value is such as "sha-256 AB:CD:…", in the one spelling that is signed. */
export function isFingerprint(value) {
  if (typeof value !== 'string') return false;
  const [hash, digest = '', ...more] = value.split(' ');
  const size = digestSizes.get(hash);
  return more.length === 0 && size !== undefined && digest.length === 3 * size - 1 && /^[0-9A-F]{2}(:[0-9A-F]{2})*$/.test(digest);
}

/** fingerprintOf returns the one fingerprint that a description names; null when it names none, or several. */
export function fingerprintOf(sdp) {
  // Any line that resembles one counts: another parser might take it.
  const lines = sdp.split(/[\r\n]+/).filter((line) => line.toLowerCase().includes('fingerprint'));
  const named = new Set(lines.map((line) => {
    const [hash, digest = ''] = line.replace(/^a=fingerprint:/, '').split(' ');
    return `${hash.toLowerCase()} ${digest.toUpperCase()}`;
  }));
  const [only] = named;
  return named.size === 1 && isFingerprint(only) ? only : null;
}

const signed = (call, kind, from, to, fingerprint) => [unhex(call, 16), utf8(kind), from, to, utf8(fingerprint)];

export function signFingerprint(identity, to, call, kind, fingerprint) {
  return identity.sign(context, ...signed(call, kind, identity.key, to, fingerprint));
}

/** verifyDescription checks that from signed the fingerprint for to, this call and this kind, and that the SDP names no other. */
export async function verifyDescription(from, to, call, { kind, sdp, fingerprint }, signature) {
  return fingerprintOf(sdp) === fingerprint && verify(from, signature, context, ...signed(call, kind, from, to, fingerprint));
}
