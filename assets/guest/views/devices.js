// Choosing a camera, a microphone, a speaker.

import { icon } from '../icons.js';
import { fill, h } from './dom.js';

const kinds = [['camera', 'Camera', 'camera'], ['microphone', 'Microphone', 'mic'], ['speaker', 'Speaker', 'speaker']];
const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;

/** Devices shows a choice of each kind where there is one. */
export class Devices {
  constructor(media, { chosen, failed }) {
    Object.assign(this, { media, chosen, failed });
    this.element = h('div', { class: 'devices' });
    this.look = () => this.refresh();
    navigator.mediaDevices?.addEventListener?.('devicechange', this.look);
    this.refresh();
  }

  async refresh() {
    const list = await this.media.devices().catch(() => ({}));
    const shown = kinds.filter(([kind]) => list[kind]?.length > 0 && (kind !== 'speaker' || canChooseSpeaker));
    fill(this.element, shown.map(([kind, label, sign]) => this.#choice(kind, label, sign, list[kind])));
  }

  #choice(kind, label, sign, list) {
    const current = this.media.chosen[kind] ?? this.media.tracks[kind]?.getSettings().deviceId;
    const select = h('select', { 'aria-label': label, onchange: () => this.#choose(kind, select.value) },
      list.map((device, i) => h('option', { value: device.deviceId, selected: device.deviceId === current }, device.label || `${label} ${i + 1}`)));
    return h('label', { class: 'device' }, icon(sign, 20), select);
  }

  async #choose(kind, id) {
    try {
      await this.media.choose(kind, id);
      this.chosen?.(kind, id);
    } catch (error) {
      this.failed?.(kind, error.name);
    }
  }

  close() {
    navigator.mediaDevices?.removeEventListener?.('devicechange', this.look);
  }
}
