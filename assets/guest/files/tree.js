// What is sent, as a tree of files and folders: transfer/PROTOCOL.md, sections 3 and 7.

import { Kind, maxDepth } from './manifest.js';

/** mostEntries is how many files and folders are offered at once: a browser keeps them in memory. */
export const mostEntries = 100_000;

/** Folder is one that is sent: its name and what is in it, which are Folders and Files. */
class Folder {
  inside = [];

  constructor(name) {
    this.name = name;
  }

  /** folder returns the one of a name in it, which it makes if need be. */
  folder(name) {
    const known = this.inside.find((each) => each instanceof Folder && each.name === name);
    return known ?? this.inside[this.inside.push(new Folder(name)) - 1];
  }
}

/** Tree has `entries` in the order of a manifest, `{kind, depth, name, size, modified, file}`, and how many were `left` out. */
export class Tree {
  constructor(items, left = 0) {
    this.entries = [];
    this.left = left;
    for (const item of items) this.#add(item, 0);
    this.offsets = [];
    this.bytes = this.entries.reduce((sum, { size }) => {
      this.offsets.push(sum); // of each entry in all that is sent
      return sum + size;
    }, 0);
    this.files = this.entries.filter(({ kind }) => kind === Kind.file).length;
    this.folders = this.entries.length - this.files;
  }

  #add(item, depth) {
    if (depth >= maxDepth || this.entries.length >= mostEntries) return void this.left++;
    if (!(item instanceof Folder)) return void this.entries.push({ kind: Kind.file, depth, name: item.name, size: item.size, modified: item.lastModified, file: item });
    this.entries.push({ kind: Kind.folder, depth, name: item.name, size: 0, modified: 0, file: null });
    for (const each of item.inside) this.#add(each, depth + 1);
  }

  /** items is what the person chose, each with the size of all that is in it. */
  get items() {
    const items = [];
    for (const { kind, depth, name, size } of this.entries) {
      if (depth === 0) items.push({ kind, name, size });
      else items.at(-1).size += size;
    }
    return items;
  }
}

/** treeOf makes one of chosen files, those of a chosen folder too. */
export function treeOf(files) {
  const root = new Folder('');
  for (const file of files) {
    const path = (file.webkitRelativePath || file.name).split('/').slice(0, -1);
    path.reduce((folder, name) => folder.folder(name), root).inside.push(file);
  }
  return new Tree(root.inside);
}

/** treeOfDrop makes one of what was dropped: FileSystemEntries. What cannot be read is left out. */
export async function treeOfDrop(dropped) {
  const count = { all: 0, left: 0 };
  const root = new Folder('');
  await fill(root, dropped, count);
  return new Tree(root.inside, count.left);
}

async function fill(folder, found, count, depth = 0) {
  for (const each of found) {
    if (++count.all > mostEntries || depth >= maxDepth) count.left++;
    else await read(folder, each, count, depth).catch(() => count.left++);
  }
}

async function read(folder, found, count, depth) {
  if (found.isFile) return folder.inside.push(await new Promise((resolve, reject) => found.file(resolve, reject)));
  const inside = await list(found.createReader());
  const made = new Folder(found.name);
  folder.inside.push(made);
  await fill(made, inside, count, depth + 1);
}

/** list reads a folder, of which a browser names some at a time. */
async function list(reader) {
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0 || all.length > mostEntries) return all;
    all.push(...some);
  }
}
