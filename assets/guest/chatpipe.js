// What one person is sent of the conversation, until they have it: call/chat/PROTOCOL.md, section 3.

import { Pace } from './pace.js';

const mostWaiting = 128; // messages of one conversation that are not acknowledged
const mostWaitingBytes = 512 << 10;
const mostKnown = 4096;

/** overtakes reports whether one message makes another of ours needless. */
function overtakes(next, { type, id, of, author }) {
  if (next.type === 'edit') return type === 'edit' && of === next.of;
  if (next.type === 'delete') return (type === 'edit' && of === next.of) || (type === 'text' && id === next.of);
  return next.type === 'react' && type === 'react' && of === next.of && author === next.author;
}

/** ChatPipe is the channel to one person: what waits for acknowledgement outlives it. */
export class ChatPipe {
  #waiting = new Map(); // by id: {message, source}
  #bytes = 0;

  constructor() {
    Object.assign(this, { channel: null, senseless: 0, dropped: 0, known: new Set(), typedAt: 0 });
    this.messages = new Pace(16, 256);
    this.size = new Pace(8 << 10, 1 << 20);
  }

  /** opened sends again what was not delivered. */
  opened(channel) {
    this.channel = channel;
    for (const { source } of this.#waiting.values()) this.#write(source);
  }

  /** full says that no more is taken until something was delivered. */
  get full() {
    return this.#waiting.size >= mostWaiting || this.#bytes > mostWaitingBytes;
  }

  waits(id) {
    return this.#waiting.has(id);
  }

  #write(source) {
    if (this.channel?.readyState === 'open') this.channel.send(source);
  }

  /** send sends what is not acknowledged. */
  send(message) {
    this.#write(JSON.stringify({ v: 1, ...message }));
  }

  /** put sends what is to be acknowledged, in the place of what it overtakes. */
  put(message) {
    const kept = [...this.#waiting.values()].map((each) => each.message);
    for (const each of kept) {
      if (overtakes(message, each)) this.#forget(each.id);
      // What is sent again carries the new text.
      else if (message.type === 'edit' && each.id === message.of) this.#keep({ ...each, text: message.text });
    }
    this.#write(this.#keep(message));
  }

  #keep(message) {
    const source = JSON.stringify({ v: 1, ...message });
    this.#bytes += source.length - (this.#waiting.get(message.id)?.source.length ?? 0);
    this.#waiting.set(message.id, { message, source });
    return source;
  }

  #forget(id) {
    this.#bytes -= this.#waiting.get(id)?.source.length ?? 0;
    this.#waiting.delete(id);
  }

  acknowledged(ids) {
    for (const id of ids) this.#forget(id);
  }

  /** isNew remembers an id, and reports whether it was not known. */
  isNew(id) {
    if (this.known.has(id)) return false;
    this.known.add(id);
    if (this.known.size > mostKnown) this.known.delete(this.known.values().next().value);
    return true;
  }
}
