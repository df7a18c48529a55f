// What others write, made harmless: names, texts of the chat, names of files.

import { sizeOf } from './bytes.js';

const spaces = /[\p{Z}\s\u115f\u1160\u3164\uffa0\u2800]/gu;
const unseen = /[\p{C}]/gu;
const ascii = /^[\x20-\x7e]*$/;

const runes = (string, most) => Array.from(string).slice(0, most).join('');

/** thin keeps so many combining marks in a row: more would be drawn over the lines around. */
const thin = (string, most) => string.replace(/\p{M}+/gu, (marks) => runes(marks, most));

/** cleanName makes a name one line of at most 64 letters, never empty. */
export function cleanName(name) {
  const plain = name.slice(0, 4096).replace(spaces, ' ').replace(unseen, '').normalize('NFC');
  return runes(thin(plain.replace(/ +/g, ' ').trim(), 3), 64).trim() || 'Someone';
}

/** firstName is what somebody is called for short. */
export const firstName = (name) => name.split(' ')[0];

const joining = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
const picture = /\p{Extended_Pictographic}/u;

/** joins reports whether a joiner between two letters is part of how they are written. */
function joins(joiner, before = '', after = '') {
  if (joiner === '\u200d' && picture.test(after)) return picture.test(before) || /[\ufe0f\u{1f3fb}-\u{1f3ff}]/u.test(before);
  return joining.test(before) && joining.test(after);
}

function seen(letter, i, letters) {
  if (letter === '\n' || letter === '\t') return letter;
  if (/[\r\v\f\u0085\u2028\u2029]/.test(letter)) return '\n';
  if (letter === '\u200c' || letter === '\u200d') return joins(letter, letters[i - 1], letters[i + 1]) ? letter : '';
  if (/[\ufe00-\ufe0f]/.test(letter)) return /[\p{L}\p{N}\p{P}\p{S}]/u.test(letters[i - 1] ?? '') ? letter : '';
  if (/[\p{Zs}\u115f\u1160\u3164\uffa0\u2800]/u.test(letter)) return ' ';
  if (/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(letter)) return '';
  return /[\p{Cn}\p{Co}\p{Cs}]/u.test(letter) && !picture.test(letter) ? '□' : letter;
}

/** cleanText makes a text of the chat read in the order it is written, hide nothing and stay in its place. */
export function cleanText(source) {
  if (!ascii.test(source)) {
    source = Array.from(source.replaceAll('\r\n', '\n')).map(seen).join('');
    source = thin(source.normalize('NFC'), 4);
  }
  const lines = source.trim().replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').split('\n');
  return [...lines.slice(0, 999), ...(lines.length > 999 ? [lines.slice(999).join(' ')] : [])].join('\n');
}

const devices = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?$/i;
const special = /^(desktop\.ini|autorun\.inf|\.directory|\.ds_store)$/i;

/** cleanFileName makes a name fit for every file system: transfer/PROTOCOL.md, section 8. An item hides nothing by a dot. */
export function cleanFileName(name, item = true) {
  let safe = name.normalize('NFC').replace(/[/\\:*?"<>|\ufffd]/g, '_').replace(/[\p{C}]/gu, '').replace(spaces, ' ');
  safe = safe.trim().replace(/[. ]+$/, '');
  if (item) safe = safe.replace(/^[. ]+/, '');
  if (safe === '' || safe === '.' || safe === '..') safe = 'file';
  if (devices.test(safe) || special.test(safe)) safe = `_${safe}`;
  return shorten(safe, 200);
}

/** shorten cuts a name to so many bytes of UTF-8, and keeps its extension. */
function shorten(name, most) {
  const [, stem, extension] = /^(.*?)(\.[^.]{1,15})?$/su.exec(name);
  let letters = Array.from(stem);
  while (letters.length > 1 && sizeOf(letters.join('') + (extension ?? '')) > most) letters = letters.slice(0, -1);
  return letters.join('').trim() + (extension ?? '');
}
