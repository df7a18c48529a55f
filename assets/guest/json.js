// JSON as the protocols want it: RFC 8259 without what readers take differently.

import { breach } from './fault.js';

const blank = /[ \t\n\r]*/y;
const scalar = /"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false/y;
const name = /^[a-z0-9_]+$/;

/**
 * parse reads one object. It refuses null, repeated names, names of other letters than a-z0-9_, text that is
 * none, depth and arrays over the limits.
 */
export function parse(source, limits = { depth: 4, elements: 16 }) {
  return new Parser(source, limits).document();
}

/** isText reports whether a string is text that was not mended on its way. */
export const isText = (string) => string.isWellFormed() && !/[\u0000\ufffd]/.test(string);

class Parser {
  constructor(source, limits) {
    Object.assign(this, { source, limits, at: 0, depth: 0 });
  }

  document() {
    if (this.#peek() !== '{') throw breach('not an object');
    const value = this.#value();
    this.#match(blank);
    if (this.at !== this.source.length) throw breach('something follows the message');
    return value;
  }

  #match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  #peek() {
    this.#match(blank);
    return this.source[this.at];
  }

  #expect(character) {
    if (this.#peek() !== character) throw breach('not JSON');
    this.at++;
  }

  #value() {
    const first = this.#peek();
    if (first === '{') return this.#inside('}', {}, (into) => this.#member(into));
    if (first === '[') return this.#inside(']', [], (into) => this.#element(into));
    return this.#scalar();
  }

  #scalar() {
    let value;
    try {
      value = JSON.parse(this.#match(scalar));
    } catch {
      throw breach('not JSON, or null');
    }
    if (typeof value === 'string' && !isText(value)) throw breach('a string that is no text');
    return value;
  }

  #inside(end, into, each) {
    if (++this.depth > this.limits.depth) throw breach('nested too deep');
    this.at++;
    if (this.#peek() !== end) {
      each(into);
      while (this.#peek() === ',') {
        this.at++;
        each(into);
      }
    }
    this.#expect(end);
    this.depth--;
    return into;
  }

  #member(into) {
    const key = this.#peek() === '"' ? this.#scalar() : '';
    if (!name.test(key) || Object.hasOwn(into, key)) throw breach('name of a member');
    this.#expect(':');
    // A plain assignment to __proto__ would make no member.
    Object.defineProperty(into, key, { value: this.#value(), enumerable: true });
  }

  #element(into) {
    if (into.length >= this.limits.elements) throw breach('too many elements');
    into.push(this.#value());
  }
}
