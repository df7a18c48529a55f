// The conversation: call/chat/PROTOCOL.md. Each pair has a channel; a message goes to each person once.

import { hex, random, sizeOf } from './bytes.js';
import { maxText, needed, readChat } from './chatmessage.js';
import { ChatPipe } from './chatpipe.js';
import { cleanText } from './clean.js';
import { Pace } from './pace.js';

const mostSenseless = 32;
const mostDropped = 2048;
const mostShown = 1000;
const typingEvery = 3000;
const typingLasts = 6000;
const week = 7 * 24 * 3600 * 1000;

/**
 * Chat keeps `messages`: `{author, id, at, text, edited, deleted, reactions, own, to, change}`, the last being the id of
 * our newest change of it. It hears `changed()` and `came(message)` through what it is given.
 */
export class Chat {
  #pipes = new Map(); // by key
  #hears;
  #typing = new Map(); // by key: until when
  #pace;

  constructor({ own, hears, now = () => Date.now() }) {
    this.own = own;
    this.now = now;
    this.messages = [];
    this.#hears = hears;
    // What is sent again after a break counts too, so a person has a part of what is allowed.
    this.#pace = new Pace(8, 64);
  }

  #pipe(key) {
    if (!this.#pipes.has(key)) this.#pipes.set(key, new ChatPipe());
    return this.#pipes.get(key);
  }

  /** opened says that somebody can be written to; what they did not get goes again. */
  opened(key, channel) {
    this.#pipe(key).opened(channel);
  }

  closed(key) {
    if (this.#pipes.has(key)) this.#pipes.get(key).channel = null;
    this.#typing.delete(key);
    this.#hears.changed();
  }

  /** open lists the keys of those who can be written to. */
  get open() {
    return [...this.#pipes].filter(([, { channel }]) => channel).map(([key]) => key);
  }

  /** say sends a text to everybody who is there, and returns why it cannot, if so. */
  say(source) {
    const said = cleanText(source);
    const to = this.open;
    const why = unfit(said) ?? (to.length === 0 ? 'nobody' : this.#hold(to));
    if (why) return why;
    const message = { type: 'text', id: hex(random(16)), at: this.now(), text: said };
    this.#keep({ ...message, author: this.own, own: true, to: new Set(to) });
    this.#put(to, message);
    return null;
  }

  /** edit gives our own message another text, for all who got it. It returns why it cannot, if so. */
  edit(message, source) {
    const said = cleanText(source);
    if (message.deleted || said === message.text) return null;
    const why = unfit(said) ?? this.#hold(message.to);
    if (why) return why;
    Object.assign(message, { text: said, edited: true });
    this.#change(message, { type: 'edit', text: said });
    return null;
  }

  /** remove takes our own message back, for good. It returns why it cannot, if so. */
  remove(message) {
    if (message.deleted) return null;
    const why = this.#hold(message.to);
    if (why) return why;
    takeBack(message);
    this.#change(message, { type: 'delete' });
    return null;
  }

  #change(message, change) {
    message.change = hex(random(16));
    this.#put(message.to, { ...change, id: message.change, of: message.id });
  }

  /** react sets our one reaction to a message; the same once more takes it back. It returns why it cannot, if so. */
  react(message, chosen) {
    const to = this.open;
    const why = to.length === 0 ? 'nobody' : this.#hold(to);
    if (why || message.deleted) return why;
    const emoji = message.reactions.get(this.own) === chosen ? '' : chosen;
    setReaction(message, this.own, emoji);
    this.#put(to, { type: 'react', id: hex(random(16)), author: message.author, of: message.id, emoji });
    return null;
  }

  /** hold says that people have to get what was sent before first. */
  #hold(keys) {
    const full = [...keys].some((key) => this.#pipe(key).channel && this.#pipe(key).full);
    return full || !this.#pace.allow() ? 'waiting' : null;
  }

  #put(keys, message) {
    // Who left for good takes nothing any more.
    for (const key of keys) if (!this.#pipe(key).full) this.#pipe(key).put(message);
    this.#hears.changed();
  }

  /** typing says that one is writing, at most every three seconds. */
  typing() {
    const now = this.now();
    for (const key of this.open) {
      const pipe = this.#pipe(key);
      if (now - pipe.typedAt < typingEvery) continue;
      pipe.typedAt = now;
      pipe.send({ type: 'typing', on: true });
    }
  }

  /** delivered reports whether everybody has a message, and who is there our newest change of it. */
  delivered({ id, change, to }) {
    return [...to].every((key) => !this.#pipe(key).waits(id) && !(this.#pipe(key).channel && this.#pipe(key).waits(change)));
  }

  /** writers lists who is writing now. */
  get writers() {
    const now = this.now();
    return [...this.#typing].filter(([, until]) => until > now).map(([key]) => key);
  }

  /** receive takes what came from somebody. */
  receive(key, data) {
    const pipe = this.#pipe(key);
    if (!pipe.messages.allow() || !pipe.size.allow(data.length ?? data.byteLength)) {
      if (++pipe.dropped >= mostDropped) this.#shut(pipe);
      return;
    }
    try {
      const message = readChat(data);
      if (message) this.#take(key, pipe, message);
    } catch {
      if (++pipe.senseless >= mostSenseless) this.#shut(pipe);
    }
  }

  #shut(pipe) {
    pipe.channel?.close();
    pipe.channel = null;
  }

  #take(key, pipe, message) {
    if (message.type === 'ack') pipe.acknowledged(message.ids);
    else if (message.type === 'typing') this.#typing.set(key, message.on ? this.now() + typingLasts : 0);
    else {
      if (message.type === 'text') this.#said(key, pipe, message);
      else this.#changed(key, message);
      pipe.send({ type: 'ack', ids: [message.id] });
    }
    this.#hears.changed();
  }

  #changed(key, { type, author = key, of, text, emoji }) {
    const said = type === 'edit' ? needed(text) : '';
    const about = this.messages.find((each) => each.id === of && each.author === author);
    if (!about || about.deleted) return;
    if (type === 'edit') Object.assign(about, { text: said, edited: true });
    if (type === 'delete') takeBack(about);
    if (type === 'react') setReaction(about, key, emoji);
  }

  #said(key, pipe, message) {
    const said = needed(message.text);
    if (!pipe.isNew(message.id)) return;
    const now = this.now();
    const when = message.at <= now && now - message.at <= week ? message.at : now;
    this.#typing.delete(key);
    this.#hears.came(this.#keep({ ...message, text: said, at: when, author: key, own: false }));
  }

  #keep(message) {
    const kept = { ...message, edited: false, deleted: false, reactions: new Map(), change: '' };
    this.messages.push(kept);
    if (this.messages.length > mostShown) this.messages.shift();
    return kept;
  }
}

/** unfit is why a text cannot be sent, or null. */
function unfit(said) {
  if (said === '') return 'empty';
  return sizeOf(said) > maxText ? 'long' : null;
}

function takeBack(message) {
  Object.assign(message, { text: '', deleted: true, reactions: new Map() });
}

function setReaction({ reactions }, key, emoji) {
  reactions.delete(key); // the newest is the last
  if (emoji) reactions.set(key, emoji);
}
