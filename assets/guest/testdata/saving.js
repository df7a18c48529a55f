// Saves a large file in a page: save(load, size) offers it to the page's own receiver, from a sender that stops and goes on
// as it is told, into a file of the browser. It returns how often the sender was stopped, and how much was saved.

const blockOf = (size) => Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) & 255);

/** turn lets other events of the page have their turn, as between two messages of a channel. */
const turn = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => (port1.close(), resolve());
  port2.postMessage(null);
});

export async function save(load, size) {
  const { Incoming } = await load('files/incoming.js');
  const { blake3 } = await load('files/blake3.js');
  const { blockCount, blockHash, blockSize, fileHash, writeManifest } = await load('files/manifest.js');
  const { openSink } = await load('files/sink.js');
  const { Reader, Type } = await load('files/wire.js');
  const handle = await (await navigator.storage.getDirectory()).getFileHandle('saved', { create: true });
  window.showSaveFilePicker = async () => handle;
  const manifest = writeManifest([{ name: 'large', size, modified: 0 }]);
  const offer = { id: new Uint8Array(16), files: 1, folders: 0, bytes: size, manifest: manifest.length, hash: blake3(manifest), items: [{ kind: 1, size, name: new Uint8Array([97]) }] };
  const incoming = new Incoming({ from: 'x', offer, changed() {} });
  let [handles, stops, told] = [0, 0, null];
  const stream = { open: () => ++handles, send(bytes) {
    const reader = new Reader();
    reader.push(bytes);
    told = reader.next();
    if (told.type === Type.stop) stops++;
  } };
  incoming.accept(stream, await openSink({ folders: 0, count: 1, name: 'large' }));
  incoming.take({ type: Type.manifest, handle: 1, bytes: manifest });
  incoming.take({ type: Type.stopped, handle: 1 });
  const [block, hashes] = [blockOf(blockSize(size)), []];
  while (hashes.length < blockCount(size)) {
    await turn();
    if (told.type !== Type.go) continue;
    const index = hashes.length;
    hashes.push(blockHash(offer.hash, 0, index, block));
    incoming.take({ type: Type.block, handle: handles, entry: 0, index, length: block.length, hash: hashes[index], bytes: block });
  }
  while (told.type !== Type.go) await turn();
  incoming.take({ type: Type.end, handle: handles, entry: 0, hash: fileHash(offer.hash, 0, size, hashes) });
  incoming.take({ type: Type.finished, handle: handles });
  await incoming.settled();
  return { state: incoming.state, stops, saved: (await handle.getFile()).size };
}
