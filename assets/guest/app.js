// The visit: lobby, call, and what comes after.

import { linkOf, moveTo } from './address.js';
import { Chat } from './chat.js';
import { clearStore, holdStore } from './files/store.js';
import { Transfers } from './files/transfers.js';
import { Media } from './media.js';
import { Meeting } from './meeting.js';
import { Pointing } from './pointing.js';
import { CallView } from './views/callview.js';
import { announce } from './views/dom.js';
import { Lobby } from './views/lobby.js';
import { notice } from './views/notice.js';

const slow = 4000; // milliseconds after which it is said why it takes a while

/** App owns what is on the page. */
export class App {
  constructor({ root, secret, identity, server }) {
    Object.assign(this, { root, secret, identity, server, meeting: null, view: null });
    this.media = new Media();
    clearStore().catch(() => {}).finally(holdStore);
    window.addEventListener('pagehide', () => this.meeting?.finish('hung-up'));
    window.addEventListener('online', () => this.meeting?.hurry());
  }

  #show(view) {
    this.view?.close?.();
    this.view = view;
    this.root.replaceChildren(view.element);
  }

  async lobby() {
    const appLink = await linkOf(this.secret, 'parley:');
    this.#show(new Lobby({ media: this.media, host: location.host, appLink, join: (wish) => this.#join(wish), leave: () => this.#leave() }));
  }

  #leave() {
    if (this.meeting) this.meeting.finish('hung-up');
    else this.#over('hung-up');
  }

  #join({ name, relayOnly }) {
    this.name = name;
    const changed = () => this.view?.update?.();
    this.chat = new Chat({ own: this.identity.text, hears: { changed, came: (message) => this.view?.came?.(message) } });
    this.transfers = new Transfers({ changed, offered: (transfer) => this.view?.offered?.(transfer) });
    this.pointing = new Pointing({
      own: this.identity.text, media: this.media, calls: () => this.meeting?.calls ?? new Map(),
      marked: (screen) => this.view?.marked?.(screen), asked: (call) => this.view?.pointingAsked?.(call),
    });
    this.meeting = new Meeting({ server: this.server, identity: this.identity, name, media: this.media, relayOnly, hears: this.#hears() });
    this.meeting.enter(this.secret);
    this.patience = setTimeout(() => this.#changed(true), slow);
  }

  #hears() {
    return {
      changed: () => this.#changed(),
      joined: (call) => this.#changed() ?? announce(`${call.person.name} is in the call.`),
      left: (call, reason) => this.view?.left?.(call, reason),
      over: (reason) => this.#over(reason),
      knock: (call) => this.view?.knock?.(call),
      unknock: () => this.#changed(),
      muteAsked: (by) => this.view?.muteAsked?.(by),
      moved: (secret) => this.#moved(secret),
      channelOpen: (call, label) => this.#channel(call, label),
      channelMessage: (call, label, data) => this.#message(call, label, data),
      channelClosed: (call, label) => this.#closed(call, label),
    };
  }

  #changed(late = false) {
    if (!this.meeting || this.meeting.over) return;
    if (this.meeting.inside && !(this.view instanceof CallView)) this.#enter();
    if (this.view instanceof CallView) return this.view.update();
    this.#wait(late);
  }

  /** wait says in the lobby why the call does not begin yet. */
  #wait(late) {
    this.late ||= late;
    if (this.meeting.waits) this.view.wait('Somebody in the call has to let you in. They were asked.');
    else if (this.late && !this.meeting.room.connected) this.view.wait(`The server at ${location.host} does not answer. It is tried again.`);
    else if (this.late) this.view.wait('The others have not answered yet.');
  }

  #enter() {
    clearTimeout(this.patience);
    this.#show(new CallView({
      meeting: this.meeting, media: this.media, chat: this.chat, transfers: this.transfers, pointing: this.pointing, name: this.name, identity: this.identity,
      link: () => linkOf(this.secret), leave: () => this.#leave(),
    }));
    document.documentElement.classList.add('calling');
  }

  #moved(secret) {
    this.secret = secret;
    moveTo(secret);
  }

  #channel(call, label) {
    if (label === 'chat') this.chat.opened(call.key, call.peer.channels.chat);
    if (label === 'files') this.transfers.opened(call.key, call.peer.channels.files);
    this.#changed();
  }

  #message(call, label, data) {
    if (label === 'chat') this.chat.receive(call.key, data);
    if (label === 'files') this.transfers.receive(call.key, data);
    if (label === 'annotations') this.pointing.receive(call, data);
  }

  #closed(call, label) {
    if (label === 'chat') this.chat.closed(call.key);
    if (label === 'files') this.transfers.closed(call.key);
  }

  #over(reason) {
    clearTimeout(this.patience);
    this.late = false;
    this.media.changed = () => {};
    this.media.close();
    this.transfers?.close();
    this.meeting = null;
    document.documentElement.classList.remove('calling');
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    document.title = 'Parley';
    this.#show({ element: notice(reason, { again: () => this.lobby() }) });
  }
}
