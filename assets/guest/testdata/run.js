// Runs the tests of the page's modules in a browser: run(base) returns what failed, base being where the modules are.

import annotation from './annotation.test.js';
import arrival from './arrival.test.js';
import blake3 from './blake3.test.js';
import chat from './chat.test.js';
import control from './control.test.js';
import doorway from './doorway.test.js';
import ear from './ear.test.js';
import files from './files.test.js';
import host from './host.test.js';
import media from './media.test.js';
import pure from './pure.test.js';
import room from './room.test.js';
import speaking from './speaking.test.js';
import validity from './validity.test.js';
import views from './views.test.js';

const suites = { annotation, arrival, blake3, chat, control, doorway, ear, files, host, media, pure, room, speaking, validity, views };

export async function run(base) {
  const failed = [];
  let count = 0;
  const load = (name) => import(base + name);
  for (const [suite, define] of Object.entries(suites)) {
    const tests = await define(load);
    for (const [name, test] of Object.entries(tests)) {
      count++;
      try {
        await test();
      } catch (error) {
        failed.push(`${suite}, ${name}: ${error.stack}`);
      }
    }
  }
  return { count, failed };
}

export function equal(got, want) {
  const write = (value) => JSON.stringify(value, (_, v) => (v instanceof Map ? [...v] : v instanceof Set ? [...v] : v));
  if (write(got) !== write(want)) throw new Error(`${write(got)} instead of ${write(want)}`);
}

export function throws(work, kind = 'protocol') {
  try {
    work();
  } catch (error) {
    if (error.kind !== kind) throw error;
    return;
  }
  throw new Error('nothing was thrown');
}
