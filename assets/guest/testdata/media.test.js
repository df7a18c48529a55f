import { equal } from './run.js';

export default async (load) => {
  const { Media } = await load('media.js');
  const track = (kind, more = {}) => ({ kind, stopped: 0, enabled: true, stop() { this.stopped++; }, getSettings: () => ({ displaySurface: 'browser' }), ...more });
  /** devices gives what is asked for, once the person says so. */
  const devices = () => {
    const given = [];
    const asked = [];
    const give = (kinds) => new Promise((resolve) => asked.push(() => {
      const tracks = kinds.map((kind) => track(kind));
      given.push(...tracks);
      resolve({ getTracks: () => tracks, getVideoTracks: () => tracks.filter(({ kind }) => kind === 'video'), getAudioTracks: () => tracks.filter(({ kind }) => kind === 'audio') });
    }));
    Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: {
      getUserMedia: ({ video, audio }) => give([...(audio ? ['audio'] : []), ...(video ? ['video'] : [])]),
      getDisplayMedia: () => give(['video', 'audio']),
    } });
    return { given, yes: () => asked.shift()() };
  };
  const each = (tests) => Object.fromEntries(Object.entries(tests).map(([name, test]) => [name, () => test().finally(() => delete navigator.mediaDevices)]));
  const nameOf = (promise) => promise.then(() => 'done', ({ name }) => name);

  return each({
    async 'what a person allows after the call is given back'() {
      for (const want of [(media) => media.share(), (media) => media.turn('camera', true)]) {
        const { given, yes } = devices();
        const media = new Media();
        const wanted = nameOf(want(media));
        media.close();
        yes();
        equal([await wanted, given.every(({ stopped }) => stopped === 1), media.screen, media.camera], ['AbortError', true, false, false]);
      }
    },
    async 'a screen that is asked for twice is shared once'() {
      const { given, yes } = devices();
      const media = new Media();
      const both = [media.share(), media.share()];
      yes();
      yes();
      await Promise.all(both);
      equal(given.map(({ stopped }) => stopped), [1, 1, 0, 0]);
      equal([media.tracks.screen === given[2], media.surface], [true, 'browser']);
    },
    async 'a camera that is off stays off'() {
      devices();
      const media = new Media();
      await media.flip();
      equal([media.camera, media.facing], [false, 'environment']);
    },
    async 'another microphone is taken by who is muted'() {
      const { given, yes } = devices();
      const media = new Media();
      const turn = (on) => media.turn('microphone', on);
      const first = turn(true);
      yes();
      await first;
      await turn(false);
      await media.choose('microphone', 'another');
      const second = turn(true);
      yes();
      await second;
      equal([given[0].stopped, media.tracks.microphone === given[1]], [1, true]);
    },
    async 'leave to draw ends with the call'() {
      devices();
      const media = new Media();
      const heard = [];
      media.changed = (slots) => heard.push(slots);
      media.allowPointing(true);
      equal([media.pointing, heard], [true, [[]]]);
      media.close();
      equal(media.pointing, false);
    },
  });
};
