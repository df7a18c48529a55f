// What a person does in a call, and what is said when it does not work.

import { announce } from './dom.js';
import { missing } from './words.js';
import { compareWords, confirm } from './wordsdialog.js';

/** Deeds are given the call's media, meeting, identity, `link()` and who is verified, `tell(sentence, options)` and `changed()`. */
export class Deeds {
  constructor({ media, meeting, identity, link, verified, tell, changed }) {
    Object.assign(this, { media, meeting, identity, link, verified, tell, changed });
  }

  /** turn turns the camera or the microphone on or off. */
  async turn(kind) {
    try {
      await this.media.turn(kind, !this.media[kind]);
      announce(`${kind === 'camera' ? 'Camera' : 'Microphone'} ${this.media[kind] ? 'on' : 'off'}`);
    } catch (error) {
      this.failed(kind, error.name);
    }
  }

  /** flip takes a phone's other camera. */
  flip() {
    this.media.flip().catch((error) => this.failed('camera', error.name));
  }

  failed(kind, name) {
    this.tell(missing(kind, name), { sign: kind === 'camera' ? 'camera-off' : 'mic-off' });
  }

  /** share begins to share a screen, or ends it. */
  async share() {
    if (!this.media.canShare) return;
    if (this.media.screen) return this.media.unshare();
    try {
      await this.media.share();
    } catch (error) {
      if (error.name !== 'NotAllowedError' && error.name !== 'AbortError') this.tell('This screen could not be shared.');
    }
  }

  async copy() {
    const link = await this.link();
    try {
      await navigator.clipboard.writeText(link);
      this.tell('The link is copied. Whoever has it can come.', { sign: 'link' });
    } catch {
      this.tell('The browser does not let this page copy. The link is in the address you came by.');
    }
  }

  /** full shows the page on the full screen, or no longer. */
  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  words(call) {
    compareWords({
      own: this.identity.key, call,
      matched: () => (this.verified.add(call.key), this.changed()),
      differ: () => confirm({ title: `Leave ${call.person.name}?`, sentence: 'Different words mean that somebody may stand between you. Say nothing that they must not hear.', words: 'End it with them', act: () => call.end('mismatch') }),
    });
  }

  remove(call) {
    const { name } = call.person;
    confirm({ title: `Remove ${name}?`, sentence: `${name} leaves the call and cannot come back by the same link.`, words: 'Remove', act: () => this.meeting.remove(call.key) });
  }
}
