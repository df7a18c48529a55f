// Everybody's tiles, laid out as large as they can be.

import { Ear } from '../ear.js';
import { places } from '../layout.js';
import { announce, button, h } from './dom.js';
import { OwnScreenTile } from './ownscreentile.js';
import { ScreenTile } from './screentile.js';
import { OwnTile, Tile } from './tile.js';

const small = 720;
const column = 200; // of cameras beside a screen

/** Stage shows the calls of a meeting. */
export class Stage {
  #tiles = new Map(); // by key
  #screens = new Map();
  #chosen = null; // of the screens
  #shared = null; // one's own, while there is one
  #timer;

  constructor({ media, name, key, pointing, blocked, copy }) {
    Object.assign(this, { media, pointing, blocked });
    this.ear = new Ear();
    this.own = new OwnTile({ name, key, ear: this.ear });
    this.alone = h('div', { class: 'alone' }, h('h2', {}, 'You are the first here'), h('p', {}, 'The others come by the same link.'),
      button({ words: 'Copy the link', sign: 'link', kind: 'primary', act: copy }));
    this.element = h('main', { class: 'stage', tabindex: '-1', 'aria-label': 'People in the call' }, this.alone, this.own.element);
    this.watch = new ResizeObserver(() => this.#place());
    this.watch.observe(this.element);
    this.#timer = setInterval(() => this.#listen(), 100);
    this.placed = () => this.#place();
    document.addEventListener('visibilitychange', this.placed);
  }

  #listen() {
    if (document.visibilityState !== 'visible') return;
    const now = performance.now();
    for (const tile of [...this.#tiles.values(), this.own]) tile.listen(now);
  }

  /** update shows who is there now. */
  update(people, verified) {
    this.#keep(this.#tiles, people, (call) => new Tile(call, { ear: this.ear, blocked: this.blocked, speaker: this.media.chosen.speaker, full: (tile) => full(tile) }));
    this.#keep(this.#screens, people.filter(({ far }) => far.screen), (call) => new ScreenTile(call, { full, pointing: this.pointing, choose: (screen) => this.#choose(screen) }));
    for (const [key, tile] of this.#tiles) tile.update(verified.has(key));
    for (const screen of this.#screens.values()) screen.update();
    this.#share();
    this.own.update(this.media);
    this.alone.hidden = people.length > 0;
    this.#place();
  }

  /** keep makes and ends tiles, so that there is one for each call. A call anew with the same person is another. */
  #keep(tiles, people, make) {
    for (const [key, tile] of tiles) {
      if (people.includes(tile.call)) continue;
      tile.close();
      tiles.delete(key);
    }
    for (const call of people) {
      if (tiles.has(call.key)) continue;
      tiles.set(call.key, make(call));
      this.element.append(tiles.get(call.key).element);
    }
  }

  /** choose brings one of several screens to the front, where the keyboard goes on. */
  #choose(screen) {
    this.board?.lay();
    this.#chosen = screen;
    this.#place();
    this.element.focus({ preventScroll: true });
    announce(`${screen.call.person.name}'s screen`);
  }

  /** front is the screen that is seen: the one that was chosen, or else the first. */
  get #front() {
    const screens = [...this.#screens.values()];
    return screens.includes(this.#chosen) ? this.#chosen : screens[0];
  }

  /** share shows one's own share while there is one. */
  #share() {
    const { media, pointing } = this;
    if (this.#shared && !media.screen) {
      this.#shared.close();
      this.#shared = null;
    }
    if (!this.#shared && media.screen) {
      this.#shared = new OwnScreenTile({ media, pointing, full });
      this.element.append(this.#shared.element);
    }
    this.#shared?.update();
  }

  #place() {
    const area = { width: this.element.clientWidth, height: this.element.clientHeight };
    const gap = area.width < small ? 8 : 12;
    const others = [...this.#tiles.values()].map(({ element }) => element);
    const mine = [this.#shared, this.own].flatMap((tile) => tile?.element ?? []);
    const screen = this.#front;
    const aside = [...this.#screens.values()].filter((each) => each !== screen);
    for (const each of this.#screens.values()) each.aside = each !== screen;
    const corner = !screen && others.length === 1 && mine.length === 1;
    this.own.element.classList.toggle('self-view', corner);
    if (screen) this.#besideScreen(screen.element, [...aside.map(({ element }) => element), ...others, ...mine], area, gap);
    else if (corner) this.#one(others[0], area);
    else this.#grid([...others, ...mine], area, gap);
    this.#look(screen);
  }

  /** look tells everybody how large they are seen, so that they send no more. */
  #look(screen) {
    const seen = document.visibilityState === 'visible';
    for (const { call, element } of this.#tiles.values()) {
      const lines = seen ? element.offsetHeight * devicePixelRatio : 0;
      call.look(lines, seen && screen?.call === call);
    }
  }

  #one(face, area) {
    put(face, { left: 0, top: 0, ...area });
    const width = area.width < small ? 108 : 232;
    const height = area.width < small ? 144 : 132;
    const edge = area.width < small ? 12 : 20;
    put(this.own.element, { left: area.width - width - edge, top: area.height - height - edge, width, height });
    this.own.element.hidden = area.height < 420 - 88;
  }

  #grid(elements, area, gap) {
    places(elements.length, area, gap).forEach((place, i) => put(elements[i], place));
    this.own.element.hidden = false;
  }

  #besideScreen(screen, faces, area, gap) {
    const beside = area.width >= 1000;
    const strip = beside ? { width: column, height: area.height } : { width: area.width, height: Math.min(120, area.height * 0.25) };
    const rest = beside ? { left: 0, top: 0, width: area.width - column - gap, height: area.height } : { left: 0, top: strip.height + gap, width: area.width, height: area.height - strip.height - gap };
    put(screen, rest);
    places(faces.length, strip, gap).forEach((place, i) => put(faces[i], { ...place, left: place.left + (beside ? rest.width + gap : 0) }));
    this.own.element.hidden = false;
  }

  /** board is that of the screen that is shown, if one is. */
  get board() {
    return this.#front?.board;
  }

  /** marked says that somebody points at a screen. */
  marked(key) {
    if (key === this.pointing.own) this.#shared?.sheet.marked();
    else this.#screens.get(key)?.board.marked();
  }

  speakThrough(device) {
    for (const tile of this.#tiles.values()) tile.speakThrough(device);
  }

  unblock() {
    for (const tile of this.#tiles.values()) tile.unblock();
  }

  close() {
    clearInterval(this.#timer);
    this.watch.disconnect();
    document.removeEventListener('visibilitychange', this.placed);
    for (const tile of [...this.#tiles.values(), ...this.#screens.values(), this.#shared, this.own]) tile?.close();
    this.ear.close();
  }
}

function put(element, { left, top, width, height }) {
  Object.assign(element.style, { transform: `translate(${left}px, ${top}px)`, width: `${width}px`, height: `${height}px` });
  element.classList.toggle('little', width < 260);
  element.hidden = false;
}

/** full shows a tile on the full screen, or its picture where a phone can do no more. */
export function full({ element, video, videos }) {
  if (document.fullscreenElement) return document.exitFullscreen();
  if (element.requestFullscreen) return element.requestFullscreen().catch(() => {});
  const picture = video ?? videos.find((each) => each.video.classList.contains('front'))?.video;
  picture?.webkitEnterFullscreen?.();
}
