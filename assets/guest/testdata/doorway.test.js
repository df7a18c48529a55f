import { equal } from './run.js';

export default async (load) => {
  const { Doorway } = await load('doorway.js');
  const { Host } = await load('host.js');

  /** hosted is the doorway of a host with some people in the call. */
  const hosted = (people) => {
    const here = new Set(people);
    const declined = [];
    const host = new Host('own');
    host.found();
    const call = (id, { key }) => ({
      key, send() {}, accept: () => here.add(key),
      decline(reason) {
        declined.push(reason);
        doorway.knocks.delete(key);
      },
    });
    const doorway = new Doorway(host, { own: 'own', calls: new Map(), inside: () => true, over: () => false, connected: () => here, call, settle() {}, renew() {}, knock() {}, changed() {} });
    const asks = (key) => doorway.linkCame({ key, send() {}, close() {}, listen(first) {
      this.listen = () => {};
      first({ call: '1', type: 'join', body: { video: false } });
    } }, () => true);
    return { doorway, here, declined, asks };
  };

  return {
    'no more than eight are let in, however many wait'() {
      const waiting = ['u', 'v', 'w', 'x', 'y'];
      for (const open of [(doorway) => doorway.setDoor('open'), (doorway) => waiting.forEach((key) => doorway.letIn(key))]) {
        const { doorway, here, declined, asks } = hosted(['a', 'b', 'c', 'd', 'e']);
        doorway.setDoor('ask');
        waiting.forEach(asks);
        equal([doorway.knocks.size, here.size], [5, 5]);
        open(doorway);
        equal([doorway.knocks.size, here.size, declined], [0, 7, ['full', 'full', 'full']]);
      }
    },
  };
};
