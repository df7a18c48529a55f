import { equal, throws } from './run.js';

export default async (load) => {
  const { Reader, Type, Why, write } = await load('files/wire.js');
  const { Incoming } = await load('files/incoming.js');
  const { Outgoing } = await load('files/outgoing.js');
  const { readManifest, writeManifest, blockCount, blockHash, blockSize, fileHash } = await load('files/manifest.js');
  const { openSink } = await load('files/sink.js');
  const { Transfers } = await load('files/transfers.js');
  const { Tree, treeOf, treeOfDrop } = await load('files/tree.js');
  const { blake3 } = await load('files/blake3.js');
  const { concat, hex } = await load('bytes.js');

  const frames = (bytes) => {
    const reader = new Reader();
    reader.push(bytes);
    const all = [];
    for (let next = reader.next(); next; next = reader.next()) all.push(next);
    return all;
  };
  /** wire joins two sides: what one sends, the other reads. */
  const wire = () => {
    const side = () => ({ readyState: 'open', bufferedAmount: 0, send(bytes) { queueMicrotask(() => this.far(bytes)); } });
    return [side(), side()];
  };
  const bytes = (size, seed) => Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8) * seed + seed) & 255);
  const sink = () => ({ parts: [], done: 0, async folder() {}, async write(_, position, data) { this.parts.push([position, data]); }, async restart() { this.parts = []; }, async finish(file) { this.done++; this.size = file.size; }, async drop() {}, async close() { this.closed = true; }, async abandon() { this.gone = true; } });
  const offerOf = (manifest, files, total) => ({ id: new Uint8Array(16).fill(7), files, folders: 0, bytes: total, manifest: manifest.length, hash: blake3(manifest), items: [{ kind: 1, size: total, name: new Uint8Array([97]) }] });
  const stream = () => ({ sent: [], handles: 0, send(b) { this.sent.push(...frames(b)); }, open() { return ++this.handles; } });
  /** accepted is an offer of one file that a person took, of which the content is next. */
  const accepted = (size = 1000, into = sink()) => {
    const data = bytes(1000, 3);
    const manifest = writeManifest([{ name: 'a', size, modified: 0 }]);
    const offer = offerOf(manifest, 1, size);
    const incoming = new Incoming({ from: 'x', offer, changed() {} });
    const to = stream();
    incoming.accept(to, into);
    // However it is cut.
    for (const byte of manifest) incoming.take({ type: Type.manifest, handle: 1, bytes: Uint8Array.of(byte) });
    incoming.take({ type: Type.stopped, handle: 1 });
    return { incoming, to, into, data, offer };
  };
  /** greeted is a channel to somebody who has said hello; sent is what they got. */
  const greeted = (transfers) => {
    const [here] = wire();
    const sent = [];
    here.far = (data) => sent.push(...frames(data));
    transfers.opened('x', here);
    transfers.receive('x', write.hello().slice().buffer);
    return sent;
  };

  return {
    'frames, however they are cut'() {
      const all = concat(write.hello(), write.empty(Type.ping), write.go(new Uint8Array(16), 1, 2, 3), write.bye(11));
      for (const step of [1, 3, 7, 1000]) {
        const reader = new Reader();
        const types = [];
        for (let at = 0; at < all.length; at += step) {
          reader.push(all.subarray(at, at + step));
          for (let next = reader.next(); next; next = reader.next()) types.push(next.type);
        }
        equal(types, [Type.hello, Type.ping, Type.go, Type.bye]);
      }
    },
    'breaches'() {
      const good = [...write.go(new Uint8Array(16), 1, 2, 3)];
      for (const bad of [[0, 0, 0, 0], [99, 0, 0, 0], [Type.ping, 0, 0, 1, 5], [Type.hello, 0, 0, 1, 1], [Type.data, 255, 255, 255], [Type.stop, 0, 0, 4, 0, 0, 0, 0],
        [...good.slice(0, 3), good[3] + 1, ...good.slice(4), 0], [Type.offer, 0, 0, 2, 1, 1], [Type.block, 0, 0, 3, 1, 1, 1]]) throws(() => frames(Uint8Array.from(bad)));
    },
    'a manifest that is another'() {
      const manifest = writeManifest([{ name: 'a', size: 5, modified: 0 }]);
      const offer = offerOf(manifest, 1, 5);
      equal(readManifest(manifest, offer)[0].name, 'a');
      throws(() => readManifest(manifest.slice(0, -1), offer));
      throws(() => readManifest(manifest, { ...offer, bytes: 6 }));
      throws(() => readManifest(manifest, { ...offer, files: 2 }));
    },
    'blocks grow with files'() {
      equal([blockSize(1), blockSize(16 * 2 ** 30), blockSize(16 * 2 ** 30 + 1), blockSize(2 ** 40)], [262144, 262144, 524288, 1048576]);
    },
    async 'a block that was changed is not written'() {
      const { incoming, into, data } = accepted();
      incoming.take({ type: Type.block, handle: 2, entry: 0, index: 0, length: 1000, hash: new Uint8Array(32).fill(1), bytes: data });
      await incoming.settled();
      equal([into.parts.length, incoming.state, incoming.why], [0, 'paused', Why.mismatch]);
    },
    'blocks out of place are a breach'() {
      for (const change of [{ entry: 1 }, { index: 1 }, { length: 999 }, { bytes: bytes(1001, 1) }]) {
        const { incoming, data } = accepted();
        throws(() => incoming.take({ type: Type.block, handle: 2, entry: 0, index: 0, length: 1000, hash: new Uint8Array(32), bytes: data, ...change }));
      }
      const { incoming } = accepted();
      throws(() => incoming.take({ type: Type.end, handle: 2, entry: 0, hash: new Uint8Array(32) }));
      throws(() => incoming.take({ type: Type.zeros, handle: 2, entry: 0, index: 0, count: 9 }));
    },
    async 'zeros are neither kept nor written'() {
      const size = 2 ** 40;
      const { incoming, into, offer } = accepted(size);
      const count = blockCount(size);
      incoming.take({ type: Type.zeros, handle: 2, entry: 0, index: 0, count });
      equal(incoming.received, size);
      incoming.take({ type: Type.end, handle: 2, entry: 0, hash: fileHash(offer.hash, 0, size, Array(count).fill(new Uint8Array(32))) });
      incoming.take({ type: Type.finished, handle: 2 });
      await incoming.settled();
      equal([into.parts.length, into.size, incoming.state], [0, size, 'done']);
    },
    async 'a file too large to count its blocks is refused'() {
      const { incoming, to } = accepted(Number.MAX_SAFE_INTEGER);
      equal([incoming.state, to.sent.at(-1).type], ['failed', Type.cancel]);
    },
    async 'who sends faster than the disk writes is stopped until it has caught up'() {
      let release;
      const opened = new Promise((resolve) => (release = resolve));
      const into = { ...sink(), async write() { await opened; } };
      const { incoming, to, offer } = accepted(64 << 20, into);
      const block = bytes(256 << 10, 7);
      let index = 0;
      while (incoming.isFlow(to, 2) && index < 200) {
        incoming.take({ type: Type.block, handle: 2, entry: 0, index, length: block.length, hash: blockHash(offer.hash, 0, index, block), bytes: block });
        index++;
      }
      equal([index, to.sent.at(-1)], [65, { type: Type.stop, handle: 2 }]);
      release();
      await incoming.settled();
      await until(() => to.sent.at(-1).type === Type.go);
      equal([to.sent.at(-1).handle, to.sent.at(-1).block, incoming.isFlow(to, 3)], [3, 65, true]);
    },
    'a receiver who asks for blocks that there are not'() {
      const outgoing = new Outgoing({ to: 'x', tree: new Tree([new File(['abc'], 'a')]), changed() {} });
      const to = { ...stream(), over: false, async put(b) { this.send(b); } };
      outgoing.take(to, { type: Type.go, handle: 1, entry: 0, block: 2 ** 40, holes: [2 ** 31] });
      return until(() => outgoing.state === 'failed');
    },
    async 'a list that nobody wants any more ends'() {
      const tree = new Tree(Array.from({ length: 5000 }, (_, i) => new File([], `a file with the number ${i}`)));
      const outgoing = new Outgoing({ to: 'x', tree, changed() {} });
      const to = { ...stream(), over: false, async put(b) { this.send(b); } };
      outgoing.take(to, { type: Type.accept, handle: 1, offset: 0 });
      outgoing.take(to, { type: Type.accept, handle: 2, offset: 0 });
      await until(() => to.sent.some(({ type, handle }) => type === Type.stopped && handle === 2));
      const parts = to.sent.filter(({ type, handle }) => type === Type.manifest && handle === 1).length;
      if (parts > 1) throw new Error(`${parts} parts of a list that was stopped`);
    },
    'the hash of a file of many blocks'() {
      equal(fileHash(new Uint8Array(32), 0, 1, Array(300_000).fill(new Uint8Array(32))).length, 32);
    },
    async 'empty and overlong messages end a stream'() {
      for (const size of [0, 64_001]) {
        const transfers = new Transfers({ changed() {}, offered() {} });
        const sent = greeted(transfers);
        transfers.receive('x', new ArrayBuffer(size));
        await null;
        equal(sent.at(-1), { type: Type.bye, why: Why.breach });
      }
    },
    async 'what is under way when the call is over is not kept'() {
      const offered = [];
      const transfers = new Transfers({ changed() {}, offered: (incoming) => offered.push(incoming) });
      greeted(transfers);
      const manifest = writeManifest([{ name: 'a', size: 1, modified: 0 }]);
      transfers.receive('x', write.offer(offerOf(manifest, 1, 1)).slice().buffer);
      const into = sink();
      offered[0].accept(transfers.stream('x'), into);
      transfers.close();
      await offered[0].settled();
      equal([offered[0].state, into.gone, transfers.stream('x')], ['cancelled', true, undefined]);
    },
    async 'folders whose names only resemble each other stay apart'() {
      const made = [];
      const missing = async () => {
        throw new DOMException('', 'NotFoundError');
      };
      const folder = (path) => ({ getFileHandle: missing, async getDirectoryHandle(name, { create = false } = {}) {
        if (!create) return missing();
        made.push(`${path}${name}/`);
        return folder(`${path}${name}/`);
      } });
      const picker = window.showDirectoryPicker;
      window.showDirectoryPicker = async () => folder('');
      const into = await openSink({ folders: 2, count: 1 }).finally(() => (window.showDirectoryPicker = picker));
      for (const path of [['a'], ['a', 'b'], ['a/b']]) await into.folder(path);
      equal(made, ['a/', 'a/b/', 'a_b/']);
    },
    async 'content before the person accepted ends the stream'() {
      const transfers = new Transfers({ changed() {}, offered() {} });
      const sent = greeted(transfers);
      transfers.receive('x', write.block(1, 0, 0, 1, new Uint8Array(32), new Uint8Array(1)).slice().buffer);
      await null;
      equal(sent.at(-1), { type: Type.bye, why: Why.breach });
    },
    async 'too many offers are declined'() {
      const transfers = new Transfers({ changed() {}, offered() {} });
      const sent = greeted(transfers);
      const manifest = writeManifest([{ name: 'a', size: 1, modified: 0 }]);
      for (let i = 0; i < 20; i++) transfers.receive('x', write.offer({ ...offerOf(manifest, 1, 1), id: new Uint8Array(16).fill(i) }).slice().buffer);
      await null;
      equal([transfers.list.length, sent.filter(({ type, why }) => type === Type.decline && why === Why.busy).length], [16, 4]);
    },
    async 'two sides send files, over a stream that breaks'() {
      const contents = [bytes(700_000, 5), new Uint8Array(0), concat(new Uint8Array(300_000), bytes(10, 9))];
      const files = contents.map((content, i) => new File([content], `f${i}`, { lastModified: 5 }));
      const into = sink();
      const offered = [];
      const alice = new Transfers({ changed() {}, offered() {} });
      const bob = new Transfers({ changed() {}, offered: (incoming) => offered.push(incoming) });
      const link = () => {
        const [a, b] = wire();
        a.far = (data) => bob.receive('alice', data.slice().buffer);
        b.far = (data) => alice.receive('bob', data.slice().buffer);
        alice.opened('bob', a);
        bob.opened('alice', b);
        return [a, b];
      };
      alice.offer('bob', new Tree(files));
      const [a, b] = link();
      await until(() => offered.length === 1);
      const [incoming] = offered;
      let left = 9; // messages until the first stream breaks
      const far = a.far;
      a.far = (data) => left-- > 0 && far(data);
      incoming.accept(bob.stream('alice'), into);
      await until(() => left <= 0);
      for (const side of [a, b]) side.far = () => {};
      alice.closed('bob');
      bob.closed('alice');
      link();
      await until(() => incoming.state === 'done');
      await until(() => alice.list[0].state === 'done');
      equal(into.done, 3);
      const whole = concat(...into.parts.map(([, data]) => data));
      equal(hex(blake3(whole)), hex(blake3(concat(...contents))));
    },
    'a chosen folder is a tree'() {
      const file = (path, content = 'abc') => Object.defineProperty(new File([content], path.split('/').at(-1)), 'webkitRelativePath', { value: path });
      const tree = treeOf([file('plans/a.txt'), file('plans/deep/b.txt', 'b'), file('plans/c.txt')]);
      equal(tree.entries.map(({ kind, depth, name }) => [kind, depth, name]), [[2, 0, 'plans'], [1, 1, 'a.txt'], [2, 1, 'deep'], [1, 2, 'b.txt'], [1, 1, 'c.txt']]);
      equal([tree.items, tree.files, tree.folders, tree.bytes], [[{ kind: 2, name: 'plans', size: 7 }], 3, 2, 7]);
      const manifest = writeManifest(tree.entries);
      const read = readManifest(manifest, { manifest: manifest.length, hash: blake3(manifest), files: 3, folders: 2, bytes: 7 });
      equal(read.map(({ path, name }) => [...path, name].join('/')), ['plans', 'plans/a.txt', 'plans/deep', 'plans/deep/b.txt', 'plans/c.txt']);
    },
    async 'a dropped folder is read in parts, but for what cannot be'() {
      const file = (name) => ({ isFile: true, name, file: (done) => done(new File(['x'], name)) });
      const folder = (name, ...parts) => ({ isFile: false, name, createReader: () => ({ readEntries: (done) => done(parts.shift() ?? []) }) });
      const broken = { isFile: true, name: 'no', file: (_, fail) => fail(new DOMException('', 'NotReadableError')) };
      const tree = await treeOfDrop([folder('a', [file('1'), broken], [folder('empty'), file('2')]), file('3')]);
      equal([tree.entries.map(({ depth, name }) => `${depth}${name}`), tree.left], [['0a', '11', '1empty', '12', '03'], 1]);
      let deep = folder('x', [file('end')]);
      for (let i = 0; i < 70; i++) deep = folder('x', [deep]);
      const cut = await treeOfDrop([deep]);
      equal([cut.entries.length, cut.left], [64, 1]);
    },
    async 'a folder goes to the other side, where an empty one is made too'() {
      const into = { ...sink(), made: [], async folder(path) { this.made.push(path.join('/')); } };
      const offered = [];
      const alice = new Transfers({ changed() {}, offered() {} });
      const bob = new Transfers({ changed() {}, offered: (incoming) => offered.push(incoming) });
      const file = (name) => ({ isFile: true, name, file: (done) => done(new File([name.repeat(1000)], name)) });
      const folder = (name, ...inside) => ({ isFile: false, name, createReader: () => ({ readEntries: (done) => done(inside.splice(0)) }) });
      alice.offer('bob', await treeOfDrop([folder('a', folder('none'), file('one'), folder('b', file('two'))), file('three')]));
      const [a, b] = wire();
      a.far = (data) => bob.receive('alice', data.slice().buffer);
      b.far = (data) => alice.receive('bob', data.slice().buffer);
      alice.opened('bob', a);
      bob.opened('alice', b);
      await until(() => offered.length === 1);
      const [incoming] = offered;
      equal([incoming.items, incoming.count, incoming.folders], [[{ kind: 2, size: 6000, name: 'a' }, { kind: 1, size: 5000, name: 'three' }], 3, 3]);
      incoming.accept(bob.stream('alice'), into);
      await until(() => alice.list[0].state === 'done');
      equal([into.made, into.done, alice.list[0].sent], [['a', 'a/none', 'a/b'], 3, 11000]);
    },
    'an outgoing offer that nobody takes'() {
      const outgoing = new Outgoing({ to: 'x', tree: new Tree([new File(['abc'], 'a')]), changed() {} });
      const to = stream();
      outgoing.offer(to);
      equal(to.sent[0].bytes, 3);
      outgoing.take(to, { type: Type.decline, why: Why.person });
      equal([outgoing.state, to.sent.at(-1).type], ['declined', Type.closed]);
    },
  };
};

async function until(condition) {
  for (let i = 0; i < 1000; i++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`never: ${condition}`);
}
