// The keys of a call.

/** Keys calls acts by letter, `escape()` and `leave()`, and turns the microphone on while the space bar is held. */
export class Keys {
  #acts;
  #media;
  #talking = false; // while the key is held

  /** acts has `m`, `v` and so on, `escape`, `leave`, and `microphone`; signal ends it. */
  constructor({ acts, media, signal }) {
    this.#acts = acts;
    this.#media = media;
    document.addEventListener('keydown', (event) => this.#key(event), { signal });
    document.addEventListener('keyup', (event) => event.key === ' ' && this.#hush(), { signal });
    window.addEventListener('blur', () => this.#hush(), { signal });
  }

  #key(event) {
    if (document.querySelector('dialog[open], :popover-open')) return;
    if (event.key === 'Escape' && this.#acts.escape()) return;
    const field = event.target.closest?.('input, textarea, select');
    const chord = (event.ctrlKey || event.metaKey) && event.shiftKey;
    if ((field && !chord) || ((event.ctrlKey || event.altKey || event.metaKey) && !chord)) return;
    if (event.key === ' ' && !chord) return this.#talk(event);
    const key = event.key.toLowerCase();
    const act = key === 'l' && chord ? this.#acts.leave : key.length === 1 && Object.hasOwn(this.#acts, key) ? this.#acts[key] : null;
    if (!act || event.repeat) return;
    event.preventDefault();
    act();
  }

  #talk(event) {
    if (event.target.closest?.('button, a') || event.repeat || this.#media.microphone) return;
    event.preventDefault();
    this.#talking = true;
    this.#acts.microphone();
  }

  #hush() {
    if (!this.#talking) return;
    this.#talking = false;
    if (this.#media.microphone) this.#acts.microphone();
  }
}
