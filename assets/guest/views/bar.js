// The control bar: what one does in a call.

import { icon } from '../icons.js';
import { fill, h, say } from './dom.js';

/** Control is one button with its caption. */
class Control {
  constructor({ sign, words, act, kind = '', key = '' }) {
    this.sign = h('span', { class: 'control-sign' }, icon(sign));
    this.count = h('span', { class: 'count', hidden: true });
    this.words = h('span', { class: 'caption' }, words);
    this.element = h('button', { type: 'button', class: `control ${kind}`, onclick: act, 'aria-keyshortcuts': key || null }, this.sign, this.count, this.words);
    this.shown = sign;
    this.update({ sign, words });
  }

  update({ sign = this.shown, words = this.words.textContent, off = false, on = false, sharing = false, count = 0 }) {
    if (sign !== this.shown) fill(this.sign, icon((this.shown = sign)));
    say(this.words, words);
    this.element.title = words;
    this.element.classList.toggle('off', off);
    this.element.classList.toggle('on', on);
    this.element.classList.toggle('sharing', sharing);
    this.count.hidden = count === 0;
    say(this.count, count > 9 ? '9+' : String(count));
    this.element.setAttribute('aria-label', count > 0 ? `${words}, ${count} new` : words);
  }
}

/** Bar has the acts given: `microphone`, `camera`, `share`, `chat`, `files`, `people`, `more`, `leave`. */
export class Bar {
  constructor(acts, { canShare }) {
    this.microphone = new Control({ sign: 'mic', words: 'Mute', act: acts.microphone, key: 'M' });
    this.camera = new Control({ sign: 'camera', words: 'Camera', act: acts.camera, key: 'V' });
    this.share = new Control({ sign: 'share', words: 'Share', act: acts.share, key: 'S' });
    this.chat = new Control({ sign: 'chat', words: 'Chat', act: acts.chat, key: 'C' });
    this.files = new Control({ sign: 'files', words: 'Files', act: acts.files, key: 'F', kind: 'wide' });
    this.people = new Control({ sign: 'people', words: 'People', act: acts.people, key: 'P', kind: 'wide' });
    this.more = new Control({ sign: 'more', words: 'More', act: acts.more });
    this.leave = new Control({ sign: 'leave', words: 'Leave', act: acts.leave, kind: 'danger' });
    this.share.element.hidden = !canShare;
    const groups = [[this.microphone, this.camera, this.share], [this.chat, this.files, this.people, this.more], [this.leave]];
    this.element = h('nav', { class: 'bar', role: 'toolbar', 'aria-label': 'The call', onkeydown: (event) => this.#arrows(event) },
      groups.map((group) => h('div', { class: 'group' }, group.map(({ element }) => element))));
  }

  /** Arrows move along the bar. */
  #arrows(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const controls = [...this.element.querySelectorAll('button')].filter((element) => element.offsetParent);
    const at = controls.indexOf(document.activeElement);
    controls[(at + step + controls.length) % controls.length]?.focus();
    event.preventDefault();
  }

  update({ media, panel, unread, offers, knocks }) {
    this.microphone.update({ sign: media.microphone ? 'mic' : 'mic-off', words: media.microphone ? 'Mute' : 'Unmute', off: !media.microphone });
    this.camera.update({ sign: media.camera ? 'camera' : 'camera-off', words: media.camera ? 'Camera' : 'Start camera', off: !media.camera });
    this.share.update({ words: media.screen ? 'Stop sharing' : 'Share', sharing: media.screen });
    this.chat.update({ on: panel === 'chat', count: panel === 'chat' ? 0 : unread });
    this.files.update({ on: panel === 'files', count: panel === 'files' ? 0 : offers });
    this.people.update({ on: panel === 'people', count: knocks });
    this.more.update({ on: panel === 'more' });
    for (const name of ['chat', 'files', 'people', 'more']) this[name].element.setAttribute('aria-expanded', String(panel === name));
  }
}
