// Who is in the call, who asks to come in, and what the host decides.

import { avatar, button, fill, h } from './dom.js';
import { panel } from './panel.js';

const validities = [['meeting', 'For the whole call'], ['one', 'For one person'], ['hour', 'For an hour']];
const doors = [['open', 'Whoever has the link'], ['ask', 'Whom you let in'], ['locked', 'Nobody more']];

export class PeoplePanel {
  constructor({ meeting, name, verified, close, acts }) {
    Object.assign(this, { meeting, name, verified, acts });
    this.knocks = h('ul', { class: 'people', 'aria-label': 'Ask to come in' });
    this.list = h('ul', { class: 'people', 'aria-label': 'In the call' });
    this.door = this.#choice('Who comes in', doors, (value) => meeting.doorway.setDoor(value));
    this.validity = this.#choice('The link is good', validities, (value) => meeting.doorway.setValidity(value));
    this.element = panel({ title: 'People', close, body: h('div', { class: 'scroll' }, this.knocks, this.list, this.door.element, this.validity.element),
      foot: h('div', { class: 'foot' }, button({ words: 'Copy the link', sign: 'link', act: acts.copy })) });
    this.update();
  }

  /** choice is one of the host's. */
  #choice(words, options, act) {
    const select = h('select', { onchange: () => act(select.value) }, options.map(([value, each]) => h('option', { value }, each)));
    return { select, element: h('label', { class: 'door' }, h('span', {}, words), select) };
  }

  update() {
    const { meeting } = this;
    this.door.element.hidden = this.validity.element.hidden = !meeting.hosts;
    this.door.select.value = meeting.doorway.door;
    this.validity.select.value = meeting.doorway.validity.of;
    const state = JSON.stringify([meeting.hosts, meeting.host, meeting.people.map(({ key, person, far }) => [key, person.name, far.microphone]), [...meeting.doorway.knocks.keys()], [...this.verified]]);
    if (state === this.drawn) return;
    this.drawn = state;
    const held = this.element.contains(document.activeElement) && document.activeElement.getAttribute('aria-label');
    fill(this.knocks, meeting.hosts ? [...meeting.doorway.knocks.values()].map((call) => this.#knock(call)) : []);
    fill(this.list, this.#own(), meeting.people.map((call) => this.#person(call)));
    if (held) this.element.querySelector(`[aria-label="${CSS.escape(held)}"]`)?.focus();
  }

  #knock({ key, person }) {
    return h('li', {}, avatar(person.name, key, 40), h('div', { class: 'about' }, h('bdi', {}, person.name), h('span', {}, 'asks to come in')),
      button({ words: 'Let in', kind: 'primary small', label: `Let ${person.name} in`, act: () => this.meeting.doorway.letIn(key) }), button({ words: 'No', kind: 'small', label: `Do not let ${person.name} in`, act: () => this.meeting.doorway.turnAway(key) }));
  }

  #own() {
    return h('li', {}, avatar(this.name, this.meeting.own, 40), h('div', { class: 'about' }, h('bdi', {}, `${this.name} (you)`), h('span', {}, this.meeting.hosts ? 'decides who comes in' : 'guest for this visit')));
  }

  #person(call) {
    const { key, person, far } = call;
    const trust = this.verified.has(key) ? 'verified' : 'not verified';
    const facts = [key === this.meeting.host ? 'decides who comes in' : person.guest ? 'guest' : '', trust, far.microphone ? '' : 'muted'].filter(Boolean).join(' · ');
    return h('li', {}, avatar(person.name, key, 40), h('div', { class: 'about' }, h('bdi', {}, person.name), h('span', {}, facts)),
      this.meeting.hosts && far.microphone ? button({ label: `Ask ${person.name} to mute`, sign: 'mic-off', kind: 'tool', act: () => call.askToMute() }) : null,
      this.meeting.hosts ? button({ label: `Remove ${person.name}`, sign: 'close', kind: 'tool', act: () => this.acts.remove(call) }) : null,
      button({ label: `Compare words with ${person.name}`, sign: this.verified.has(key) ? 'shield' : 'lock', kind: 'tool', act: () => this.acts.words(call) }));
  }
}
