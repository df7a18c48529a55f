// The descriptions and candidates of one call: signed as they go, and looked at as they come, in their order.

import { unbase64 } from './bytes.js';
import { signatureText } from './envelope.js';
import { signFingerprint, verifyDescription } from './fingerprint.js';

/** Negotiation goes between a call's link and its peer. */
export class Negotiation {
  #call;
  #identity;
  #outward = Promise.resolve();
  #inward = Promise.resolve();

  constructor(call, identity) {
    this.#call = call;
    this.#identity = identity;
  }

  describe(description) {
    this.#out(() => this.#describe(description));
  }

  candidate(body) {
    this.#out(() => this.#call.send('candidate', body));
  }

  renegotiate() {
    this.#out(() => this.#call.send('renegotiate'));
  }

  // A candidate goes after its description, whose signature takes a moment.
  #out(work) {
    this.#outward = this.#outward.then(() => this.#call.answered && work()).catch(() => this.#call.end('protocol'));
  }

  async #describe({ kind, sdp, fingerprint }) {
    const { keyBytes, id } = this.#call;
    const signature = await signFingerprint(this.#identity, keyBytes, id, kind, fingerprint);
    this.#call.send('description', { kind, sdp, fingerprint, signature: signatureText(signature) });
  }

  /** receive takes a message of the other side. */
  receive(type, body) {
    const call = this.#call;
    this.#inward = this.#inward.then(async () => {
      if (!call.answered) return;
      if (type === 'description') await this.#described(body);
      else if (type === 'candidate') call.peer.remoteCandidate(body);
      else if (type === 'renegotiate') call.restart();
    });
  }

  /** described takes a description whose fingerprint the other side's key has signed, for this call and for us. */
  async #described(body) {
    const call = this.#call;
    const signature = unbase64(body.signature, 64);
    if (!(await verifyDescription(call.keyBytes, this.#identity.key, call.id, body, signature))) return call.end('mismatch');
    if (call.answered) call.peer.remote(body);
  }
}
