// Making elements. Text is text everywhere: nothing that somebody wrote becomes markup.

import { icon } from '../icons.js';

/** h makes an element. Properties that begin with `on` listen, `class` and `aria-…` are attributes, children that are null are left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, name, value) {
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (name in element && !name.includes('-') && typeof value !== 'string') element[name] = value;
  else element.setAttribute(name, value);
}

/** button makes a button with a sign before its words. A label says what it does where the words say less, or are not there. */
export function button({ words = '', label = words, sign = null, kind = '', act, ...rest }) {
  return h('button', { type: 'button', class: `button ${kind}`, 'aria-label': label === words ? null : label, title: words ? null : label, onclick: act, ...rest },
    sign && icon(sign, words ? 20 : 22), words && h('span', {}, words));
}

/** fill gives an element other children. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter(Boolean));
}

/** say sets a text, if it is another, so that a screen reader is not made to say it again. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

let spoken = null;

/** announce tells who hears the page rather than sees it. */
export function announce(text) {
  if (!spoken?.isConnected) document.body.append((spoken = h('div', { class: 'spoken', role: 'status', 'aria-live': 'polite' })));
  spoken.textContent = '';
  setTimeout(() => (spoken.textContent = text), 50);
}

const grounds = [['#e6daea', '#5b3b68'], ['#ebdadb', '#76303f'], ['#cfe0d6', '#23523c'], ['#cfdce6', '#2b4a63'], ['#f0ddb6', '#6b4708'], ['#d5e4df', '#1f4b40'], ['#e6e2cf', '#544a1c'], ['#d9ddf0', '#33407a']];

/** avatar draws a person's first letters on a ground that their key chooses. */
export function avatar(name, key, size) {
  const words = name.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => Array.from(word ?? '')[0] ?? '').join('').toUpperCase();
  const [ground, ink] = grounds[[...key].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7) % grounds.length];
  const circle = h('span', { class: 'avatar', 'aria-hidden': 'true' }, letters);
  Object.assign(circle.style, { background: ground, color: ink, width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.36)}px` });
  return circle;
}

/** size writes bytes as people read them. */
export function size(bytes) {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  for (; bytes >= 1000 && unit < units.length - 1; unit++) bytes /= 1000;
  return `${unit === 0 || bytes >= 100 ? Math.round(bytes) : bytes.toFixed(1)} ${units[unit]}`;
}

export const clock = (time) => new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

/** names lists people as a sentence does. */
export function names(list) {
  if (list.length < 2) return list[0] ?? '';
  return `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
}
