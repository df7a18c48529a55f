// The key of this visit, and what others' keys have signed.

import { base32, be, concat, unbase32, utf8 } from './bytes.js';

/** message puts a length before the context and each part, so that no two lists give the same. */
function message(context, parts) {
  return concat(...[utf8(context), ...parts].flatMap((part) => [be(part.length, 4), part]));
}

/** createIdentity draws a key that this page alone can use, while it is open. */
export async function createIdentity() {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  const key = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return {
    key,
    text: keyText(key),
    /** sign signs parts for one purpose, which the context names. */
    async sign(context, ...parts) {
      return new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, message(context, parts)));
    },
  };
}

/** verify reports whether the signature is the key's over the same context and parts. */
export async function verify(key, signature, context, ...parts) {
  // The zero key is a point of order 4: anyone could sign for it.
  if (key.length !== 32 || signature.length !== 64 || key.every((byte) => byte === 0)) return false;
  try {
    const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', imported, signature, message(context, parts));
  } catch {
    return false; // no point on the curve
  }
}

/** keyText writes a key as people and messages have it. */
export const keyText = (key) => base32(key);

/** parseKey reads what keyText wrote; null for all else, and for the zero key. */
export function parseKey(string) {
  const key = typeof string === 'string' && string.length === 52 ? unbase32(string, 32) : null;
  return key && key.some((byte) => byte !== 0) ? key : null;
}
