import { equal } from './run.js';

export default async (load) => {
  const { Host } = await load('host.js');
  const says = (host) => ({ host, door: 'open', removed: [], members: [] });
  const at = (seconds) => seconds * 1000;
  const here = (...keys) => new Set(keys);

  /** follower came to somebody who is the host, and is past looking. */
  const follower = (own, host) => {
    const h = new Host(own);
    h.came(0);
    h.joins(host, 0);
    h.hear(host, says(host), 0, here(host));
    h.review(at(11), here(host));
    equal(h.key, host);
    return h;
  };

  return {
    'who begins by a link counts itself for a while'() {
      const h = new Host('a');
      h.found();
      h.came(0);
      h.joins('z', at(60));
      h.hear('z', says('z'), at(61), here('z'));
      equal(h.key, 'a');
      h.review(at(71), here('z'));
      equal([h.key, h.word], ['z', says('z')]);
    },
    'who is taken for the host is it, and gives way to nobody'() {
      const h = new Host('m');
      h.found();
      h.came(0);
      h.joins('z', 0);
      h.hear('z', says('m'), at(1), here('z'));
      for (const key of ['a', 'b']) {
        h.joins(key, at(2));
        h.hear(key, says(key), at(2), here('z', 'a', 'b'));
      }
      h.review(at(60), here('z', 'a', 'b'));
      equal(h.isOwn, true);
    },
    'a host who names another is followed to whom we know'() {
      const h = follower('m', 'z');
      h.hear('z', says('b'), at(20), here('z'));
      equal(h.key, 'z'); // b is nobody here
      equal(h.hear('z', says('b'), at(21), here('z', 'b')), null); // b has said nothing yet
      equal(h.key, 'b');
    },
    'of two who take each other for the host the smaller key is'() {
      for (const [own, host, want] of [['a', 'z', 'a'], ['z', 'a', 'a']]) {
        const h = follower(own, host);
        h.hear(host, says(own), at(20), here(host));
        equal(h.key, want);
      }
    },
    'a host who was lost is it again'() {
      const h = follower('m', 'a');
      h.forget('a', true);
      h.succeed(at(20), here());
      equal([h.key, h.door], ['m', 'open']);
      h.joins('a', at(900));
      h.hear('a', says('a'), at(900), here('a'));
      equal(h.key, 'a');
    },
    'a host who left is not'() {
      const h = follower('m', 'a');
      h.forget('a');
      h.succeed(at(20), here('z'));
      h.joins('a', at(30));
      h.hear('a', says('a'), at(30), here('a', 'z'));
      equal(h.key, 'm');
    },
    'who is named and never there is the host no longer than a while'() {
      const h = new Host('m');
      h.came(0);
      h.joins('z', 0);
      h.hear('z', says('b'), at(1), here('z'));
      equal([h.key, h.isMissing(at(20), here('z')), h.isMissing(at(22), here('z'))], ['b', false, true]);
      h.succeed(at(22), here('z'));
      equal(h.key, 'm');
      h.joins('b', at(40));
      h.hear('b', says('b'), at(40), here('z', 'b'));
      equal(h.key, 'b');
    },
  };
};
