// One call with one person: call/signal/PROTOCOL.md, section 4. It outlives its links.

import { ControlLine } from './controlline.js';
import { Negotiation } from './negotiation.js';
import { Peer } from './peer.js';
import { Survey } from './survey.js';

const lostTimeout = 120_000;
const closedTimeout = 3000;
const restartEvery = 4000;
const linkSettles = 3000;

/**
 * Call is asked (`asked`, then `waits` once somebody has to let us in), asks here (`knocks`), is `answered` or `over`.
 * Its meeting hears: `waits(call)`, `answered(call)`, `refused(call, reason)`, `ended(call, reason)`, `changed(call)`, `said(call, meeting)`,
 * `muteAsked(call)`, `channelOpen(call, label)`, `channelMessage(call, label, data)`, `channelClosed(call, label)`.
 */
export class Call {
  #context;
  #hears;
  #negotiation;
  #timer = 0;
  #lost = 0; // since when there is no connection
  #closed = 0; // when the other side closed it
  #restarted = 0;
  #linkSince = 0;
  #control;

  /** context has `identity`, `media`, `relayOnly` and `iceServers()`. */
  constructor({ id, link, phase, context, hears }) {
    this.#context = context;
    this.#hears = hears;
    this.#negotiation = new Negotiation(this, context.identity);
    this.#control = new ControlLine((message) => this.say(message), { heard: (message) => this.#heard(message), broken: () => this.end('protocol') });
    Object.assign(this, { id, phase, key: link.key, keyBytes: link.keyBytes, person: link.person, peer: null, tracks: {} });
    this.far = { microphone: true, camera: false, screen: false };
    this.view = null; // how the other side shows what we send, once they said so
    this.survey = new Survey();
    this.unlinked = 0; // since when there is no link
    this.#adopt(link);
  }

  get answered() {
    return this.phase === 'answered';
  }

  get connected() {
    return this.peer?.state === 'connected';
  }

  /** lostFor is for how many milliseconds there has been no connection. */
  get lostFor() {
    return this.#lost ? performance.now() - this.#lost : 0;
  }

  #adopt(link) {
    this.link = link;
    this.unlinked = 0;
    link.listen((envelope) => this.#receive(link, envelope), () => this.#unlink(link));
  }

  send(type, body = {}) {
    this.link?.send({ call: this.id, type, body });
  }

  /** receive takes one message. What does not fit the phase is ignored: it may be late, repeated or forged. */
  #receive(link, { call, type, body }) {
    if (link !== this.link || call !== this.id) return;
    const asked = this.phase === 'asked' || this.phase === 'waits';
    if (type === 'ringing' && asked) this.#waits();
    else if (type === 'accept' && asked) this.#join(body.video);
    else if (type === 'decline' && asked) this.#refused(body.reason);
    else if (type === 'busy' && asked) this.#refused('busy');
    else if (type === 'cancel' && this.phase === 'knocks') this.finish('cancelled');
    else if (type === 'end' && this.answered) this.finish(body.reason);
    else if (this.answered) this.#negotiation.receive(type, body);
  }

  #waits() {
    this.phase = 'waits';
    this.#hears.waits(this);
  }

  #refused(reason) {
    this.#over();
    this.#hears.refused(this, reason);
  }

  /** accept lets the person in who asks here. */
  accept() {
    if (this.phase !== 'knocks') return;
    this.send('accept', { video: this.#context.media.camera });
    this.#join(false);
  }

  decline(reason) {
    if (this.phase !== 'knocks') return;
    this.send('decline', { reason });
    this.finish(reason);
  }

  /** join begins the media part: both sides have agreed to talk. */
  #join(video) {
    const { identity, media, relayOnly, iceServers } = this.#context;
    this.phase = 'answered';
    this.far.camera = video;
    this.#lost = this.#restarted = performance.now();
    this.peer = new Peer({ offerer: identity.text < this.key, iceServers: iceServers(), tracks: media.tracks, relayOnly, hears: this.#peerHears() });
    this.#timer = setInterval(() => this.#second(performance.now()), 1000);
    this.#hears.answered(this);
    this.peer.start();
  }

  #peerHears() {
    return {
      describe: (description) => this.#negotiation.describe(description),
      candidate: (body) => this.#negotiation.candidate(body),
      renegotiate: () => this.#negotiation.renegotiate(),
      state: () => this.#stateChanged(),
      track: (slot, track) => this.#changed(() => (this.tracks[slot] = track)),
      open: (label) => this.#opened(label),
      message: (label, data) => this.#message(label, data),
      closed: (label) => this.#channelClosed(label),
      broken: () => this.end('protocol'),
    };
  }

  #changed(work) {
    work();
    this.#hears.changed(this);
  }

  #stateChanged() {
    if (this.connected) this.#lost = 0;
    else this.#lost ||= performance.now();
    this.#hears.changed(this);
  }

  #opened(label) {
    if (label === 'control') this.#control.opened(this.#context.media);
    this.#hears.channelOpen(this, label);
  }

  #message(label, data) {
    if (!this.answered) return;
    if (label === 'control') this.#control.receive(data);
    else this.#hears.channelMessage(this, label, data);
  }

  #heard(message) {
    if (message.type === 'media') this.#changed(() => (this.far = message));
    if (message.type === 'view') this.#changed(() => (this.view = message));
    if (message.type === 'meeting') this.#hears.said(this, message);
    if (message.type === 'mute') this.#hears.muteAsked(this);
  }

  #channelClosed(label) {
    if (label === 'control') this.#closed = performance.now();
    this.#hears.channelClosed(this, label);
  }

  /** say sends on a channel, if it is open. */
  say(message, label = 'control') {
    const channel = this.peer?.channels[label];
    if (channel?.readyState !== 'open') return false;
    channel.send(message);
    return true;
  }

  /** announce says which tracks are on, if that has changed. */
  announce() {
    this.#control.announce(this.#context.media);
  }

  /** look says how the other side's pictures are shown here. */
  look(lines, screen) {
    this.#control.look(lines, screen);
  }

  askToMute() {
    this.#control.askToMute();
  }

  #second(now) {
    if (this.#closed && now - this.#closed > closedTimeout) return this.end('lost');
    if (this.#lost && now - this.#lost > lostTimeout) return this.end('lost');
    if (this.#lost) this.link?.doubt(now);
    if (this.#lost && this.link && now - this.#restarted > restartEvery) this.restart();
    this.survey.look(this.peer).then((news) => news && this.#hears.changed(this));
  }

  /** restart looks for a path anew. */
  restart() {
    this.#restarted = performance.now();
    this.peer.restart();
  }

  /** networkChanged looks for a way from where this device is now. */
  networkChanged() {
    if (this.answered && this.link) this.restart();
  }

  /** relink makes a new link the call's. Of two that crossed, the one that the smaller key opened stays. */
  relink(link, ours) {
    if (ours) link.send({ call: this.id, type: 'resume', body: {} });
    const preferred = ours === this.#context.identity.text < this.key;
    const now = performance.now();
    if (this.link && now - this.#linkSince < linkSettles && !preferred && this.link.room === link.room) return link.close();
    const old = this.link;
    this.#adopt(link);
    this.#linkSince = now;
    old?.close();
    if (this.#lost) this.restart();
  }

  /** unlink ends a call that was not answered. One that was goes on: media does not need the link. */
  #unlink(link) {
    if (link !== this.link) return;
    this.link = null;
    this.unlinked = performance.now();
    if (this.answered) return;
    if (this.phase === 'knocks') this.finish('cancelled');
    else if (this.phase !== 'over') this.#refused('lost');
  }

  /** end leaves the call and says so to the other side. */
  end(reason) {
    if (this.answered) this.send('end', { reason });
    else if (this.phase === 'asked' || this.phase === 'waits') this.send('cancel');
    else if (this.phase === 'knocks') this.send('decline', { reason: 'declined' });
    this.finish(reason);
  }

  /** finish ends the call here without a word to the other side. */
  finish(reason) {
    if (this.phase === 'over') return;
    this.#over();
    this.#hears.ended(this, reason);
  }

  #over() {
    this.phase = 'over';
    clearInterval(this.#timer);
    this.#control.close();
    this.peer?.close();
    this.link?.close(); // what says why goes first: it is being sealed
    this.link = null;
  }
}
