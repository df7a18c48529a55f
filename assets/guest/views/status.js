// How long the call lasts, and how it is protected: no more than is true of everybody.

import { icon } from '../icons.js';
import { h, say } from './dom.js';

/** time writes how long a call has lasted. */
function time(ms) {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return [...(hours ? [hours] : []), hours ? String(minutes).padStart(2, '0') : minutes, String(seconds % 60).padStart(2, '0')].join(':');
}

export class Status {
  #begun = performance.now();
  #trusted = null;

  constructor() {
    this.time = h('span', { class: 'time' });
    this.trust = h('span', { class: 'trust' });
    this.facts = h('span', { class: 'long' });
    this.brief = h('span', { class: 'short' }); // on phones
    this.element = h('div', { class: 'status' }, this.time, this.trust, this.facts, this.brief);
    this.tick();
  }

  tick() {
    say(this.time, time(performance.now() - this.#begun));
  }

  update(people, verified) {
    const sure = people.filter(({ key }) => verified.has(key)).length;
    const trusted = people.length > 0 && sure === people.length;
    const trust = trusted ? 'verified' : sure > 0 ? `${sure} of ${people.length} verified` : 'not verified';
    const path = pathOf(people);
    const facts = path ? [path, 'end-to-end encrypted', trust] : ['End-to-end encrypted', trust];
    say(this.facts, people.length === 0 ? 'Nobody else is here' : facts.join(' · '));
    say(this.brief, people.length === 0 ? 'Nobody else is here' : `Encrypted, ${trust}`);
    if (this.#trusted !== trusted) this.trust.replaceChildren(icon(trusted ? 'shield' : 'lock', 18));
    this.#trusted = trusted;
    this.trust.classList.toggle('verified', trusted);
  }
}

function pathOf(people) {
  const paths = people.map(({ survey }) => survey.path);
  return paths.includes('relay') ? 'Through a relay' : paths.every((path) => path === 'direct') ? 'Direct' : '';
}
