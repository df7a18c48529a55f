// One's own camera, microphone and screen. Nothing is sent but what a call takes from `tracks`.

const cameraWanted = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
const microphoneWanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const screenWanted = { video: { frameRate: { ideal: 15, max: 30 } }, audio: true };

/**
 * Media hears `changed(slots)` when tracks were exchanged, `lost(kind)` when a device went away. What is shared has a
 * `surface` (the displaySurface of W3C screen-capture); with `pointing` others may point at it and draw on it.
 */
export class Media {
  #visit = 0; // counts how often all was closed

  constructor() {
    Object.assign(this, { microphone: false, camera: false, screen: false, surface: 'monitor', pointing: false });
    this.tracks = { microphone: null, camera: null, screen: null, screenSound: null, sharpScreen: null };
    this.chosen = { camera: null, microphone: null, speaker: null };
    this.facing = 'user';
    this.changed = this.lost = () => {};
  }

  /** canShare says whether this browser can share a screen; phones cannot. */
  get canShare() {
    return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
  }

  /**
   * open asks for camera and microphone and turns on what is there. It returns why one is missing: by kind, the
   * name of what the browser threw.
   */
  async open({ camera = true, microphone = true } = {}) {
    const missing = {};
    const both = camera && microphone && !this.camera && !this.microphone;
    // One question instead of two, where both are there.
    if (both && await this.#take({ camera, microphone })) return missing;
    for (const kind of ['camera', 'microphone']) {
      const wanted = kind === 'camera' ? camera : microphone;
      if (wanted && !this[kind]) await this.turn(kind, true).catch((error) => (missing[kind] = error.name));
    }
    return missing;
  }

  /** ask waits for the person's leave. What comes when all was closed meanwhile is given back. */
  async #ask(request) {
    const visit = this.#visit;
    const stream = await request();
    if (visit === this.#visit) return stream;
    for (const track of stream.getTracks()) track.stop();
    throw new DOMException('closed meanwhile', 'AbortError');
  }

  #devices(kinds) {
    return this.#ask(() => navigator.mediaDevices.getUserMedia(this.#constraints(kinds)));
  }

  async #take(kinds) {
    try {
      const stream = await this.#devices(kinds);
      for (const track of stream.getTracks()) this.#put(track.kind === 'audio' ? 'microphone' : 'camera', track);
      return true;
    } catch {
      return false;
    }
  }

  #constraints({ camera, microphone }) {
    const device = (kind) => (this.chosen[kind] ? { deviceId: { exact: this.chosen[kind] } } : {});
    const facing = this.chosen.camera ? {} : { facingMode: this.facing };
    return {
      video: camera ? { ...cameraWanted, ...facing, ...device('camera') } : false,
      audio: microphone ? { ...microphoneWanted, ...device('microphone') } : false,
    };
  }

  #put(kind, track) {
    this.#stop(kind);
    this.tracks[kind] = track;
    this[kind] = true;
    if (kind === 'camera') track.contentHint = 'motion';
    track.onended = () => this.tracks[kind] === track && this.#gone(kind);
    this.changed([kind]);
  }

  #gone(kind) {
    this[kind] = false;
    this.tracks[kind] = null;
    this.changed([kind]);
    this.lost(kind);
  }

  #stop(kind) {
    const track = this.tracks[kind];
    if (!track) return;
    track.onended = null;
    track.stop();
    this.tracks[kind] = null;
  }

  /**
   * turn turns camera or microphone on or off. A camera that is off is given back, so that its light goes out; a
   * microphone is kept and silent, so that it is there at once.
   */
  async turn(kind, on) {
    const track = this.tracks[kind];
    if (on && !track) return this.#fetch(kind);
    this[kind] = on;
    if (kind === 'camera' && !on) this.#stop('camera');
    else if (track) track.enabled = on;
    this.changed([kind]);
  }

  async #fetch(kind) {
    const stream = await this.#devices({ [kind]: true });
    this.#put(kind, stream.getTracks()[0]);
  }

  /** choose takes another device. */
  async choose(kind, id) {
    this.chosen[kind] = id;
    if (kind === 'speaker') return;
    if (!this[kind]) return this.#stop(kind); // of a microphone that is kept silent
    // Some phones give a camera to one taker only.
    if (kind === 'camera') this.#stop('camera');
    await this.#again(kind);
  }

  /** flip takes the camera of the other side of a phone, now or when it is turned on. */
  async flip() {
    this.facing = this.facing === 'user' ? 'environment' : 'user';
    this.chosen.camera = null;
    if (!this.camera) return;
    this.#stop('camera');
    await this.#again('camera');
  }

  async #again(kind) {
    try {
      await this.#fetch(kind);
    } catch (error) {
      if (!this.tracks[kind]) this.#gone(kind);
      throw error;
    }
  }

  /** devices lists what can be chosen, by kind. */
  async devices() {
    const list = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    const of = (kind) => list.filter((device) => device.kind === kind && device.deviceId);
    return { camera: of('videoinput'), microphone: of('audioinput'), speaker: of('audiooutput') };
  }

  /** share asks which screen to share. It throws when the person chose none. */
  async share() {
    const stream = await this.#ask(() => navigator.mediaDevices.getDisplayMedia(screenWanted));
    for (const slot of ['screen', 'screenSound']) this.#stop(slot); // of a question that was asked twice
    const [picture] = stream.getVideoTracks();
    const [sound = null] = stream.getAudioTracks();
    picture.contentHint = 'detail';
    picture.onended = () => this.unshare();
    Object.assign(this.tracks, { screen: picture, screenSound: sound });
    this.surface = picture.getSettings().displaySurface ?? 'monitor';
    this.screen = true;
    this.changed(['screen', 'screenSound']);
  }

  unshare() {
    if (!this.screen) return;
    this.#stop('screen');
    this.#stop('screenSound');
    this.screen = false;
    this.changed(['screen', 'screenSound']);
  }

  /** allowPointing gives or takes leave to point at what is shared and draw on it. It holds until all is closed. */
  allowPointing(on) {
    this.pointing = on;
    this.changed([]);
  }

  close() {
    this.#visit++;
    for (const slot of Object.keys(this.tracks)) this.#stop(slot);
    Object.assign(this, { microphone: false, camera: false, screen: false, pointing: false });
  }
}
