import { equal, throws } from './run.js';

export default async (load) => {
  const { readControl, writeMedia, writeMeeting } = await load('control.js');
  const { base32 } = await load('bytes.js');
  const key = (byte) => base32(new Uint8Array(32).fill(byte));
  const meeting = { type: 'meeting', host: key(1), members: [key(1)], removed: [], door: 'open', room: '' };
  return {
    'what is written is read'() {
      equal(readControl(writeMedia({ microphone: true, camera: false, screen: true })).screen_kind, 'display');
      const share = { microphone: true, camera: false, screen: true, surface: 'window', pointing: true };
      equal([readControl(writeMedia(share)).screen_kind, readControl(writeMedia(share)).screen_pointing], ['window', true]);
      equal(readControl(writeMedia({ ...share, screen: false })).screen_pointing, undefined);
      equal(readControl(writeMeeting(meeting)), meeting);
    },
    'unknown types and members are ignored'() {
      equal(readControl('{"type":"weather","sun":true}'), null);
      equal(readControl('{"type":"__proto__"}'), null);
      equal(readControl('{"type":"mute","loud":1}'), { type: 'mute' });
    },
    'senseless messages'() {
      for (const message of ['', '[]', 'null', '{}', '{"type":1}', '{"type":"mute"} {}', '{"type":"media","microphone":1,"camera":true,"screen":false}',
        '{"type":"media","microphone":true,"camera":true}', JSON.stringify({ ...meeting, host: 'x' }), JSON.stringify({ ...meeting, door: 'ajar' }),
        JSON.stringify({ ...meeting, room: 'short' }), JSON.stringify({ ...meeting, members: 1 }), `{"type":"${'x'.repeat(17000)}"}`]) throws(() => readControl(message));
    },
    'keys that are none are left out, and so are too many'() {
      const members = ['x', ...Array.from({ length: 40 }, (_, i) => key(i + 1))];
      equal(readControl(JSON.stringify({ ...meeting, members })).members.length, 15);
      equal(readControl('{"type":"view","lines":99999,"screen":true}').lines, 2304);
    },
  };
};
