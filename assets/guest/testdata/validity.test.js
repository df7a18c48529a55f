import { equal } from './run.js';

export default async (load) => {
  const { Validity } = await load('validity.js');
  const minute = 60_000;
  return {
    'a link for an hour is over after it, and so is the next'() {
      const validity = new Validity();
      equal(validity.isOver(1e9), false);
      validity.set('hour', 0);
      equal([59, 60, 61, 119, 120].map((at) => validity.isOver(at * minute)), [false, true, false, false, true]);
    },
    'while a link is for one, others ask the host'() {
      const validity = new Validity();
      equal(validity.told('open'), 'open');
      validity.set('one', 0);
      equal(['open', 'ask', 'locked'].map((door) => validity.told(door)), ['ask', 'ask', 'locked']);
    },
  };
};
