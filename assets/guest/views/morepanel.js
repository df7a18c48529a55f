// Devices, and on small screens what has no place in the bar.

import { Devices } from './devices.js';
import { button, h } from './dom.js';
import { panel } from './panel.js';

export class MorePanel {
  constructor({ media, close, acts }) {
    this.devices = new Devices(media, { chosen: acts.chosen, failed: acts.failed });
    const entry = (words, sign, act, kind = '') => button({ words, sign, kind: `entry ${kind}`, act });
    this.element = panel({ title: 'More', close, body: h('div', { class: 'scroll' },
      h('div', { class: 'entries' }, entry('Files', 'files', acts.files, 'narrow'), entry('People', 'people', acts.people, 'narrow'),
        entry('Copy the link', 'link', acts.copy), entry('Other camera', 'retry', acts.flip, 'touch'), entry('Full screen', 'fullscreen', acts.full, 'desktop')),
      h('h3', {}, 'Devices'), this.devices.element) });
  }

  update() {}

  close() {
    this.devices.close();
  }
}
