// What those in a meeting tell each other of it: call/mesh/PROTOCOL.md, section 3, "The message".

import { writeMeeting } from './control.js';
import { listMembers } from './roster.js';

/**
 * News goes to everybody whom it is news to. It is given the meeting's Host, Doorway and Rooms, and of the meeting `own`, `calls`,
 * `connected()` and `finish(reason)`.
 */
export class News {
  #host;
  #doorway;
  #rooms;
  #meeting;
  #told = new WeakMap(); // what they were told last, by call

  constructor({ host, doorway, rooms, meeting }) {
    this.#host = host;
    this.#doorway = doorway;
    this.#rooms = rooms;
    this.#meeting = meeting;
  }

  /** members are the keys of those who are here, in the order of their coming. */
  get members() {
    const { own, connected } = this.#meeting;
    return listMembers(this.#host.list, own, connected());
  }

  /** tellAll says who is here to those who do not know. */
  tellAll() {
    for (const call of this.#meeting.calls.values()) if (call.answered) this.tell(call);
  }

  tell(call) {
    const { members } = this;
    const { key, removed, isOwn } = this.#host;
    if (isOwn) this.#host.list = members;
    const message = writeMeeting({ host: key ?? '', members, door: this.#doorway.told, removed, room: isOwn ? this.#rooms.named : '' });
    if (this.#told.get(call) !== message && call.say(message)) this.#told.set(call, message);
  }

  /** hear takes what a member says, and follows it if it is the host's word. */
  hear(call, message) {
    const before = this.#host.key;
    const word = this.#host.hear(call.key, message, performance.now(), this.#meeting.connected());
    this.#follow(before, word);
  }

  /** review looks again who the host is, as time passes. */
  review(now) {
    const before = this.#host.key;
    this.#host.review(now, this.#meeting.connected());
    if (this.#host.key !== before) this.#follow(before, this.#host.word);
  }

  #follow(before, word) {
    if (word && !this.#host.isOwn) this.#obey(word);
    else if (this.#host.isOwn && before !== this.#host.key) this.#doorway.inherit();
  }

  /** obey follows the host's word about the door, who was removed, and where the meeting goes on. */
  #obey(word) {
    const { own, calls, finish } = this.#meeting;
    const { removed, room } = word;
    this.#host.obey(word);
    if (removed.includes(own)) return finish('removed');
    for (const key of removed) calls.get(key)?.end('removed');
    this.#doorway.obey(word);
    if (room !== '') this.#rooms.move(room);
  }
}
