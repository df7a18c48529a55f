// One message of the conversation on the page.

import { cleanText } from '../clean.js';
import { avatar, button, clock, h, names } from './dom.js';

const together = 5 * 60_000; // of one person, under one head

// Web addresses, and addresses of mail with nothing after them: headers could add recipients that nobody reads.
const addresses = /(https?:\/\/[^\s<>"'）】]+[^\s<>"'.,;:!?)\]}）】]|mailto:[a-z0-9!$'*+=_~-]+(?:\.[a-z0-9!$'*+=_~-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+(?![\w?&%@]))/iu;

/** linked makes the addresses in a text links; only https, http and mailto are. */
export function linked(text) {
  return text.split(addresses).map((part, i) => {
    if (i % 2 === 0) return part;
    const url = URL.canParse(part) ? new URL(part) : null;
    return url && !url.username ? h('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer' }, part) : part;
  });
}

/** stateOf is what of a message is drawn: another state is drawn anew. */
export function stateOf(message, chat) {
  const { text, edited, deleted, reactions, own } = message;
  return JSON.stringify([text, edited, deleted, [...reactions], own && chat.delivered(message)]);
}

/** drawMessage draws one; acts are `react(message, emoji)` and `menu(message, button)`, person names whom a key is of. */
export function drawMessage(message, before, { chat, person, acts }) {
  const more = message.deleted ? null : moreOf(message, person, acts);
  const text = message.own ? h('div', { class: 'line' }, more, textOf(message)) : textOf(message);
  const body = h('div', { class: 'said' }, text, reactionsOf(message, chat, person, acts), footOf(message, chat));
  if (message.own) return h('div', { class: 'message mine' }, body);
  const name = person(message.author);
  const follows = before && before.author === message.author && message.at - before.at < together;
  if (follows) return h('div', { class: 'message follows' }, h('span', { class: 'indent' }), body, more);
  body.prepend(h('div', { class: 'who' }, h('bdi', {}, name), h('span', { class: 'when' }, clock(message.at))));
  return h('div', { class: 'message' }, avatar(name, message.author, 32), body, more);
}

function textOf({ deleted, text }) {
  if (deleted) return h('p', { class: 'deleted' }, 'This message was deleted.');
  return h('p', { class: 'text', dir: 'auto' }, linked(text));
}

function footOf(message, chat) {
  const edited = message.edited && !message.deleted ? 'edited' : '';
  const way = message.own ? [clock(message.at), edited, chat.delivered(message) ? 'delivered' : 'on its way'] : [edited];
  const words = way.filter(Boolean).join(', ');
  return words && h('span', { class: 'when' }, words);
}

function moreOf(message, person, acts) {
  const label = message.own ? 'React, edit or delete' : `React to ${person(message.author)}`;
  const more = button({ label, sign: 'more', kind: 'tool message-more', 'aria-haspopup': 'menu', act: () => acts.menu(message, more) });
  return more;
}

function reactionsOf(message, chat, person, acts) {
  const all = new Map(); // who reacted, by emoji
  for (const [key, emoji] of message.reactions) all.set(emoji, [...(all.get(emoji) ?? []), key]);
  if (all.size === 0) return null;
  const who = (key) => (key === chat.own ? 'you' : person(key));
  const one = ([emoji, from]) => {
    const own = from.includes(chat.own);
    const label = `${cleanText(emoji)} from ${names(from.map(who))}`;
    return h('button', { type: 'button', class: `reaction ${own ? 'own' : ''}`, title: label, 'aria-label': label, 'aria-pressed': String(own), onclick: () => acts.react(message, emoji) },
      cleanText(emoji), from.length > 1 && h('span', {}, String(from.length)));
  };
  return h('div', { class: 'reactions' }, [...all].map(one));
}
