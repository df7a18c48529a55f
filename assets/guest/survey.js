// What a connection's own figures say of it (W3C webrtc-stats), in words that a person has a use for.

const weakLoss = 0.05;
const weakDelay = 0.4; // seconds, there and back
const every = 2; // seconds

/** Survey keeps `path` (`direct`, `relay` or null while there is none) and `network` (`good` or `weak`). */
export class Survey {
  path = null;
  network = 'good';
  #turn = 0;
  #before = { lost: 0, received: 0 };

  /** look reads the figures of a peer now and then, and reports whether something changed. */
  async look(peer) {
    if (++this.#turn % every !== 0) return false;
    const before = `${this.path} ${this.network}`;
    const stats = [...(await peer.stats()).values()];
    const pair = selected(stats);
    this.path = pair ? pathOf(pair, stats) : null;
    this.network = this.#judge(stats, pair);
    return before !== `${this.path} ${this.network}`;
  }

  #judge(stats, pair) {
    const streams = stats.filter(({ type }) => type === 'inbound-rtp');
    const sum = (name) => streams.reduce((total, stream) => total + Math.max(0, stream[name] ?? 0), 0);
    const now = { lost: sum('packetsLost'), received: sum('packetsReceived') };
    const lost = now.lost - this.#before.lost;
    const received = now.received - this.#before.received;
    this.#before = now;
    const sent = stats.filter(({ type }) => type === 'remote-inbound-rtp').map(({ fractionLost }) => fractionLost ?? 0);
    const share = Math.max(lost / Math.max(1, lost + received), 0, ...sent);
    return share > weakLoss || (pair?.currentRoundTripTime ?? 0) > weakDelay ? 'weak' : 'good';
  }
}

function selected(stats) {
  const transport = stats.find(({ type, selectedCandidatePairId }) => type === 'transport' && selectedCandidatePairId);
  const pairs = stats.filter(({ type }) => type === 'candidate-pair');
  return pairs.find(({ id }) => id === transport?.selectedCandidatePairId) ?? pairs.find(({ state, nominated }) => nominated && state === 'succeeded');
}

function pathOf(pair, stats) {
  const ends = stats.filter(({ id }) => id === pair.localCandidateId || id === pair.remoteCandidateId);
  return ends.some(({ candidateType }) => candidateType === 'relay') ? 'relay' : 'direct';
}
