// The byte stream of one data channel, which carries frames both ways: transfer/PROTOCOL.md.

import { Fault } from '../fault.js';
import { Reader, Type, Why, write } from './wire.js';

const maxMessage = 64_000;
const high = 1 << 20; // bytes on their way before a writer waits
const low = high / 4;
const pingEvery = 5000;
const lostAfter = 30_000;
const helloWithin = 10_000;

/** Stream hears `ready(stream)`, `frame(stream, message)`, `ended(stream)`. */
export class Stream {
  #channel;
  #hears;
  #reader = new Reader();
  #greeted = false;
  #last = 0; // the highest handle that was given
  #flows = new Map(); // incoming transfers, by handle
  #heard = performance.now();
  #timer;
  #room = Promise.resolve();
  #block = null; // the flow whose block is incomplete
  #wake = null;

  constructor({ key, channel, hears }) {
    Object.assign(this, { key, over: false });
    this.#channel = channel;
    this.#hears = hears;
    channel.bufferedAmountLowThreshold = low;
    channel.onbufferedamountlow = () => this.#wake?.();
    this.#timer = setInterval(() => this.#watch(), pingEvery);
    this.send(write.hello());
  }

  #watch() {
    const silent = performance.now() - this.#heard;
    if (silent > lostAfter || (!this.#greeted && silent > helloWithin)) return this.end();
    this.send(write.empty(Type.ping));
  }

  /** send sends frames without content at once. */
  send(bytes) {
    if (this.over || this.#channel.readyState !== 'open') return;
    try {
      for (let at = 0; at < bytes.length; at += maxMessage) this.#channel.send(bytes.subarray(at, at + maxMessage));
    } catch {
      this.end(); // the other side does not read
    }
  }

  /** put sends content, and waits first while the path is slower. Who puts takes turns. */
  put(bytes) {
    this.#room = this.#room.then(() => this.#wait()).then(() => this.send(bytes));
    return this.#room;
  }

  async #wait() {
    while (!this.over && this.#channel.bufferedAmount > high) {
      await new Promise((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 250); // the event does not come when it was asked for too late
      });
    }
    if (this.over) throw new Fault('closed');
  }

  /** open gives a flow a handle in the place of the one it had. */
  open(flow) {
    for (const [handle, other] of this.#flows) if (other === flow) this.#flows.delete(handle);
    this.#flows.set(++this.#last, flow);
    return this.#last;
  }

  /** receive takes a message of the channel. */
  receive(data) {
    if (this.over) return;
    if (typeof data === 'string' || data.byteLength < 1 || data.byteLength > maxMessage) return this.#breach();
    this.#heard = performance.now();
    try {
      this.#reader.push(new Uint8Array(data));
      for (let message = this.#reader.next(); message && !this.over; message = this.#reader.next()) this.#frame(message);
    } catch {
      this.#breach();
    }
  }

  #breach() {
    this.send(write.bye(Why.breach));
    this.end();
  }

  #frame(message) {
    const { type } = message;
    if (!this.#greeted) return this.#hello(message);
    if (type === Type.hello) throw new Fault('protocol', 'another hello');
    if (type === Type.ping) return this.send(write.empty(Type.pong));
    if (type === Type.pong) return;
    if (type === Type.bye) return this.end();
    if (type === Type.data) return this.#block?.take(message);
    if ('handle' in message && ![Type.accept, Type.go, Type.stop].includes(type)) return this.#content(message);
    this.#hears.frame(this, message);
  }

  #hello({ type, versions }) {
    if (type !== Type.hello) throw new Fault('protocol', 'no hello');
    if (!versions.includes(1)) {
      this.send(write.bye(Why.version));
      return this.end();
    }
    this.#greeted = true;
    this.#hears.ready(this);
  }

  /** content goes to what its handle stands for. One that was never given is a breach. */
  #content(message) {
    const { type, handle } = message;
    if (handle > this.#last) throw new Fault('protocol', 'content that nobody asked for');
    const flow = this.#flows.get(handle);
    const wanted = flow?.isFlow(this, handle) ? flow : null;
    if (type === Type.block) this.#block = wanted;
    if (type === Type.finished || type === Type.stopped) this.#flows.delete(handle);
    wanted?.take(message);
  }

  /** end ends the stream; transfers on it wait for another. */
  end() {
    if (this.over) return;
    this.over = true;
    clearInterval(this.#timer);
    this.#wake?.();
    this.#hears.ended(this);
  }
}
