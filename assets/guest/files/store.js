// Where files are until they are whole and can be downloaded: this browser's own file system, or memory.

/** mostInMemory is how much is received where a browser can write nothing to the disk, in bytes. */
const mostInMemory = 512 << 20;

/** store is where so many bytes fit before they are handed out. It throws a QuotaExceededError when they do not. */
export async function store(bytes) {
  const root = await navigator.storage?.getDirectory?.().catch(() => null);
  if (root && 'createWritable' in (globalThis.FileSystemFileHandle?.prototype ?? {})) {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    if (bytes > (quota - usage) * 0.95) throw new DOMException('too large for this browser', 'QuotaExceededError');
    return { create: () => PrivateFile.create(root) };
  }
  if (bytes > mostInMemory) throw new DOMException('too large for this browser', 'QuotaExceededError');
  return { create: async () => new MemoryFile() };
}

const prefix = 'parley-';

/** clearStore removes what a page that was closed left behind. */
export async function clearStore() {
  const root = await navigator.storage?.getDirectory?.().catch(() => null);
  if (!root?.keys || !navigator.locks) return;
  // Another tab may be in a call, and still need its own.
  await navigator.locks.request('parley-files', { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for await (const name of root.keys()) if (name.startsWith(prefix)) await root.removeEntry(name).catch(() => {});
  });
}

/** holdStore keeps other tabs from clearing what this one receives, for as long as it is open. */
export function holdStore() {
  navigator.locks?.request('parley-files', { mode: 'shared' }, () => new Promise(() => {}));
}

/** PrivateFile is in the browser's own file system, which other pages and the person do not see. */
class PrivateFile {
  static async create(root) {
    const name = prefix + crypto.randomUUID();
    const handle = await root.getFileHandle(name, { create: true });
    return Object.assign(new PrivateFile(), { root, name, handle, writer: await handle.createWritable() });
  }

  write(position, data) {
    return this.writer.write({ type: 'write', position, data });
  }

  truncate() {
    return this.writer.truncate(0);
  }

  /** blob returns what was written, and zeros where nothing was, up to a size. */
  async blob(size) {
    await this.writer.truncate(size);
    await this.writer.close();
    return this.handle.getFile();
  }

  async remove() {
    await this.writer.abort().catch(() => {});
    await this.root.removeEntry(this.name).catch(() => {});
  }
}

/** MemoryFile is written in order. */
class MemoryFile {
  parts = [];
  size = 0;

  async write(position, data) {
    this.#fill(position);
    this.parts.push(data);
    this.size += data.length;
  }

  #fill(size) {
    if (size > this.size) this.parts.push(new Uint8Array(size - this.size));
    this.size = size;
  }

  async truncate() {
    Object.assign(this, { parts: [], size: 0 });
  }

  async blob(size) {
    this.#fill(size);
    return new Blob(this.parts);
  }

  remove() {
    return this.truncate();
  }
}
