// One's place in a room of the server: section 3 of call/signal/rendezvous/PROTOCOL.md.
// It comes back when the connection is lost; links do not.

import { base64url, concat, hex, unhex } from './bytes.js';
import { Fault } from './fault.js';
import { keyText } from './identity.js';
import { Link } from './link.js';
import { Backoff, Pace } from './pace.js';
import { Kind, Session, head, roomOf } from './seal.js';
import { parseEvent } from './serverevent.js';

const subprotocol = 'parley.rendezvous.v1';
const closedFull = 4001;
const maxLinks = 64;
const maxLinksOfPeer = 4;
const welcomeTime = 15_000;
const settled = 30_000; // a visit this long begins the waits anew
const maxUnsent = 256 << 10; // bytes that may wait in the browser

/**
 * Room hears: `onwelcome(peers)` each time it has entered, `onlink(link)` for a link that somebody opened and
 * that is ready, `onstir()` when somebody came or went, `onaway()` when the server is not reached, `onover(fault)` when the
 * room is over, `onice(servers)`.
 */
export class Room {
  #socket = null;
  #links = new Map(); // by peer and link
  #backoff = new Backoff();
  #handshakes = new Pace(40, 40);
  #paces = new Map(); // of handshakes, by peer
  #timer = 0;
  #entered = 0;
  #spoken = 0; // when the server did so last

  constructor({ server, secret, identity, hello }) {
    Object.assign(this, { server, secret, identity, hello, peers: [], own: null, ice: [], over: null, known: new Map() });
    this.onwelcome = this.onlink = this.onstir = this.onaway = this.onover = this.onice = () => {};
  }

  /** enter begins to be there. */
  async enter() {
    Object.assign(this, await roomOf(this.secret));
    this.#connect();
  }

  get connected() {
    return this.own !== null;
  }

  #connect() {
    if (this.over) return;
    const socket = new WebSocket(`${this.server}/r/${base64url(this.room)}`, subprotocol);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#timer = setTimeout(() => socket.close(), welcomeTime);
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#heard(data);
    };
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) this.#gone(code);
    };
  }

  #heard(data) {
    this.#spoken = performance.now();
    try {
      if (typeof data === 'string') this.#event(parseEvent(data));
      else this.#route(new Uint8Array(data));
    } catch {
      this.#socket.close(); // this server is none
    }
  }

  #event(event) {
    if (event?.type === 'welcome') return this.#welcome(event);
    if (!event || !this.own) return;
    if (event.type === 'ice') this.onice((this.ice = event.ice));
    if (event.type === 'joined' && event.peer !== this.own && !this.peers.includes(event.peer) && this.peers.length < 16) this.peers.push(event.peer);
    if (event.type === 'left') this.#left(event.peer);
    this.onstir();
  }

  #welcome({ peer, peers, ice }) {
    clearTimeout(this.#timer);
    this.#entered = performance.now();
    Object.assign(this, { own: peer, ownBytes: unhex(peer, 8), peers: peers.filter((other) => other !== peer), ice });
    this.onice(ice);
    this.onwelcome([...this.peers]);
  }

  #left(peer) {
    this.peers = this.peers.filter((other) => other !== peer);
    this.known.delete(peer);
    this.#paces.delete(peer);
    for (const link of this.#of(peer)) link.lose();
  }

  #gone(code) {
    clearTimeout(this.#timer);
    Object.assign(this, { own: null, peers: [] });
    this.known.clear();
    this.#paces.clear();
    for (const link of [...this.#links.values()]) link.lose();
    if (this.over) return;
    if (code === closedFull) return this.#finish(new Fault('full'));
    if (performance.now() - this.#entered > settled) this.#backoff.reset();
    this.#timer = setTimeout(() => this.#connect(), this.#backoff.next());
    this.onaway();
  }

  /** hurry comes back at once if the server is away. */
  hurry() {
    if (this.over || this.own || this.#socket?.readyState === WebSocket.CONNECTING) return;
    clearTimeout(this.#timer);
    this.#backoff.reset();
    this.#connect();
  }

  /**
   * doubt comes anew when the server has not spoken since a time: after a change of networks a browser says nothing of a
   * connection that is dead.
   */
  doubt(since) {
    if (!this.own || this.#spoken > since) return;
    const dead = this.#socket;
    this.#socket = null; // its end may take a minute, and is not waited for
    dead.close();
    this.#gone(0);
  }

  #finish(fault) {
    this.over = fault;
    this.onover(fault);
  }

  /** leave ends all links and goes. */
  leave() {
    if (this.over) return;
    this.over = new Fault('closed');
    clearTimeout(this.#timer);
    for (const link of [...this.#links.values()]) link.close();
    // The words that end the links are being sealed: they have a moment.
    const socket = this.#socket;
    setTimeout(() => socket?.close(1000), 300);
  }

  /**
   * open opens a link to a peer and waits until both sides have introduced themselves. With a key wanted, anybody else
   * does not learn who asked.
   */
  async open(peer, wanted = null) {
    const own = this.own;
    if (!own || this.#links.size >= maxLinks) throw new Fault('away');
    const judge = (key) => this.#judge(peer, keyText(key), wanted);
    const { session, message } = await Session.open({ ...this.#config(), judge }, this.ownBytes, unhex(peer, 8));
    if (own !== this.own) throw new Fault('away');
    const link = this.#add(session, peer, false, message);
    return new Promise((resolve, reject) => {
      link.onend = reject;
      link.onready = () => resolve(link);
    });
  }

  #judge(peer, key, wanted) {
    this.known.set(peer, key);
    if (wanted && key !== wanted) throw new Fault('wrong-key');
  }

  #config() {
    return { room: this.room, door: this.door, identity: this.identity };
  }

  #route(frame) {
    if (frame.length < 8 || !this.own) return;
    const peer = hex(frame.subarray(0, 8));
    const message = frame.subarray(8);
    let about;
    try {
      about = head(message);
    } catch {
      return; // dropped: anybody may have sent it
    }
    const link = this.#links.get(peer + hex(about.link));
    if (link) link.arrive(message);
    else if (about.kind === Kind.open && this.#mayOpen(peer)) this.#accept(peer, message);
  }

  #mayOpen(peer) {
    if (!this.peers.includes(peer) || this.#links.size >= maxLinks) return false;
    if (!this.#paces.has(peer)) this.#paces.set(peer, new Pace(5, 5));
    return this.#handshakes.allow() && this.#paces.get(peer).allow();
  }

  async #accept(peer, message) {
    const own = this.own;
    try {
      const { session, reply } = await Session.accept(this.#config(), this.ownBytes, unhex(peer, 8), message);
      if (own !== this.own || this.#links.has(peer + hex(session.way.link))) return;
      const link = this.#add(session, peer, true, reply);
      link.onready = () => this.#ready(link);
    } catch {
      // Dropped: the seal does not open, or the key is none.
    }
  }

  #add(session, peer, inbound, first) {
    const id = peer + hex(session.way.link);
    const link = new Link({
      session, peer, inbound, hello: this.hello(),
      put: (bytes) => this.#put(peer, bytes), forget: () => this.#links.delete(id),
    });
    link.room = this;
    this.#links.set(id, link);
    this.#makeRoom(peer, (other) => other.ready === link.ready);
    this.#put(peer, first);
    return link;
  }

  /** ready hands out a link that somebody opened. */
  #ready(link) {
    this.known.set(link.peer, link.key);
    this.#makeRoom(link.peer, (other) => other.ready);
    this.onlink(link);
  }

  #of(peer) {
    return [...this.#links.values()].filter((link) => link.peer === peer);
  }

  /** makeRoom ends the oldest links of a peer, of those alike, that are too many. */
  #makeRoom(peer, alike) {
    const open = this.#of(peer).filter(alike);
    for (const link of open.slice(0, Math.max(0, open.length - maxLinksOfPeer))) link.close();
  }

  #put(peer, bytes) {
    if (this.#socket?.readyState !== WebSocket.OPEN || !this.own) return;
    if (this.#socket.bufferedAmount > maxUnsent) throw new Fault('slow', 'the server does not take what is sent');
    this.#socket.send(concat(unhex(peer, 8), bytes));
  }
}
