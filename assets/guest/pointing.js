// Who may point where, and who hears of it: call/mesh/PROTOCOL.md, section 2.

import { readAnnotation, writeAnnotation } from './annotation.js';
import { AnnotationLayer } from './annotationlayer.js';
import { Pace } from './pace.js';

const mostHeeded = 60; // a second, of one person
const mostAsked = 0.1; // a second, of one person

/**
 * Pointing has a layer for each shared screen. It is given our own key, Media, and the calls there are, by key. It hears
 * `marked(key)` of a screen, and `asked(call)` when somebody would like to point at ours.
 */
export class Pointing {
  #layers = new Map(); // by the key of who shares
  #paces = new WeakMap(); // by call
  #now;

  constructor({ own, media, calls, marked, asked, now = () => performance.now() }) {
    Object.assign(this, { own, media, calls, marked, asked });
    this.#now = now;
  }

  layer(screen) {
    if (!this.#layers.has(screen)) this.#layers.set(screen, new AnnotationLayer());
    return this.#layers.get(screen);
  }

  /** receive takes what somebody points at, if it is a screen where they may. What makes no sense is dropped. */
  receive(call, data) {
    const pace = this.#pace(call);
    if (!pace.heeded.allow()) return;
    let message;
    try {
      message = readAnnotation(data);
    } catch {
      return;
    }
    if (message.type === 'ask') this.#wish(call, message.screen, pace);
    else if (this.#allows(call, message.screen)) this.#take(call.key, call.person.name, message);
  }

  #pace(call) {
    const pace = (perSecond, burst) => new Pace(perSecond, burst, this.#now);
    if (!this.#paces.has(call)) this.#paces.set(call, { heeded: pace(mostHeeded, mostHeeded), asked: pace(mostAsked, 1) });
    return this.#paces.get(call);
  }

  #wish(call, screen, pace) {
    const { media } = this;
    if (screen === this.own && media.screen && !media.pointing && pace.asked.allow()) this.asked(call);
  }

  #allows(call, screen) {
    if (screen === this.own) return this.media.screen && this.media.pointing;
    const { far = {} } = this.calls().get(screen) ?? {};
    return far.screen === true && (call.key === screen || far.screen_pointing === true);
  }

  #take(key, name, message) {
    this.layer(message.screen).take(key, name, message, this.#now());
    this.marked(message.screen);
  }

  /** send tells everybody what is pointed at here. */
  send(screen, message) {
    const source = writeAnnotation({ ...message, screen });
    for (const call of this.calls().values()) call.say(source, 'annotations');
    if (message.type !== 'ask') this.#take(this.own, '', { ...message, screen });
  }

  /** ask asks who shares for leave. */
  ask(screen) {
    this.calls().get(screen)?.say(writeAnnotation({ type: 'ask', screen }), 'annotations');
  }

  /** forget takes everything off a screen that is shared no more. */
  forget(screen) {
    this.#layers.delete(screen);
  }
}
