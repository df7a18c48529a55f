// Before the call: one's picture, which nobody else sees, and a name.

import { sizeOf } from '../bytes.js';
import { cleanName } from '../clean.js';
import { icon } from '../icons.js';
import { Devices } from './devices.js';
import { announce, button, h, say } from './dom.js';
import { header } from './header.js';
import { Meter } from './meter.js';
import { missing } from './words.js';

const remembered = 'parley-name';
const hidden = 'parley-relay';
const maxName = 64; // letters
const maxBytes = 255; // of a name, as the protocol wants

/** stored reads what a browser keeps; some keep nothing for pages. */
function stored(name) {
  try {
    return localStorage.getItem(name) ?? '';
  } catch {
    return '';
  }
}

function store(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // It is asked for again next time.
  }
}

/** Lobby calls `join({name, relayOnly})` once the person says so. */
export class Lobby {
  constructor({ media, host, appLink, join, leave }) {
    Object.assign(this, { media, join, leave, joining: false });
    this.video = h('video', { autoplay: true, muted: true, playsInline: true, 'aria-label': 'Your own picture' });
    this.trouble = h('p', { class: 'preview-words' });
    this.microphone = button({ label: 'Microphone', kind: 'round', act: () => this.#turn('microphone') });
    this.camera = button({ label: 'Camera', kind: 'round', act: () => this.#turn('camera') });
    this.flip = button({ label: 'Other camera', sign: 'retry', kind: 'round phone', act: () => this.#flip() });
    this.meter = new Meter();
    this.devices = new Devices(media, { failed: (kind, name) => this.#failed(kind, name) });
    this.name = h('input', { type: 'text', id: 'name', value: stored(remembered), maxlength: String(maxName), autocomplete: 'name', enterkeyhint: 'go', spellcheck: 'false' });
    this.relay = h('input', { type: 'checkbox', id: 'relay', checked: stored(hidden) === 'yes' });
    this.state = h('p', { class: 'joining', role: 'status' });
    this.element = this.#draw(host, appLink);
    media.changed = () => this.#show();
    this.#show();
    this.#begin();
  }

  #draw(host, appLink) {
    this.button = h('button', { type: 'submit', class: 'button primary large' }, 'Join the call');
    this.quiet = button({ words: 'Join without camera', kind: 'quiet', act: () => this.#join(false) });
    const app = h('a', { class: 'button quiet desktop', href: appLink }, 'Open in the app');
    const form = h('form', { onsubmit: (event) => (event.preventDefault(), this.#join(this.media.camera)) },
      h('label', { for: 'name' }, 'Your name'), this.name, this.button,
      h('label', { class: 'choice' }, this.relay, h('span', {}, 'Hide my address', h('small', {}, 'Everything goes through a relay, so the others do not learn where you are.'))),
      h('div', { class: 'ways' }, this.quiet, app), this.state);
    const preview = h('div', { class: 'preview' }, this.video, this.trouble,
      h('span', { class: 'on-video' }, icon('lock', 18), 'Only you see and hear this'),
      h('div', { class: 'preview-buttons' }, this.microphone, this.camera, this.flip));
    return h('div', { class: 'page lobby' }, header(),
      h('main', {},
        h('section', { class: 'mirror', 'aria-label': 'Your camera and microphone' }, preview, this.devices.element, this.meter.element),
        h('section', { class: 'invitation' },
          h('h1', {}, 'You are invited to a call'), h('p', { class: 'lead' }, 'Nobody sees or hears you before you join.'), form,
          h('p', { class: 'promise' }, icon('shield', 20), h('span', {}, 'Encrypted from end to end. The server at ', h('bdi', {}, host), ' helps you meet and cannot listen.')))),
      h('footer', {}, 'No account, nothing to install. Your name is told to the people in the call only.'));
  }

  async #begin() {
    const lacking = await this.media.open();
    this.devices.refresh();
    for (const [kind, name] of Object.entries(lacking)) this.#failed(kind, name);
    this.#show();
  }

  #failed(kind, name) {
    this.lacking = { ...this.lacking, [kind]: name };
    announce(missing(kind, name));
    this.#show();
  }

  /** trouble says why something is missing; what is missing for one reason, in one sentence. */
  #trouble() {
    const { camera, microphone } = this.lacking ?? {};
    if (camera && camera === microphone) return missing('camera or the microphone', camera);
    return [camera && missing('camera', camera), microphone && missing('microphone', microphone)].filter(Boolean).join(' ');
  }

  async #turn(kind) {
    try {
      await this.media.turn(kind, !this.media[kind]);
      this.lacking = { ...this.lacking, [kind]: null };
      this.devices.refresh();
    } catch (error) {
      this.#failed(kind, error.name);
    }
    this.#show();
  }

  #flip() {
    this.media.flip().catch((error) => this.#failed('camera', error.name));
  }

  #show() {
    const { media } = this;
    const { camera, microphone } = media.tracks;
    if (this.video.srcObject?.getVideoTracks()[0] !== camera) this.video.srcObject = camera ? new MediaStream([camera]) : null;
    this.video.classList.toggle('mirrored', media.facing === 'user');
    this.video.hidden = !media.camera;
    say(this.trouble, this.#trouble() || (media.camera ? '' : 'Your camera is off.'));
    this.flip.hidden = !media.camera;
    this.#button(this.microphone, media.microphone, 'mic', 'microphone');
    this.#button(this.camera, media.camera, 'camera', 'camera');
    this.quiet.hidden = !media.camera || this.joining;
    if (this.followed !== (media.microphone ? microphone : null)) this.meter.follow((this.followed = media.microphone ? microphone : null));
  }

  #button(element, on, sign, what) {
    element.replaceChildren(icon(on ? sign : `${sign}-off`));
    element.classList.toggle('off', !on);
    element.title = `Turn the ${what} ${on ? 'off' : 'on'}`;
    element.setAttribute('aria-label', element.title);
  }

  async #join(camera) {
    if (this.joining) return;
    this.joining = true;
    let name = cleanName(this.name.value || 'Guest');
    while (sizeOf(name) > maxBytes) name = Array.from(name).slice(0, -1).join('');
    store(remembered, this.name.value.trim() ? name : '');
    store(hidden, this.relay.checked ? 'yes' : '');
    if (!camera && this.media.camera) await this.media.turn('camera', false);
    this.button.disabled = this.name.disabled = this.relay.disabled = true;
    this.quiet.hidden = true;
    say(this.button, 'Joining');
    this.join({ name, relayOnly: this.relay.checked });
  }

  /** wait says why it takes a while, with a way back. */
  wait(sentence) {
    if (this.waiting === sentence) return;
    this.waiting = sentence;
    this.state.replaceChildren(h('span', {}, sentence), button({ words: 'Do not wait', kind: 'quiet', act: () => this.leave() }));
  }

  close() {
    this.meter.close();
    this.devices.close();
    this.video.srcObject = null;
  }
}
