// The call on the page: stage, bar and panels.

import { firstName } from '../clean.js';
import { shareOut } from '../share.js';
import { Awake } from './awake.js';
import { Bar } from './bar.js';
import { Deeds } from './deeds.js';
import { announce, button, h, names } from './dom.js';
import { Exchange } from './exchange.js';
import { Keys } from './keys.js';
import { Side } from './side.js';
import { Stage } from './stage.js';
import { Status } from './status.js';
import { Toasts } from './toasts.js';

export class CallView {
  #unread = 0;
  #listening = new AbortController();
  #asking = new Map(); // by key: takes away the question whether somebody may come in
  #shared = '';
  #wish = () => {}; // takes the question away whether somebody may draw
  #known = new Map(); // the names of who is or was here, by key

  constructor(context) {
    Object.assign(this, context);
    this.verified = new Set();
    this.toasts = new Toasts();
    this.deeds = new Deeds({ ...context, verified: this.verified, tell: (...words) => this.toasts.tell(...words), changed: () => this.update() });
    this.stage = new Stage({ media: this.media, name: this.name, key: this.identity.text, pointing: this.pointing, blocked: () => (this.deaf.hidden = false), copy: () => this.deeds.copy() });
    this.bar = new Bar(this.#acts(), { canShare: this.media.canShare });
    this.status = new Status();
    this.exchange = new Exchange({ transfers: this.transfers, meeting: this.meeting, tell: (sentence) => this.toasts.tell(sentence), offered: () => this.side.show('files') });
    this.element = this.#draw();
    this.media.changed = (slots) => this.#mediaChanged(slots);
    this.media.lost = (kind) => this.toasts.tell(`The ${kind} was unplugged.`, { sign: kind === 'camera' ? 'camera-off' : 'mic-off', acts: [['Choose another', () => this.side.toggle('more')]] });
    this.#listen();
    this.clock = setInterval(() => this.#second(), 1000);
    this.update();
    queueMicrotask(() => this.stage.element.focus());
  }

  #acts() {
    return {
      microphone: () => this.deeds.turn('microphone'), camera: () => this.deeds.turn('camera'), share: () => this.deeds.share(),
      chat: () => this.side.toggle('chat'), files: () => this.side.toggle('files'), people: () => this.side.toggle('people'), more: () => this.side.toggle('more'),
      leave: () => this.leave(),
    };
  }

  #draw() {
    this.side = new Side({ context: () => this.#panelContext(), opened: (name) => this.#opened(name), closed: (name) => this.#closed(name) });
    this.away = h('div', { class: 'strip', role: 'alert', hidden: true }, 'The server is not reached. The call goes on; nobody new can come until it is back.');
    this.deaf = h('div', { class: 'strip', role: 'alert', hidden: true }, 'The browser wants a click before it plays sound.', button({ words: 'Hear them', kind: 'primary', act: () => this.#unblock() }));
    return h('div', { class: 'call' }, this.away, this.deaf, h('div', { class: 'middle' }, h('div', { class: 'theatre' }, this.stage.element, this.status.element, this.toasts.element), this.side.element), this.bar.element, this.exchange.elements);
  }

  /** update shows what has changed, once for all that changed together. */
  update() {
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => {
      this.due = false;
      if (this.closed) return;
      this.#update();
    });
  }

  #update() {
    const { meeting } = this;
    const { people } = meeting;
    this.stage.update(people, this.verified);
    this.side.update();
    const offers = this.transfers.list.filter(({ own, state }) => !own && state === 'offered').length;
    this.bar.update({ media: this.media, panel: this.side.open, unread: this.#unread, offers, knocks: meeting.hosts ? meeting.doorway.knocks.size : 0 });
    this.away.hidden = meeting.room.connected;
    this.#forgetKnocks();
    this.status.update(people, this.verified);
    this.#shareOut(people);
    document.title = people.length > 0 ? `${names(people.map(({ person }) => person.name))} – Parley` : 'Parley';
  }

  #shareOut(people) {
    const state = `${people.filter(({ connected }) => connected).map(({ key, view }) => `${key} ${view?.lines} ${view?.screen}`)} ${this.media.tracks.camera?.id} ${this.media.screen}`;
    if (state !== this.#shared) shareOut(people, this.media);
    this.#shared = state;
  }

  #second() {
    this.status.tick();
    this.update();
  }

  #mediaChanged(slots) {
    for (const { peer } of this.meeting.calls.values()) for (const slot of slots) peer?.send(slot, this.media.tracks[slot]);
    this.meeting.announce();
    if (!this.media.screen || this.media.pointing) this.#wish();
    this.update();
  }

  #opened(name) {
    if (name === 'chat') this.#unread = 0;
    if (name === 'files') this.news?.();
    this.update();
  }

  #closed(name) {
    (this.bar[name].element.offsetParent ? this.bar[name] : this.bar.more).element.focus();
    this.update();
  }

  #panelContext() {
    const { chat, transfers, meeting, media, name, verified, deeds } = this;
    return {
      chat, transfers, meeting, media, name, verified, close: () => this.side.close(), person: (key) => this.#person(key),
      attach: () => this.exchange.choose(), send: () => this.exchange.choose(), sendFolder: this.exchange.chooseFolder, accept: (transfer) => this.exchange.accept(transfer),
      acts: {
        copy: () => deeds.copy(), words: (call) => deeds.words(call), remove: (call) => deeds.remove(call), flip: () => deeds.flip(), full: () => deeds.full(),
        failed: (kind, error) => deeds.failed(kind, error), chosen: (kind, id) => kind === 'speaker' && this.stage.speakThrough(id),
        files: () => this.side.toggle('files'), people: () => this.side.toggle('people'),
      },
    };
  }

  /** person names somebody. */
  #person(key) {
    for (const call of this.meeting.calls.values()) this.#known.set(call.key, call.person.name);
    return this.#known.get(key) ?? 'Somebody who left';
  }

  // What others do.

  came(message) {
    if (this.side.open === 'chat') return; // there it is in a log, which is read out
    announce(`${this.#person(message.author)} writes: ${message.text}`);
    this.#unread++;
    this.update();
  }

  marked(screen) {
    this.stage.marked(screen);
  }

  offered(transfer) {
    const name = this.#person(transfer.from);
    const { name: first, count, folders, items } = transfer;
    const what = folders > 0 && items.length === 1 ? `the folder ${first}` : count > 1 ? `${count} files` : first;
    if (this.side.open !== 'files') this.news = this.toasts.tell(`${name} offers ${what}.`, { sign: 'files', acts: [['Show', () => this.side.show('files'), 'primary']] });
  }

  left(call, reason) {
    this.#known.set(call.key, call.person.name);
    const { name } = call.person;
    const words = { __proto__: null, lost: `The connection to ${name} was lost.`, mismatch: `Somebody stood between you and ${name}. That connection was ended.`, removed: `${name} was removed.` };
    if (reason !== 'again') this.toasts.tell(words[reason] ?? `${name} left.`, { sign: 'person' });
  }

  knock(call) {
    const { key, person } = call;
    const { doorway } = this.meeting;
    this.#asking.get(key)?.();
    this.#asking.set(key, this.toasts.tell(`${person.name} asks to come in.`, { sign: 'person', stays: true, acts: [['Let in', () => doorway.letIn(key), 'primary'], ['No', () => doorway.turnAway(key)]] }));
  }

  /** forgetKnocks takes questions away that are answered, or of somebody who gave up. */
  #forgetKnocks() {
    for (const [key, remove] of this.#asking) {
      if (this.meeting.doorway.knocks.has(key)) continue;
      remove();
      this.#asking.delete(key);
    }
  }

  muteAsked(by) {
    if (!this.media.microphone) return;
    this.toasts.tell(`${by} asks you to mute.`, { sign: 'mic-off', acts: [['Mute', () => this.media.turn('microphone', false), 'primary']] });
  }

  /** pointingAsked asks whether others may draw on what is shared here; leave is everybody's. */
  pointingAsked({ person }) {
    this.#wish();
    this.#wish = this.toasts.tell(`${firstName(person.name)} would like to point and draw on what you share.`, { sign: 'pen', stays: true, acts: [['Let everybody', () => this.media.allowPointing(true), 'primary'], ['No', () => {}]] });
  }

  #unblock() {
    this.deaf.hidden = true;
    this.stage.unblock();
  }

  #listen() {
    const { signal } = this.#listening;
    const acts = {
      m: () => this.deeds.turn('microphone'), v: () => this.deeds.turn('camera'), s: () => this.deeds.share(), d: () => this.stage.board?.toggle(),
      c: () => this.side.toggle('chat'), f: () => this.side.toggle('files'), p: () => this.side.toggle('people'),
      microphone: () => this.deeds.turn('microphone'), escape: () => this.stage.board?.lay() || this.side.close(), leave: () => this.leave(),
    };
    this.keys = new Keys({ acts, media: this.media, signal });
    this.awake = new Awake(signal);
    this.exchange.takeDrops(signal);
  }

  close() {
    this.closed = true;
    clearInterval(this.clock);
    this.#listening.abort();
    this.side.end();
    this.stage.close();
    for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
  }
}
