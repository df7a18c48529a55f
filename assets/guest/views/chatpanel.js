// The conversation with everybody.

import { button, fill, h, names, say } from './dom.js';
import { drawMessage, stateOf } from './message.js';
import { MessageMenu } from './messagemenu.js';
import { panel } from './panel.js';
import { confirm } from './wordsdialog.js';

const troubles = {
  long: 'This is too long for one message.',
  nobody: 'Nobody is here to read it yet.',
  waiting: 'The last messages have not arrived yet. Wait a moment.',
};

export class ChatPanel {
  #drawn = new Map(); // {element, state}, by message
  #editing = null; // the message that is written anew

  constructor({ chat, person, close, attach }) {
    Object.assign(this, { chat, person });
    this.acts = { react: (message, emoji) => this.#say(chat.react(message, emoji)), menu: (message, beside) => this.menu.open(message, beside), edit: (message) => this.#edit(message), remove: (message) => this.#remove(message) };
    this.menu = new MessageMenu({ own: chat.own, acts: this.acts, back: (message) => this.#back(message) });
    this.list = h('div', { class: 'messages', role: 'log', 'aria-label': 'Messages', tabindex: '0' });
    this.writers = h('p', { class: 'writers', 'aria-live': 'off' });
    this.trouble = h('p', { class: 'trouble', role: 'alert' });
    this.field = h('textarea', { rows: '1', placeholder: 'Message everyone', 'aria-label': 'Message everyone', oninput: () => this.#typed(), onkeydown: (event) => this.#key(event) });
    this.strip = h('div', { class: 'editing', hidden: true }, h('span', {}, 'Editing your message'), button({ label: 'Leave it as it was', sign: 'close', kind: 'tool', act: () => this.#edit(null) }));
    this.attach = button({ label: 'Send files', sign: 'attach', kind: 'tool', act: attach });
    const form = h('form', { class: 'write', onsubmit: (event) => (event.preventDefault(), this.#send()) },
      this.attach, this.field, button({ label: 'Send', sign: 'send', kind: 'primary', type: 'submit' }));
    this.element = panel({ title: 'Chat', close, body: this.list, foot: h('div', {}, this.writers, this.trouble, this.strip, form, this.menu.element) });
    this.element.enter = () => this.field.focus();
    this.update();
  }

  #typed() {
    this.field.style.height = 'auto';
    this.field.style.height = `${Math.min(140, this.field.scrollHeight)}px`;
    if (this.field.value.trim()) this.chat.typing();
  }

  #key(event) {
    if (event.isComposing) return;
    const act = {
      Enter: () => this.#send(),
      Escape: this.#editing && (() => this.#edit(null)),
      ArrowUp: this.field.value === '' && (() => this.#edit(this.chat.messages.findLast(({ own, deleted }) => own && !deleted) ?? null)),
    }[event.key];
    if (!act || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation(); // Esc would close the panel
    act();
  }

  #say(why) {
    say(this.trouble, troubles[why] ?? '');
    return why === null;
  }

  #send() {
    const { value } = this.field;
    const why = this.#editing ? this.chat.edit(this.#editing, value) : this.chat.say(value);
    if (!this.#say(why)) return;
    if (this.#editing) return this.#edit(null);
    this.#write('');
    this.list.scrollTop = this.list.scrollHeight;
  }

  #write(text) {
    this.field.value = text;
    this.#typed();
    this.field.focus();
  }

  /** edit has a message written anew; with null it stays as it was. */
  #edit(message) {
    if (message === this.#editing) return;
    this.#editing = message;
    this.strip.hidden = !message;
    this.attach.disabled = message !== null;
    this.#say(null);
    this.#write(message?.text ?? '');
  }

  #remove(message) {
    const sentence = 'It goes for everyone who has it. That it was there stays to be seen.';
    confirm({ title: 'Delete this message?', sentence, words: 'Delete', act: () => {
      if (this.#editing === message) this.#edit(null);
      this.#say(this.chat.remove(message));
    } });
  }

  /** back returns from the menu to the message, which may have been drawn anew. */
  #back(message) {
    if (document.activeElement === document.body) this.#drawn.get(message)?.element.querySelector('.message-more')?.focus({ preventScroll: true });
  }

  /** update draws what is new or has changed. */
  update() {
    const { list } = this;
    const below = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    const { messages } = this.chat;
    for (const [message, { element }] of this.#drawn) {
      if (messages.includes(message)) continue;
      element.remove();
      this.#drawn.delete(message);
    }
    messages.forEach((message, i) => this.#message(message, messages[i - 1]));
    if (messages.length === 0) fill(list, h('p', { class: 'empty' }, 'What is written here goes to everybody in the call, and is gone when you leave.'));
    else list.querySelector('.empty')?.remove();
    const writing = this.chat.writers.map((key) => this.person(key));
    say(this.writers, writing.length === 0 ? '' : `${names(writing)} ${writing.length === 1 ? 'is' : 'are'} writing`);
    if (below) list.scrollTop = list.scrollHeight;
  }

  #message(message, before) {
    const state = stateOf(message, this.chat);
    const drawn = this.#drawn.get(message);
    if (drawn?.state === state) return;
    const element = drawMessage(message, before, this);
    const had = drawn?.element.contains(document.activeElement);
    if (drawn) drawn.element.replaceWith(element);
    else this.list.append(element);
    this.#drawn.set(message, { element, state });
    if (had) (element.querySelector('.message-more') ?? this.list).focus({ preventScroll: true });
  }
}
