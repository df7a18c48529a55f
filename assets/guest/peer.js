// One RTCPeerConnection: serial negotiation in which one side only offers, fixed slots, data channels that both
// sides know beforehand. call/peer is the same in Go.

import { allows, conceal, concealAll, prune } from './candidate.js';
import { fingerprintOf } from './fingerprint.js';
import { checkMedia, slots, tidy } from './sections.js';

const channels = ['control', 'chat', 'annotations', 'files'];
const maxCandidates = 100;

/**
 * Peer hears: `describe({kind, sdp, fingerprint})` and `candidate({candidate, mid, mline, ufrag})` for the other side,
 * `renegotiate()` when the other side should offer, `state(connectionState)`, `track(slot, track)`, `open(label)`, `message(label, data)`,
 * `closed(label)`, `broken(error)` when the other side's description makes no sense.
 */
export class Peer {
  #pc;
  #hears;
  #offerer;
  #tracks;
  #work = Promise.resolve();
  #pending = false; // our offer waits for its answer
  #restart = false; // and another is due after it
  #applied = ''; // the other side's last SDP
  #last = null; // what we described last
  #early = []; // candidates that came before their description
  #generation = '';
  #taken = 0;
  #host;
  #relayOnly;
  #senders = {};

  /** tracks has, by slot, the track that is sent; it may change by `send`. With relayOnly the other side learns no address. */
  constructor({ offerer, iceServers, tracks, hears, relayOnly = false, host = location.hostname }) {
    this.#offerer = offerer;
    this.#tracks = tracks;
    this.#hears = hears;
    this.#host = host;
    this.#relayOnly = relayOnly;
    this.#pc = new RTCPeerConnection(this.#configuration(iceServers));
    this.channels = {};
    for (const [id, label] of channels.entries()) this.#channel(id, label);
    this.#pc.onconnectionstatechange = () => hears.state(this.#pc.connectionState);
    this.#pc.onicecandidate = ({ candidate }) => this.#found(candidate);
  }

  #configuration(iceServers) {
    return { iceServers, bundlePolicy: 'max-bundle', iceTransportPolicy: this.#relayOnly ? 'relay' : 'all' };
  }

  #channel(id, label) {
    const channel = this.#pc.createDataChannel(label, { negotiated: true, id, ordered: true });
    channel.binaryType = 'arraybuffer';
    channel.onopen = () => this.#hears.open(label);
    channel.onmessage = ({ data }) => this.#hears.message(label, data);
    channel.onclose = () => this.#hears.closed(label);
    this.channels[label] = channel;
  }

  #found(candidate) {
    if (!candidate?.candidate || candidate.component === 'rtcp' || candidate.protocol === 'tcp' || candidate.candidate.length > 512) return;
    const line = this.#relayOnly ? conceal(candidate.candidate) : candidate.candidate;
    if (line === '') return;
    this.#hears.candidate({
      candidate: line, mid: candidate.sdpMid ?? '', mline: candidate.sdpMLineIndex ?? 0, ufrag: candidate.usernameFragment ?? '',
    });
  }

  get state() {
    return this.#pc.connectionState;
  }

  /** start makes the first offer on the side that offers. */
  start() {
    if (!this.#offerer) return;
    for (const slot of slots) this.#prepare(this.#pc.addTransceiver(slot.kind, { direction: 'sendrecv' }), slot);
    this.#do(() => this.#offer({}));
  }

  #do(work) {
    this.#work = this.#work.then(work).catch((error) => this.#hears.broken(error));
  }

  /** prepare makes a transceiver a slot's. */
  #prepare(transceiver, slot) {
    const { sender, receiver } = transceiver;
    this.#senders[slot.name] = sender;
    transceiver.direction = 'sendrecv';
    this.#prefer(transceiver, slot);
    sender.setStreams?.(this.#stream(slot));
    if (this.#tracks[slot.name]) sender.replaceTrack(this.#tracks[slot.name]).catch(() => {});
    this.#hears.track(slot.name, receiver.track);
  }

  #streams = { person: new MediaStream(), screen: new MediaStream() };

  /** What is of one stream is played in sync. */
  #stream({ name }) {
    return name === 'microphone' || name === 'camera' ? this.#streams.person : this.#streams.screen;
  }

  #prefer(transceiver, { kind, codec }) {
    const known = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
    const of = (type) => known.filter(({ mimeType }) => mimeType.toLowerCase() === type.toLowerCase());
    const wanted = of(codec);
    if (wanted.length === 0) return void (transceiver.direction = 'inactive');
    // Redundancy (RFC 2198) is sent by who finds it before the codec, and taken in any case.
    const redundancy = kind === 'audio' ? of('audio/red') : [];
    transceiver.setCodecPreferences?.([...redundancy, ...wanted, ...of(`${kind}/rtx`)]);
  }

  async #offer(options) {
    this.#pending = true;
    this.#restart = false;
    await this.#pc.setLocalDescription(await this.#pc.createOffer(options));
    this.#describe('offer');
  }

  #describe(kind) {
    const described = tidy(this.#pc.localDescription.sdp);
    const sdp = this.#relayOnly ? concealAll(described) : described;
    this.#last = { kind, sdp, fingerprint: fingerprintOf(sdp) };
    this.#hears.describe(this.#last);
  }

  /** restart looks for a path anew (RFC 8445, section 9). */
  restart() {
    if (!this.#offerer) return this.#hears.renegotiate();
    this.#do(async () => {
      if (!this.#last) return;
      if (!this.#pending) return this.#offer({ iceRestart: true });
      this.#restart = true;
      this.#hears.describe(this.#last); // in case it got lost
    });
  }

  /** remote takes a description of the other side, whose fingerprint was verified. */
  remote({ kind, sdp }) {
    this.#do(() => (kind === 'offer' ? this.#remoteOffer(sdp) : this.#remoteAnswer(sdp)));
  }

  async #remoteOffer(sdp) {
    if (this.#offerer) throw new Error('an offer of the side that answers');
    if (sdp === this.#applied) return this.#hears.describe(this.#last);
    checkMedia(sdp);
    await this.#pc.setRemoteDescription({ type: 'offer', sdp: this.#pruned(sdp) });
    const first = this.#applied === '';
    if (first) this.#adopt();
    await this.#pc.setLocalDescription(await this.#pc.createAnswer());
    await this.#accept(sdp);
    this.#describe('answer');
  }

  /** adopt takes the transceivers that the first offer made for the slots. */
  #adopt() {
    for (const [i, transceiver] of this.#pc.getTransceivers().entries()) {
      if (i < slots.length) this.#prepare(transceiver, slots[i]);
    }
  }

  async #remoteAnswer(sdp) {
    if (!this.#offerer) throw new Error('an answer of the side that offers');
    if (sdp === this.#applied) return;
    if (!this.#pending) return; // late
    checkMedia(sdp);
    await this.#pc.setRemoteDescription({ type: 'answer', sdp: this.#pruned(sdp) });
    this.#pending = false;
    await this.#accept(sdp);
    if (this.#restart) await this.#offer({ iceRestart: true });
  }

  async #accept(sdp) {
    this.#applied = sdp;
    const generation = /a=ice-ufrag:(\S+)/.exec(sdp)?.[1] ?? '';
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#taken = 0;
    for (const candidate of this.#early.splice(0)) await this.#add(candidate);
  }

  /** remoteCandidate takes a candidate of the other side, now or when its description comes. */
  remoteCandidate(candidate) {
    this.#do(() => this.#add(candidate));
  }

  /** tries says whether a candidate is used: who hides uses relays only, also of the other side's. */
  #tries(line) {
    return allows(line, this.#host) && (!this.#relayOnly || conceal(line) !== '');
  }

  #pruned(sdp) {
    const allowed = prune(sdp, this.#host);
    return this.#relayOnly ? concealAll(allowed) : allowed;
  }

  async #add({ candidate, mid, mline, ufrag }) {
    if (candidate === '' || !this.#tries(candidate)) return;
    if (this.#generation === '' || (ufrag !== '' && ufrag !== this.#generation)) {
      if (this.#early.length < maxCandidates) this.#early.push({ candidate, mid, mline, ufrag });
      return;
    }
    if (++this.#taken > maxCandidates) return;
    await this.#pc.addIceCandidate({ candidate, sdpMid: mid || null, sdpMLineIndex: mline, usernameFragment: ufrag || null }).catch(() => {});
  }

  /** send changes what a slot sends; null sends nothing. */
  send(slot, track) {
    this.#tracks = { ...this.#tracks, [slot]: track };
    this.#senders[slot]?.replaceTrack(track).catch(() => {});
  }

  /** limit bounds what a slot's pictures may take; scale is by how much they are reduced. */
  async limit(slot, { active, maxBitrate, scale = 1 }) {
    const sender = this.#senders[slot];
    const parameters = sender?.getParameters();
    if (!parameters?.encodings?.length) return;
    Object.assign(parameters.encodings[0], { active, ...(maxBitrate && { maxBitrate }), scaleResolutionDownBy: scale });
    await sender.setParameters(parameters).catch(() => {});
  }

  stats() {
    return this.#pc.getStats();
  }

  refresh(iceServers) {
    try {
      this.#pc.setConfiguration(this.#configuration(iceServers));
    } catch {
      // A server that this browser cannot use; those it has stay.
    }
  }

  close() {
    this.#pc.onconnectionstatechange = this.#pc.onicecandidate = null;
    const open = Object.values(this.channels).filter(({ readyState }) => readyState !== 'connecting' && readyState !== 'closed');
    for (const channel of Object.values(this.channels)) channel.onopen = channel.onmessage = channel.onclose = null;
    this.#pc.close();
    // A connection that is closed here says nothing of its channels.
    for (const { label } of open) this.#hears.closed(label);
  }
}
