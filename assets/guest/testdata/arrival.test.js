import { equal } from './run.js';

export default async (load) => {
  const { Arrival } = await load('arrival.js');
  const asked = { phase: 'asked', since: 0 };
  const waits = { phase: 'waits', since: 0 };
  return {
    'who finds nobody begins the meeting'() {
      equal(new Arrival(0).verdict([], 0), 'found');
    },
    'who was asked has some seconds to answer'() {
      const arrival = new Arrival(0);
      equal([arrival.verdict([asked], 9999), arrival.verdict([asked], 10_000)], [null, 'found']);
    },
    'who is declined by one stays out, unless they were busy'() {
      const arrival = new Arrival(0);
      arrival.refused('busy');
      arrival.refused('lost');
      equal(arrival.verdict([], 0), 'found');
      arrival.refused('locked');
      equal([arrival.verdict([asked], 0), arrival.verdict([waits], 0)], [null, 'locked']);
    },
    'who waits to be let in waits for ten minutes'() {
      const arrival = new Arrival(0);
      equal([arrival.verdict([waits], 600_000), arrival.verdict([waits], 600_001)], [null, 'no-answer']);
    },
    async 'nothing is decided while a link is being opened'() {
      const arrival = new Arrival(0);
      const opening = Promise.reject(new Error('no link'));
      const done = arrival.during(opening);
      equal(arrival.verdict([], 0), null);
      await done;
      equal(arrival.verdict([], 0), 'found');
    },
  };
};
