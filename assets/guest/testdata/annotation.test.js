import { equal, throws } from './run.js';

const screen = 'a'.repeat(52);

export default async (load) => {
  const { readAnnotation, writeAnnotation } = await load('annotation.js');
  const { AnnotationLayer } = await load('annotationlayer.js');
  const { AnnotationWriter } = await load('annotationwriter.js');
  const { Pointing } = await load('pointing.js');
  const { whoMarks } = await load('views/ownscreentile.js');
  const stroke = (number, points) => ({ stroke: number, points, type: 'stroke' });
  const point = (...points) => ({ stroke: 0, points, type: 'point' });
  return {
    'what is written is read'() {
      for (const message of [point(0, 65535), stroke(7, [1, 2, 3, 4]), { type: 'away', stroke: 0, points: [] }, { type: 'ask', stroke: 0, points: [] }]) {
        const read = readAnnotation(writeAnnotation({ ...message, screen }));
        equal([read.type, read.screen, read.stroke, read.points], [message.type, screen, message.stroke, message.points]);
      }
    },
    'senseless annotations'() {
      const text = (fields) => JSON.stringify({ type: 'point', screen, points: [1, 2], ...fields });
      for (const bad of ['', '[]', text({ more: 1 }), text({ type: 'constructor' }), text({ screen: '' }), text({ screen: 'a'.repeat(129) }), text({ points: [1] }), text({ points: [1, 65536] }), text({ points: [1, -1] }),
        text({ points: [0.5, 1] }), text({ points: [1, 2, 3, 4] }), text({ stroke: 1 }), text({ type: 'stroke' }), text({ type: 'stroke', stroke: 2 ** 32 }), text({ type: 'stroke', stroke: 1, points: Array(130).fill(1) }),
        text({ type: 'away' }), `${text()} {}`, text({ points: null }), text() + ' '.repeat(2048)]) throws(() => readAnnotation(bad));
    },
    'what is drawn fades after three seconds'() {
      const layer = new AnnotationLayer();
      layer.take('a', 'Ada', stroke(1, [1, 1]), 0);
      layer.take('a', 'Ada', stroke(1, [2, 2]), 1000);
      equal(layer.marks(1000), [{ key: 'a', name: 'Ada', pointer: { at: [2, 2], strength: 1 }, strokes: [{ points: [1, 1, 2, 2], strength: 1 }] }]);
      equal(layer.marks(3750)[0].strokes[0].strength, 0.5);
      equal(layer.marks(4000), []);
    },
    'of one person only so much is kept'() {
      const layer = new AnnotationLayer();
      for (let i = 1; i <= 100; i++) layer.take('a', 'Ada', stroke(i, Array(128).fill(1)), 0);
      const [{ strokes }] = layer.marks(0);
      equal([strokes.length <= 64, strokes.reduce((sum, { points }) => sum + points.length / 2, 0) <= 4096], [true, true]);
    },
    'a writer says little and all of it'() {
      const sent = [];
      const writer = new AnnotationWriter((message) => sent.push(message));
      for (let i = 0; i < 100; i++) writer.draw([i, i], i);
      writer.end(100);
      equal(sent.filter(({ type }) => type === 'stroke').flatMap(({ points }) => points).length, 200);
      if (sent.length > 6) throw new Error(`${sent.length} messages`);
      writer.tick(1200);
      equal(sent.at(-1), point(99, 99));
      writer.away(1300);
      equal(sent.at(-1).type, 'away');
      writer.tick(9000);
      equal(sent.at(-1).type, 'away');
    },
    'a pointer rests for a while'() {
      const sent = [];
      const writer = new AnnotationWriter((message) => sent.push(message));
      writer.point([7, 7], 5000);
      for (let i = 0; i < 600; i++) writer.tick(5000 + 100 * i);
      equal(sent.length, 10);
      writer.point([8, 8], 65_000);
      writer.tick(66_000);
      equal(sent.length, 12);
    },
    'only with leave is there something on a screen'() {
      const said = [];
      const call = (key, far) => [key, { key, far, person: { name: key }, say: (source, label) => said.push([key, label]) }];
      const calls = new Map([call('b'.repeat(52), { screen: false }), call(screen, { screen: true, screen_pointing: false })]);
      const pointing = new Pointing({ own: 'me', media: { screen: false, pointing: true }, calls: () => calls, marked() {} });
      const seen = (key, of = screen) => {
        pointing.receive(calls.get(key), writeAnnotation({ ...point(1, 1), screen: of }));
        return pointing.layer(of).marks(performance.now()).length;
      };
      equal([seen('b'.repeat(52)), seen(screen), seen(screen, 'b'.repeat(52)), seen(screen, 'me')], [0, 1, 0, 0]);
      calls.get(screen).far.screen_pointing = true;
      equal(seen('b'.repeat(52)), 2);
      pointing.send(screen, point(1, 1));
      equal(said, [['b'.repeat(52), 'annotations'], [screen, 'annotations']]);
    },
    'others draw on what is shared here only with leave'() {
      const call = { key: 'a', far: {}, person: { name: 'Ada' }, say() {} };
      const media = { screen: false, pointing: false };
      const heard = [];
      let now = 0;
      const pointing = new Pointing({ own: screen, media, calls: () => new Map([['a', call]]), marked: (key) => heard.push(key), asked: ({ key }) => heard.push(`${key} asks`), now: () => now });
      const hear = (message, at) => {
        now = at;
        pointing.receive(call, writeAnnotation({ ...message, screen }));
        return heard.splice(0);
      };
      const ask = { type: 'ask' };
      equal([hear(point(1, 1), 0), hear(ask, 0)], [[], []]);
      media.screen = true;
      equal([hear(point(1, 1), 1), hear(ask, 1), hear(ask, 9_999), hear(ask, 10_001)], [[], ['a asks'], [], ['a asks']]);
      media.pointing = true;
      equal([hear(ask, 30_000), hear(stroke(1, [1, 1]), 30_000), whoMarks(pointing.layer(screen).marks(now))], [[], [screen], 'Ada draws']);
      media.screen = false;
      equal(hear(point(1, 1), 30_001), []);
    },
    'who draws is said'() {
      const mark = (name, strokes, pointer) => ({ name, strokes: Array(strokes).fill({}), pointer });
      equal([whoMarks([]), whoMarks([mark('Ada Lovelace', 0, {})]), whoMarks([mark('Ada', 1, {}), mark('Bo', 2, null), mark('Cy', 0, {})])], ['', 'Ada points', 'Ada and Bo draw']);
    },
  };
};
