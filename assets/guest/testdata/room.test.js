import { equal } from './run.js';

export default async (load) => {
  const { Room } = await load('room.js');
  const { createIdentity } = await load('identity.js');
  const { concat, random, unhex } = await load('bytes.js');

  /** World is a server in the page, which may be hostile: change decides what becomes of each message. */
  class World {
    people = new Map();
    count = 0;
    change = (frames) => frames;

    socket() {
      const world = this;
      return class {
        static OPEN = 1;
        static CONNECTING = 0;
        readyState = 0;
        bufferedAmount = 0;
        constructor() {
          queueMicrotask(() => world.enter(this));
        }
        send(data) {
          world.route(this, data);
        }
        close(code = 1005) {
          world.leave(this, code);
        }
      };
    }

    enter(socket) {
      socket.readyState = 1;
      socket.peer = (++this.count).toString(16).padStart(16, '0');
      const peers = [...this.people.keys()];
      for (const other of this.people.values()) other.onmessage({ data: JSON.stringify({ type: 'joined', peer: socket.peer }) });
      this.people.set(socket.peer, socket);
      socket.onmessage({ data: JSON.stringify({ type: 'welcome', peer: socket.peer, peers, ice: [] }) });
    }

    leave(socket, code) {
      if (socket.readyState === 3) return;
      socket.readyState = 3;
      this.people.delete(socket.peer);
      for (const other of this.people.values()) other.onmessage({ data: JSON.stringify({ type: 'left', peer: socket.peer }) });
      queueMicrotask(() => socket.onclose({ code }));
    }

    route(socket, data) {
      const to = [...data.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      for (const frame of this.change([{ to, data: concat(unhex(socket.peer, 8), data.subarray(8)) }])) {
        queueMicrotask(() => this.people.get(frame.to)?.onmessage({ data: frame.data.slice().buffer }));
      }
    }
  }

  const secret = random(16);
  /** enter has somebody in a room. */
  const enter = async (world, of = secret) => {
    window.WebSocket = world.socket();
    const hello = () => ({ name: 'Mara', device: '', versions: [1], guest: true });
    const room = new Room({ server: 'ws://x', secret: of, identity: await createIdentity(), hello });
    room.links = [];
    room.onlink = (link) => room.links.push(link);
    const welcomed = new Promise((resolve) => (room.onwelcome = resolve));
    await room.enter();
    await welcomed;
    return room;
  };
  const socket = window.WebSocket;
  const both = async (world = new World(), secrets = [secret, secret]) => {
    const here = await enter(world, secrets[0]);
    const there = await enter(world, secrets[1]);
    return { world, here, there };
  };
  const within = (promise, ms) => Promise.race([promise.then(() => 'opened', (fault) => fault.kind), new Promise((resolve) => setTimeout(() => resolve('silence'), ms))]);
  const each = (tests) => Object.fromEntries(Object.entries(tests).map(([name, test]) => [name, () => test().finally(() => (window.WebSocket = socket))]));

  return each({
    async 'two prove their keys and talk'() {
      const { here, there } = await both();
      const link = await there.open(here.own);
      equal([link.key, link.person.name, link.person.guest], [here.identity.text, 'Mara', true]);
      const got = new Promise((resolve) => here.links[0].listen(resolve, () => {}));
      link.send({ call: '1'.repeat(32), type: 'join', body: { video: true } });
      equal((await got).type, 'join');
      const ended = new Promise((resolve) => here.links[0].listen(() => {}, resolve));
      link.close();
      equal((await ended).kind, 'ended');
    },
    async 'who listens to a link that has ended hears of it'() {
      const { here, there } = await both();
      (await there.open(here.own)).close();
      await new Promise((resolve) => setTimeout(resolve, 50));
      const ended = new Promise((resolve) => here.links[0].listen(() => {}, (fault) => resolve(fault.kind)));
      equal(await within(ended.then((kind) => equal(kind, 'ended')), 500), 'opened');
    },
    async 'a wrong secret learns nothing'() {
      const { here, there } = await both(new World(), [secret, random(16)]);
      equal(await within(there.open(here.own), 500), 'silence');
      equal(here.links.length, 0);
    },
    async 'somebody else does not learn who asked'() {
      const { here, there } = await both();
      equal(await within(there.open(here.own, 'another key'), 500), 'wrong-key');
      equal(here.links.length, 0);
    },
    async 'a hostile server never makes a link to the wrong one, nor is believed'() {
      const flip = (at) => (frames) => frames.map(({ to, data }) => ({ to, data: data.map((byte, i) => (i === Math.min(at, data.length - 1) ? byte ^ 1 : byte)) }));
      for (const at of [0, 8, 9, 16, 17, 30, 60, 100, 1000]) {
        const { world, here, there } = await both();
        world.change = flip(at);
        const came = await within(there.open(here.own), 150);
        if (came === 'opened') throw new Error(`opened with byte ${at} changed`);
        equal(here.links.length, 0);
      }
    },
    async 'messages that come again, or out of order, end the link as lost'() {
      for (const tamper of [(frames) => [...frames, ...frames], () => []]) {
        const { world, here, there } = await both();
        const link = await there.open(here.own);
        const ended = new Promise((resolve) => here.links[0].listen(() => {}, resolve));
        world.change = tamper;
        link.send({ type: 'ping' });
        await new Promise((resolve) => setTimeout(resolve, 50));
        world.change = (frames) => frames;
        link.send({ type: 'ping' });
        equal((await ended).kind, 'lost');
      }
    },
    async 'a room that is full is over, any other end is not'() {
      const { world, here } = await both();
      const over = new Promise((resolve) => (here.onover = resolve));
      let away = 0;
      here.onaway = () => away++;
      const welcomed = new Promise((resolve) => (here.onwelcome = resolve));
      window.WebSocket = world.socket();
      world.leave(world.people.get(here.own), 1001);
      await welcomed;
      equal(away, 1);
      world.leave(world.people.get(here.own), 4001);
      equal((await over).kind, 'full');
    },
    async 'a server that has not spoken since is left for another connection'() {
      const { here, there } = await both();
      const { own } = here;
      here.doubt(0);
      equal(here.own, own);
      const left = new Promise((resolve) => (there.onstir = resolve));
      const welcomed = new Promise((resolve) => (here.onwelcome = resolve));
      here.doubt(performance.now());
      equal([here.own, here.peers], [null, []]);
      await left;
      equal((await welcomed).length, 1);
      equal([here.own === own, await within(there.open(here.own), 2000)], [false, 'opened']);
    },
    async 'noise is dropped'() {
      const { world, here, there } = await both();
      for (const size of [0, 7, 8, 9, 17, 100, 70_000]) world.people.get(here.own).onmessage({ data: new ArrayBuffer(size) });
      world.people.get(here.own).onmessage({ data: concat(unhex(there.own, 8), Uint8Array.of(1), new Uint8Array(68)).buffer });
      equal(await within(there.open(here.own), 2000), 'opened');
    },
  });
};
