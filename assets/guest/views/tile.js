// One person's picture and sound.

import { icon } from '../icons.js';
import { Voice } from '../speaking.js';
import { avatar, button, h, say } from './dom.js';

/** play starts an element; blocked is called when the browser wants a click first. */
export function play(element, blocked) {
  element.play()?.catch((error) => error.name === 'NotAllowedError' && blocked?.());
}

/** show gives an element a track, or none, and keeps what it shows already. */
export function show(element, track, blocked) {
  if ((element.srcObject?.getTracks()[0] ?? null) === track) return;
  element.srcObject = track ? new MediaStream([track]) : null;
  if (track) play(element, blocked);
}

class Label {
  constructor() {
    this.level = h('span', { class: 'level' });
    this.name = h('bdi', { class: 'name' });
    this.mark = h('span', { class: 'mark', hidden: true }, icon('check', 14));
    this.element = h('div', { class: 'label' }, this.level, this.name, this.mark);
  }

  update({ name, muted, speaking, verified }) {
    say(this.name, name);
    this.mark.hidden = !verified;
    const sign = muted ? 'mic-off' : speaking ? 'wave' : 'dots';
    if (this.sign !== sign) this.level.replaceChildren(icon((this.sign = sign), 18));
    this.level.className = `level ${sign}`;
  }
}

/** Face is what every person's tile has: an `element` with a label, which caption() writes, and an edge while they speak. */
class Face {
  constructor(ear) {
    Object.assign(this, { voice: new Voice(ear), label: new Label(), speaking: false });
  }

  /** listen looks whether the person speaks at a time in milliseconds. Who is muted does not. */
  listen(now) {
    const speaking = this.voice.speaks(now) && !this.muted;
    if (speaking === this.speaking) return;
    this.speaking = speaking;
    this.element.classList.toggle('speaking', speaking);
    this.caption();
  }
}

/** OwnTile is one's own picture, mirrored. */
export class OwnTile extends Face {
  constructor({ name, key, ear }) {
    super(ear);
    this.muted = true;
    this.video = h('video', { autoplay: true, muted: true, playsInline: true, 'aria-hidden': 'true' });
    this.off = h('div', { class: 'off-camera' }, avatar(name, key, 88), h('span', {}, 'Camera off'));
    this.element = h('section', { class: 'tile own', 'aria-label': 'You' }, this.video, this.off, this.label.element);
  }

  update(media) {
    show(this.video, media.tracks.camera);
    this.video.classList.toggle('mirrored', media.facing === 'user');
    this.video.hidden = !media.camera;
    this.off.hidden = media.camera;
    this.muted = !media.microphone;
    this.voice.follow(this.muted ? null : media.tracks.microphone);
    this.caption();
    this.element.setAttribute('aria-label', `You, microphone ${media.microphone ? 'on' : 'off'}, camera ${media.camera ? 'on' : 'off'}`);
  }

  caption() {
    this.label.update({ name: 'You', muted: this.muted, speaking: this.speaking, verified: false });
  }

  close() {
    this.voice.close();
    this.video.srcObject = null;
  }
}

/** Tile is another person's. Its volume is the listener's own affair. */
export class Tile extends Face {
  constructor(call, { ear, blocked, speaker, full }) {
    super(ear);
    Object.assign(this, { call, blocked, volume: 1 });
    this.video = h('video', { autoplay: true, muted: true, playsInline: true, 'aria-hidden': 'true' });
    this.audio = h('audio', { autoplay: true });
    this.screenAudio = h('audio', { autoplay: true });
    this.off = h('div', { class: 'off-camera' }, avatar(call.person.name, call.key, 104), (this.offWords = h('span')));
    this.note = h('div', { class: 'tile-note', hidden: true }, icon('alert', 18), (this.noteWords = h('span')));
    this.gone = h('div', { class: 'tile-gone', hidden: true }, h('p', {}, h('b', {}, 'Reconnecting'), (this.goneWords = h('span'))));
    this.element = h('section', { class: 'tile' }, this.video, this.audio, this.screenAudio, this.off, this.note, this.gone, this.label.element, this.#tools(full));
    this.speakThrough(speaker);
  }

  #tools(full) {
    const { name } = this.call.person;
    const range = h('input', { type: 'range', min: '0', max: '100', value: '100', 'aria-label': `Volume of ${name}`, oninput: () => this.#setVolume(range.value / 100) });
    this.range = h('div', { class: 'volume', hidden: true }, icon('speaker', 18), range);
    const volume = button({ label: `Volume of ${name}`, sign: 'speaker', kind: 'tool', 'aria-expanded': 'false', act: () => {
      this.range.hidden = !this.range.hidden;
      volume.setAttribute('aria-expanded', String(!this.range.hidden));
      if (!this.range.hidden) range.focus();
    } });
    const enlarge = button({ label: `${name} on the full screen`, sign: 'fullscreen', kind: 'tool', act: () => full(this) });
    return h('div', { class: 'tools' }, this.range, volume, enlarge);
  }

  #setVolume(volume) {
    this.volume = volume;
    for (const audio of [this.audio, this.screenAudio]) Object.assign(audio, { volume, muted: volume === 0 });
  }

  speakThrough(device) {
    if (!device) return;
    for (const audio of [this.audio, this.screenAudio]) audio.setSinkId?.(device).catch(() => {});
  }

  get muted() {
    return !this.call.far.microphone;
  }

  caption() {
    this.label.update({ name: this.call.person.name, muted: this.muted, speaking: this.speaking, verified: this.verified });
  }

  update(verified) {
    const { call } = this;
    const { tracks, far, person } = call;
    this.verified = verified;
    show(this.video, tracks.camera ?? null);
    show(this.audio, tracks.microphone ?? null, this.blocked);
    show(this.screenAudio, far.screen ? tracks.screenSound ?? null : null, this.blocked);
    const seen = far.camera && call.connected;
    this.off.hidden = far.camera;
    this.video.hidden = !far.camera;
    say(this.offWords, call.connected || call.lostFor > 3000 ? 'Camera off' : 'Connecting');
    this.note.hidden = !(seen && call.survey.network === 'weak');
    say(this.noteWords, 'Weak network');
    const lost = !call.connected && call.survey.path !== null;
    this.gone.hidden = !lost;
    say(this.goneWords, `The path to ${person.name} is interrupted. Parley looks for another.`);
    this.voice.follow(this.muted ? null : tracks.microphone ?? null);
    this.caption();
    this.element.setAttribute('aria-label', `${person.name}, microphone ${far.microphone ? 'on' : 'off'}, camera ${far.camera ? 'on' : 'off'}`);
  }

  /** unblock plays what a browser wanted a click for. */
  unblock() {
    for (const audio of [this.audio, this.screenAudio]) if (audio.srcObject) play(audio);
  }

  close() {
    this.voice.close();
    for (const element of [this.video, this.audio, this.screenAudio]) element.srcObject = null;
    this.element.remove();
  }
}
