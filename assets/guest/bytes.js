// Bytes and their text forms. Readers take exactly what writers write.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** utf8 returns the bytes of a text. */
export const utf8 = (text) => encoder.encode(text);

/** text reads UTF-8 and throws at anything else. */
export const text = (bytes) => decoder.decode(bytes);

/** sizeOf returns how many bytes a text has in UTF-8. */
export const sizeOf = (string) => encoder.encode(string).length;

export const random = (size) => crypto.getRandomValues(new Uint8Array(size));

export const concat = (...parts) => join(parts);

/** join is concat for a list, which may be long. */
export function join(parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** equal compares public bytes; it takes no care of its timing. */
export function equal(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** be writes a number big-endian, in so many bytes. */
export function be(number, size) {
  const out = new Uint8Array(size);
  for (let i = size - 1; i >= 0; i--) {
    out[i] = number % 256;
    number = Math.floor(number / 256);
  }
  return out;
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** unhex reads so many bytes of lower-case hexadecimal; null for all else. */
export function unhex(string, size) {
  if (string.length !== 2 * size || !/^[0-9a-f]*$/.test(string)) return null;
  return Uint8Array.from({ length: size }, (_, i) => parseInt(string.substr(2 * i, 2), 16));
}

export const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

/** unbase64 reads so many bytes of RFC 4648 section 4; null for all else. */
export function unbase64(string, size) {
  let binary;
  try {
    binary = atob(string);
  } catch {
    return null;
  }
  const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
  return bytes.length === size && base64(bytes) === string ? bytes : null;
}

/** base64url writes RFC 4648 section 5 without padding. */
export const base64url = (bytes) => base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** unbase64url reads what base64url wrote of so many bytes; null for all else. */
export function unbase64url(string, size) {
  if (!/^[A-Za-z0-9_-]*$/.test(string)) return null;
  const padded = string.replaceAll('-', '+').replaceAll('_', '/').padEnd(4 * Math.ceil(string.length / 4), '=');
  return unbase64(padded, size);
}

const letters = 'abcdefghijklmnopqrstuvwxyz234567';

/** base32 writes RFC 4648 section 6 in lower case without padding. */
export function base32(bytes) {
  let out = '';
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += letters[(value >>> (bits - 5)) & 31];
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? out + letters[(value << (5 - bits)) & 31] : out;
}

/** unbase32 reads what base32 wrote of so many bytes; null for all else. */
export function unbase32(string, size) {
  const out = new Uint8Array(size);
  let at = 0;
  let value = 0;
  let bits = 0;
  for (const letter of string) {
    const digit = letters.indexOf(letter);
    if (digit < 0) return null;
    value = (value << 5) | digit;
    bits += 5;
    if (bits < 8) continue;
    if (at === size) return null;
    bits -= 8;
    out[at++] = value >>> bits;
    value &= (1 << bits) - 1;
  }
  return at === size && base32(out) === string ? out : null;
}
