import { equal } from './run.js';

const loud = 0.1;
const step = 100; // milliseconds

export default async (load) => {
  const { Speaking } = await load('speaking.js');
  /** follow writes, for levels that come a step apart, a mark for each at which the person speaks. */
  const follow = (levels) => {
    const speaking = new Speaking();
    return levels.map((level, i) => (speaking.update(level, 5000 + i * step) ? '#' : '.')).join('');
  };
  const sounds = (text) => [...text].map((c) => (c === '#' ? loud : 0));
  return {
    'speaking begins after a while, and lasts over a pause'() {
      equal(follow(sounds('..####.........')), '....#########..');
      equal(follow(sounds('###...###......')), '..#############'); // to the end: 800 ms have not passed
    },
    'a cough is no speech'() {
      equal(follow(sounds('#......##......')), '...............');
    },
    'what is hardly audible is silence'() {
      equal(follow([0.003, 0.003, 0.003, 0.003]), '....');
      equal(follow([0.005, 0.005, 0.005, 0.005]), '..##');
    },
  };
};
