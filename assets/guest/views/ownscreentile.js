// One's own share. A page cannot draw over a screen: what others point at and draw there is seen here.

import { firstName } from '../clean.js';
import { icon } from '../icons.js';
import { announce, button, h, names, say } from './dom.js';
import { Sheet } from './sheet.js';
import { show } from './tile.js';

const surfaces = { window: 'a window', browser: 'a tab' };

/** whoMarks says who draws, or only points, of some marks: empty for nobody. */
export function whoMarks(marks) {
  const drawing = marks.filter(({ strokes }) => strokes.length > 0);
  const seen = drawing.length > 0 ? drawing : marks.filter(({ pointer }) => pointer);
  if (seen.length === 0) return '';
  const verb = drawing.length > 0 ? 'draw' : 'point';
  return `${names(seen.map(({ name }) => firstName(name)))} ${verb}${seen.length === 1 ? 's' : ''}`;
}

/** OwnScreenTile is there while one shares, with the leave for others to draw on it. */
export class OwnScreenTile {
  #who = '';
  #told = ''; // to who hears the page

  constructor({ media, pointing, full }) {
    Object.assign(this, { media, pointing });
    this.video = h('video', { autoplay: true, muted: true, playsInline: true, class: 'screen front', 'aria-hidden': 'true' });
    this.sheet = new Sheet({ pointing, screen: pointing.own, picture: () => this.video, seen: (marks) => this.#seen(marks), properties: { 'aria-hidden': 'true' } });
    this.words = h('bdi');
    this.leave = h('button', { type: 'button', class: 'button pen', title: 'Others may point and draw', 'aria-label': 'Others may point and draw', onclick: () => media.allowPointing(!media.pointing) },
      icon('pen', 20), h('span', {}, 'Others may point and draw'));
    const enlarge = button({ label: 'Your screen on the full screen', sign: 'fullscreen', kind: 'tool', act: () => full(this) });
    this.element = h('section', { class: 'tile own screen-tile', 'aria-label': 'What you share' }, this.video, this.sheet.canvas,
      h('div', { class: 'label' }, icon('share', 18), this.words), h('div', { class: 'tools' }, enlarge), this.leave);
  }

  /** update follows what is shared, and whether others may draw on it. */
  update() {
    const { media, pointing } = this;
    show(this.video, media.tracks.screen);
    if (!media.pointing) pointing.forget(pointing.own);
    this.leave.setAttribute('aria-pressed', String(media.pointing));
    this.leave.classList.toggle('primary', media.pointing);
    this.#say();
  }

  #seen(marks) {
    const who = whoMarks(marks);
    if (who !== this.#who) {
      this.#who = who;
      this.#say();
    }
    return marks;
  }

  #say() {
    say(this.words, this.#who || `You share ${surfaces[this.media.surface] ?? 'your screen'}`);
    if (this.#who === '' || this.#who === this.#told) return;
    this.#told = this.#who;
    announce(`${this.#who} on what you share.`);
  }

  close() {
    this.sheet.close();
    this.video.srcObject = null;
    this.element.remove();
  }
}
