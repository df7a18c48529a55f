// A screen that somebody shares, with what is drawn on it.

import { icon } from '../icons.js';
import { Board } from './board.js';
import { button, h } from './dom.js';
import { show } from './tile.js';

/**
 * ScreenTile is a shared screen, never cropped. Of its two slots it shows the one where pictures come. Aside, it is small
 * and shows what came last; choose brings it to the front.
 */
export class ScreenTile {
  constructor(call, { full, pointing, choose }) {
    this.call = call;
    this.videos = ['screen', 'sharpScreen'].map((slot) => {
      const video = h('video', { autoplay: true, muted: true, playsInline: true, class: 'screen', 'aria-hidden': 'true' });
      this.#follow(video);
      return { slot, video };
    });
    this.board = new Board({ call, pointing, picture: () => this.videos.find(({ video }) => video.classList.contains('front'))?.video });
    this.label = h('div', { class: 'label' }, icon('share', 18), h('bdi', {}, `${call.person.name}'s screen`), (this.paused = h('span', { class: 'muted', hidden: true }, 'paused')));
    const enlarge = button({ label: 'Screen on the full screen', sign: 'fullscreen', kind: 'tool', act: () => full(this) });
    this.chooser = button({ label: `Show ${call.person.name}'s screen`, kind: 'chooser', act: () => choose(this), hidden: true });
    this.element = h('section', { class: 'tile screen-tile', 'aria-label': `${call.person.name}'s screen` },
      this.videos.map(({ video }) => video), this.board.canvas, this.label, h('div', { class: 'tools' }, enlarge), this.board.pen, this.chooser);
  }

  set aside(aside) {
    this.element.classList.toggle('aside', aside);
    this.chooser.hidden = !aside;
  }

  #follow(video) {
    const front = () => {
      for (const each of this.videos) each.video.classList.toggle('front', each.video === video);
    };
    if (!video.requestVideoFrameCallback) return video.addEventListener('timeupdate', front);
    const next = () => {
      front();
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  }

  update() {
    for (const { slot, video } of this.videos) show(video, this.call.tracks[slot] ?? null);
    this.paused.hidden = !this.call.far.screen_paused;
    this.board.update();
  }

  close() {
    this.board.close();
    for (const { video } of this.videos) video.srcObject = null;
    this.element.remove();
  }
}
