// A meeting of up to eight in one room: call/mesh/PROTOCOL.md, section 3.

import { Arrival } from './arrival.js';
import { Call } from './call.js';
import { hasRelay } from './candidate.js';
import { Doorway } from './doorway.js';
import { version } from './envelope.js';
import { Host } from './host.js';
import { News } from './news.js';
import { Reach } from './reach.js';
import { Rooms } from './rooms.js';

/**
 * Meeting hears, by the object given: `changed()`, `joined(call)`, `left(call, reason)`, `over(reason)`, `knock(call)`, `unknock(call)`,
 * `muteAsked(name)`, `moved(secret)`, `channelOpen`, `channelMessage` and `channelClosed` as Call has them.
 */
export class Meeting {
  #hears;
  #context;
  #timer = 0;
  #arrival = null;
  #inside = 0; // since when one is in
  #host;
  #reach;
  #rooms;
  #news;

  constructor({ server, identity, name, media, relayOnly = false, hears }) {
    this.#hears = hears;
    this.identity = identity;
    this.#context = { identity, media, relayOnly, iceServers: () => this.room.ice };
    this.over = null;
    this.calls = new Map(); // by key: asked or answered
    this.#host = new Host(identity.text);
    const hello = () => ({ name, device: '', versions: [version], guest: true });
    this.#rooms = new Rooms({ server, identity, hello, hears: this.#forRooms() });
    const meeting = this.#forParts();
    this.doorway = new Doorway(this.#host, meeting);
    this.#reach = new Reach(this.#host, meeting);
    this.#news = new News({ host: this.#host, doorway: this.doorway, rooms: this.#rooms, meeting });
  }

  /** forParts is what the parts are given of the whole. */
  #forParts() {
    return {
      own: this.own, calls: this.calls, inside: () => this.inside, over: () => this.over !== null, connected: () => this.#connected(),
      camera: () => this.#context.media.camera, call: (id, link, phase) => this.#call(id, link, phase), settle: () => this.#settle(),
      renew: () => this.#rooms.renew(), knock: (call) => this.#hears.knock(call), changed: () => this.#changed(), finish: (reason) => this.finish(reason),
    };
  }

  #forRooms() {
    return {
      welcomed: (room, peers) => this.#welcomed(room, peers),
      link: (room, link) => this.doorway.linkCame(link, () => room === this.room),
      stir: () => this.#hears.changed(),
      over: (kind) => !this.inside && this.finish(kind),
      ice: (servers) => this.calls.forEach(({ peer }) => peer?.refresh(servers)),
      moved: (secret) => this.#hears.moved(secret),
    };
  }

  /** room is where the meeting is. */
  get room() {
    return this.#rooms.here;
  }

  get own() {
    return this.identity.text;
  }

  /** host is the key of who decides, null while that is not known; hosts says that it is us. */
  get host() {
    return this.#host.key;
  }

  get hosts() {
    return this.#host.isOwn;
  }

  get inside() {
    return this.#inside > 0;
  }

  /** waits says that somebody has to let this side in. */
  get waits() {
    return !this.inside && [...this.calls.values()].some(({ phase }) => phase === 'waits');
  }

  /** people are the calls with those who are there, in the order of their coming. */
  get people() {
    return this.#news.members.flatMap((key) => this.calls.get(key) ?? []);
  }

  #connected() {
    return new Set([...this.calls.values()].filter(({ answered }) => answered).map(({ key }) => key));
  }

  /** enter comes into the room of a secret. */
  enter(secret) {
    this.#arrival = new Arrival(performance.now());
    this.#timer = setInterval(() => this.#second(performance.now()), 1000);
    return this.#rooms.enter(secret);
  }

  #welcomed(room, peers) {
    if (this.#context.relayOnly && !hasRelay(room.ice)) return this.finish('no-relay');
    this.#news.tellAll();
    for (const peer of peers) this.#arrival.during(this.#reach.to(room, peer)).then(() => this.#settle());
    this.#settle();
    this.#hears.changed();
  }

  #call(id, link, phase) {
    return new Call({ id, link, phase, context: this.#context, hears: this.#callHears() });
  }

  /** settle comes in, or stays out, once all have answered. */
  #settle() {
    if (this.inside || this.over || !this.room.connected) return;
    const calls = [...this.calls.values()];
    const verdict = this.#arrival.verdict(calls, performance.now());
    if (verdict === null) return;
    if (verdict !== 'found') return this.finish(verdict);
    for (const call of calls) call.end('hung-up');
    this.#host.found();
    this.#enterMeeting();
  }

  #enterMeeting() {
    if (this.inside) return;
    this.#inside = performance.now();
    this.#host.came(this.#inside);
    this.doorway.came(true);
    this.#hears.changed();
  }

  /** callHears is what calls tell. */
  #callHears() {
    const on = this.#hears;
    return {
      waits: () => on.changed(),
      answered: (call) => this.#answered(call),
      refused: (call, reason) => this.#refused(call, reason),
      ended: (call, reason) => this.#ended(call, reason),
      changed: () => on.changed(),
      said: (call, message) => this.#heard(call, message),
      muteAsked: (call) => call.key === this.host && on.muteAsked(call.person.name),
      channelOpen: (call, label) => this.#channelOpen(call, label),
      channelMessage: (call, label, data) => on.channelMessage(call, label, data),
      channelClosed: (call, label) => on.channelClosed(call, label),
    };
  }

  #channelOpen(call, label) {
    if (label === 'control') this.#news.tell(call);
    this.#hears.channelOpen(call, label);
  }

  #answered(call) {
    this.#enterMeeting();
    this.#host.joins(call.key, performance.now());
    this.#news.tellAll();
    this.#hears.joined(call);
    this.#hears.changed();
  }

  #refused(call, reason) {
    this.#drop(call);
    this.#arrival.refused(reason);
    this.#settle();
    this.#hears.changed();
  }

  #ended(call, reason) {
    if (this.doorway.knocks.get(call.key) === call) {
      this.doorway.knocks.delete(call.key);
      return this.#hears.unknock(call);
    }
    const was = this.calls.get(call.key) === call && call.peer !== null;
    this.#drop(call, reason === 'lost');
    if (!was) return;
    if (reason === 'removed' && call.key === this.host) return this.finish('removed');
    if (call.key === this.host) this.#succeed();
    this.#news.tellAll();
    this.#hears.left(call, reason);
    this.#hears.changed();
  }

  #drop(call, lost = false) {
    if (this.calls.get(call.key) === call) this.calls.delete(call.key);
    this.#host.forget(call.key, lost);
  }

  #succeed() {
    this.#host.succeed(performance.now(), this.#connected());
    this.doorway.inherit();
  }

  #heard(call, message) {
    this.#news.hear(call, message);
    this.#changed();
  }

  #changed() {
    this.#news.tellAll();
    this.#hears.changed();
  }

  /** remove ends the call with somebody for everybody, and moves the meeting to a room they do not know. */
  remove(key) {
    if (!this.hosts || !this.calls.has(key)) return;
    this.#host.remove(key);
    this.calls.get(key).end('removed');
    this.#rooms.renew();
    this.#changed();
  }

  #second(now) {
    if (this.over) return;
    this.#rooms.retire(now, [...this.calls.values()].filter(({ answered }) => answered));
    if (this.hosts && this.doorway.validity.isOver(now)) this.#rooms.renew();
    this.#settle();
    if (this.inside && this.#host.isMissing(now, this.#connected())) this.#succeed();
    else if (this.inside) this.#news.review(now);
    this.#reach.seek(this.room, this.inside, now);
  }

  /** announce tells everybody which of our tracks are on. */
  announce() {
    for (const call of this.calls.values()) call.announce();
  }

  /** hurry looks for a way from where this device is now. */
  hurry() {
    this.room.hurry();
    for (const call of this.calls.values()) call.networkChanged();
  }

  /** finish ends the meeting here. */
  finish(reason) {
    if (this.over) return;
    this.over = reason;
    clearInterval(this.#timer);
    for (const call of [...this.calls.values(), ...this.doorway.knocks.values()]) call.end('hung-up');
    this.doorway.came(false);
    this.#rooms.leave();
    this.#hears.over(reason);
  }
}
