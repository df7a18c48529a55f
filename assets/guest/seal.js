// One sealed link between two people in a room: section 4 of
// call/signal/rendezvous/PROTOCOL.md. It knows no network and no clock.

import { be, concat, equal, random, utf8 } from './bytes.js';
import { Fault, breach } from './fault.js';
import { verify } from './identity.js';

export const Kind = { open: 1, answer: 2, identify: 3, carry: 4, end: 5 };

const context = 'parley link v1';
const headSize = 9; // kind and link
const sealedKeySize = 12 + 32 + 16;
const overhead = headSize + 8 + 16;
const maxMessage = 65536 + overhead;

const notSealed = () => new Fault('seal', 'the seal does not open');

async function hkdf(material, salt, info, size) {
  const key = await crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, 8 * size));
}

/** roomOf derives what a link's secret stands for: section 2. */
export async function roomOf(secret) {
  const salt = utf8('parley room v1');
  return { room: await hkdf(secret, salt, utf8('room'), 16), door: await hkdf(secret, salt, utf8('door'), 32) };
}

/** head reads which link a message is for: a claim until its seal opens. */
export function head(message) {
  if (message.length < headSize || message.length > maxMessage) throw notSealed();
  if (message[0] < Kind.open || message[0] > Kind.end) throw notSealed();
  return { kind: message[0], link: message.subarray(1, headSize) };
}

const aesKey = (bytes) => crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);

/** Way is where a message goes, which its seal holds fast. */
class Way {
  constructor(room, from, to, link) {
    Object.assign(this, { room, from, to, link });
  }

  back() {
    return new Way(this.room, this.to, this.from, this.link);
  }

  additional(kind) {
    return concat(this.room, this.from, this.to, Uint8Array.of(kind), this.link);
  }
}

async function encrypt(key, iv, plain, way, kind) {
  const algorithm = { name: 'AES-GCM', iv, additionalData: way.additional(kind) };
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plain));
}

async function decrypt(key, iv, sealed, way, kind) {
  try {
    const algorithm = { name: 'AES-GCM', iv, additionalData: way.additional(kind) };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed));
  } catch {
    throw notSealed();
  }
}

/** Direction is one side's key and how far it counted. */
class Direction {
  constructor(key, way) {
    Object.assign(this, { key, way, next: 0 });
  }

  // The number is taken before anything waits, so that none is used twice.
  seal(kind, plain) {
    return encrypt(this.key, be(this.next++, 12), plain, this.way, kind);
  }

  async numbered(kind, plain) {
    const number = be(this.next, 8);
    return concat(Uint8Array.of(kind), this.way.link, number, await this.seal(kind, plain));
  }

  open(kind, number, sealed) {
    return decrypt(this.key, be(number, 12), sealed, this.way, kind);
  }

  /** take opens the next message. Another one shows that the link has no order any more. */
  async take(kind, message) {
    if (message.length < overhead) throw notSealed();
    const number = new DataView(message.buffer, message.byteOffset + headSize, 8).getBigUint64(0);
    if (number > Number.MAX_SAFE_INTEGER) throw notSealed();
    const plain = await this.open(kind, Number(number), message.subarray(headSize + 8));
    if (Number(number) !== this.next) throw new Fault('lost', 'messages were lost or came again');
    this.next++;
    return plain;
  }
}

/**
 * Session is one side of one link. Its methods are called one after the other, each when the one before
 * has finished. The config has `room` and `door` of roomOf, an `identity`, and `judge`, which throws at a key that is not wanted.
 */
export class Session {
  constructor(config, own, far, link) {
    this.config = config;
    this.way = new Way(config.room, own, far, link);
    this.phase = 'opening';
    this.remote = null; // the key proven there, once ready
  }

  /** open opens a link; the message is for the other side. */
  static async open(config, own, far) {
    const session = new Session(config, own, far, random(8));
    const sealed = await session.#door(Kind.open, await session.#draw());
    return { session, message: concat(Uint8Array.of(Kind.open), session.way.link, sealed) };
  }

  /** accept answers the first message of a link; the reply is for the other side. */
  static async accept(config, own, far, message) {
    const { kind, link } = head(message);
    if (kind !== Kind.open || message.length !== headSize + sealedKeySize) throw notSealed();
    const session = new Session(config, own, far, link.slice());
    const theirs = await session.#enter(Kind.open, message.subarray(headSize));
    const ours = await session.#draw();
    await session.#agree(theirs, session.way.back(), theirs, ours);
    const sealed = await session.#door(Kind.answer, ours);
    const proof = await session.out.seal(Kind.answer, await session.#prove('answerer'));
    session.phase = 'answered';
    return { session, reply: concat(Uint8Array.of(Kind.answer), session.way.link, sealed, proof) };
  }

  /** carry seals a message of the link. */
  carry(message) {
    return this.out.numbered(Kind.carry, message);
  }

  /** end seals the word that the link ends. */
  end() {
    return this.out.numbered(Kind.end, new Uint8Array());
  }

  /**
   * receive takes a message of this link and returns what came of it: `reply` is for the other side, `ready`
   * says that its key is proven, `message` is its message, `ended` that it closed. A Fault of kind
   * `seal` changes nothing; any other ends the link.
   */
  async receive(message) {
    const { kind, link } = head(message);
    if (!equal(link, this.way.link)) throw notSealed();
    const body = message.subarray(headSize);
    if (kind === Kind.answer && this.phase === 'opening') return this.#identify(body);
    if (kind === Kind.identify && this.phase === 'answered') return this.#identified(body);
    if (kind >= Kind.carry && this.phase !== 'opening') return this.#take(kind, message);
    throw notSealed();
  }

  async #draw() {
    this.ephemeral = await crypto.subtle.generateKey('X25519', false, ['deriveBits']);
    return new Uint8Array(await crypto.subtle.exportKey('raw', this.ephemeral.publicKey));
  }

  async #door(kind, ephemeral) {
    const nonce = random(12);
    return concat(nonce, await encrypt(await aesKey(this.config.door), nonce, ephemeral, this.way, kind));
  }

  async #enter(kind, sealed) {
    return decrypt(await aesKey(this.config.door), sealed.subarray(0, 12), sealed.subarray(12), this.way.back(), kind);
  }

  /** agree derives both keys; way is the opener's. */
  async #agree(theirs, way, ...ephemerals) {
    const shared = await this.#share(theirs);
    const parts = concat(utf8(context), way.room, way.from, way.to, way.link, ...ephemerals);
    this.transcript = new Uint8Array(await crypto.subtle.digest('SHA-256', parts));
    const key = async (side) => aesKey(await hkdf(shared, this.config.door, concat(utf8(side), this.transcript), 32));
    const opener = new Direction(await key('opener'), way);
    const answerer = new Direction(await key('answerer'), way.back());
    [this.out, this.in] = way.from === this.way.from ? [opener, answerer] : [answerer, opener];
  }

  async #share(theirs) {
    let shared;
    try {
      const far = await crypto.subtle.importKey('raw', theirs, 'X25519', false, []);
      shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: far }, this.ephemeral.privateKey, 256));
    } catch {
      throw breach('a key that nothing can be agreed on with');
    }
    if (shared.every((byte) => byte === 0)) throw breach('an all-zero secret');
    return shared;
  }

  async #prove(side) {
    const { identity } = this.config;
    return concat(identity.key, await identity.sign(`${context} ${side}`, this.transcript));
  }

  async #identify(body) {
    if (body.length < sealedKeySize) throw notSealed();
    const theirs = await this.#enter(Kind.answer, body.subarray(0, sealedKeySize));
    const ours = new Uint8Array(await crypto.subtle.exportKey('raw', this.ephemeral.publicKey));
    await this.#agree(theirs, this.way, ours, theirs);
    const proof = await this.in.open(Kind.answer, 0, body.subarray(sealedKeySize));
    await this.#meet(proof, 'answerer');
    const sealed = await this.out.seal(Kind.identify, await this.#prove('opener'));
    return { reply: concat(Uint8Array.of(Kind.identify), this.way.link, sealed), ready: true };
  }

  async #identified(body) {
    await this.#meet(await this.in.open(Kind.identify, 0, body), 'opener');
    return { ready: true };
  }

  /** meet takes the other side's proof, which had the number 0. */
  async #meet(proof, side) {
    if (proof.length !== 96) throw breach('a proof of another length');
    const key = proof.slice(0, 32);
    if (!(await verify(key, proof.subarray(32), `${context} ${side}`, this.transcript))) throw breach('the identity is not proven');
    if (equal(key, this.config.identity.key)) throw new Fault('self', 'that is this page itself');
    this.config.judge?.(key);
    Object.assign(this, { remote: key, phase: 'ready', ephemeral: null });
    this.in.next = 1;
  }

  async #take(kind, message) {
    const plain = await this.in.take(kind, message);
    if (this.phase !== 'ready') throw new Fault('lost', "a message before its sender's name");
    if ((kind === Kind.end) !== (plain.length === 0)) throw breach('a message without content, or an end with some');
    return kind === Kind.end ? { ended: true } : { message: plain };
  }
}
