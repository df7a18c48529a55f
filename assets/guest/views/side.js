// What stands at the right of a call, or over it on a phone: one panel at a time.

import { ChatPanel } from './chatpanel.js';
import { h } from './dom.js';
import { FilesPanel } from './filespanel.js';
import { MorePanel } from './morepanel.js';
import { PeoplePanel } from './peoplepanel.js';

const panels = { chat: ChatPanel, files: FilesPanel, people: PeoplePanel, more: MorePanel };

/** Side has the name of the panel that is `open`, or null. It hears `opened(name)` and `closed(name)`; context is what panels are made of. */
export class Side {
  #view = null;

  constructor({ context, opened, closed }) {
    Object.assign(this, { context, opened, closed, open: null });
    this.element = h('div', { class: 'side', hidden: true });
  }

  /** toggle opens a panel in the place of another, or closes it. */
  toggle(name) {
    if (this.open === name) return void this.close();
    this.#view?.close?.();
    this.#view = new panels[name](this.context());
    this.open = name;
    this.element.replaceChildren(this.#view.element);
    this.element.hidden = false;
    this.opened(name);
    this.#view.element.enter();
  }

  show(name) {
    if (this.open !== name) this.toggle(name);
  }

  update() {
    this.#view?.update();
  }

  /** close reports whether there was one. */
  close() {
    const name = this.open;
    if (!name) return false;
    this.end();
    this.closed(name);
    return true;
  }

  end() {
    this.#view?.close?.();
    this.#view = this.open = null;
    this.element.hidden = true;
    this.element.replaceChildren();
  }
}
