// All transfers of this visit, whichever stream carries them.

import { hex } from '../bytes.js';
import { Incoming } from './incoming.js';
import { Outgoing } from './outgoing.js';
import { openSink } from './sink.js';
import { Stream } from './stream.js';
import { Side, Type, Why, write } from './wire.js';

const mostWaiting = 16; // offers of one sender that wait for the person
const mostKept = 256; // transfers of one person that are remembered

/** Transfers hears `changed()` and `offered(incoming)`. */
export class Transfers {
  #streams = new Map(); // by person's key
  #hears;

  constructor(hears) {
    this.#hears = hears;
    this.list = []; // the oldest first
  }

  /** opened takes the channel to a person. */
  opened(key, channel) {
    const hears = {
      ready: (stream) => this.#ready(stream),
      frame: (stream, message) => this.#frame(stream, message),
      ended: (stream) => this.#ended(stream),
    };
    this.stream(key)?.end();
    this.#streams.set(key, new Stream({ key, channel, hears }));
  }

  closed(key) {
    this.stream(key)?.end();
  }

  receive(key, data) {
    this.stream(key)?.receive(data);
  }

  /** stream is what files go over to a person and come from them; undefined when there is none. */
  stream(key) {
    return this.#streams.get(key);
  }

  #ready(stream) {
    for (const transfer of this.#out(stream.key)) if (!transfer.ended) transfer.offer(stream);
    stream.send(write.empty(Type.offered));
  }

  #ended(stream) {
    if (this.#streams.get(stream.key) === stream) this.#streams.delete(stream.key);
    for (const transfer of this.list) transfer.streamEnded(stream);
    this.#hears.changed();
  }

  #out(key) {
    return this.list.filter((transfer) => transfer.own && transfer.to === key);
  }

  #in(key) {
    return this.list.filter((transfer) => !transfer.own && transfer.from === key);
  }

  #frame(stream, message) {
    if (message.type === Type.offer) return this.#offer(stream, message);
    if (message.type === Type.offered) return;
    if (message.type === Type.stop) return this.#out(stream.key).forEach((transfer) => transfer.stop(stream, message.handle));
    const id = hex(message.id);
    const toSender = [Type.accept, Type.go, Type.decline, Type.done].includes(message.type) || message.side === Side.receiver;
    const transfer = (toSender ? this.#out(stream.key) : this.#in(stream.key)).find((each) => hex(each.id) === id);
    if (message.type === Type.closed) return;
    if (toSender) this.#toSender(stream, transfer, message);
    else this.#toReceiver(stream, transfer, message);
  }

  #toSender(stream, transfer, message) {
    if (transfer) transfer.take(stream, message);
    else if (message.type === Type.accept || message.type === Type.go) stream.send(write.cancel(message.id, Side.sender, Why.unknown));
    else stream.send(write.closed(message.id, Side.sender));
  }

  #toReceiver(stream, transfer, message) {
    if (message.type === Type.cancel) {
      if (transfer) transfer.withdrawn(stream, message.why);
      else stream.send(write.closed(message.id, Side.receiver));
    }
    this.#hears.changed();
  }

  #offer(stream, offer) {
    const known = this.#in(stream.key).find((each) => hex(each.id) === hex(offer.id));
    if (known) return known.offeredAgain(stream);
    const theirs = this.#in(stream.key);
    if (theirs.length >= mostKept || theirs.filter(({ state }) => state === 'offered').length >= mostWaiting) {
      return stream.send(write.decline(offer.id, Why.busy));
    }
    const incoming = new Incoming({ from: stream.key, offer, changed: () => this.#hears.changed() });
    this.list.push(incoming);
    this.#hears.offered(incoming);
    this.#hears.changed();
  }

  /** offer offers a tree of files to somebody. */
  offer(key, tree) {
    const outgoing = new Outgoing({ to: key, tree, changed: () => this.#hears.changed() });
    this.list.push(outgoing);
    const stream = this.stream(key);
    if (stream) outgoing.offer(stream);
    this.#hears.changed();
  }

  /** accept asks where to put what is offered, and fetches it. */
  async accept(incoming) {
    const sink = await openSink(incoming);
    const stream = this.stream(incoming.from);
    if (stream) incoming.accept(stream, sink);
    else await sink.abandon();
  }

  /** close ends all that is under way: what came in part is not kept. */
  close() {
    for (const transfer of this.list) if (!transfer.ended) this.cancel(transfer);
    for (const stream of [...this.#streams.values()]) stream.end();
  }

  decline(incoming) {
    incoming.decline(this.stream(incoming.from));
  }

  pause(incoming) {
    incoming.pause(this.stream(incoming.from));
  }

  resume(incoming) {
    incoming.resume(this.stream(incoming.from));
  }

  cancel(transfer) {
    transfer.cancel(this.stream(transfer.own ? transfer.to : transfer.from));
  }
}
