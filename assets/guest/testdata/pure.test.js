import { equal, throws } from './run.js';

export default async (load) => {
  const { grid, places } = await load('layout.js');
  const { electHost, listMembers, successor } = await load('roster.js');
  const { cameraFor } = await load('share.js');
  const { allows, conceal, concealAll, hasRelay, prune } = await load('candidate.js');
  const { cleanFileName } = await load('clean.js');
  const { parseEvent } = await load('serverevent.js');
  const { checkMedia, tidy } = await load('sections.js');
  const { fingerprintOf } = await load('fingerprint.js');
  const { Pace, Backoff } = await load('pace.js');
  const bytes = await load('bytes.js');
  const candidate = (address, kind = 'udp', port = 5000) => `candidate:1 1 ${kind} 2130706431 ${address} ${port} typ host`;
  return {
    'tiles fit and do not overlap'() {
      for (const area of [{ width: 1256, height: 600 }, { width: 374, height: 700 }, { width: 200, height: 600 }]) {
        for (let count = 1; count <= 8; count++) {
          const { columns, width, height } = grid(count, area, 12);
          const rows = Math.ceil(count / columns);
          if (columns * width + (columns - 1) * 12 > area.width + 1 || rows * height + (rows - 1) * 12 > area.height + 1) throw new Error(`${count} in ${area.width}`);
          const ratio = width / height;
          if (ratio > 1.79 || ratio < 0.74) throw new Error(`an aspect of ${ratio}`);
        }
      }
      const [, , third] = places(3, { width: 1000, height: 1000 }, 10);
      equal(third.left > 100, true); // the last row is centred
    },
    'the host'() {
      equal(electHost(['a', 'b', 'b', '']), 'b');
      equal(electHost(['b', 'a']), 'a');
      equal(electHost(['', '']), null);
      equal(successor(['gone', 'c', 'me'], 'me', new Set(['b', 'c'])), 'c');
      equal(successor(['me', 'c'], 'me', new Set(['c'])), 'me');
      equal(successor([], 'me', new Set(['c'])), 'c');
      equal(listMembers(['c', 'gone', 'me'], 'me', new Set(['b', 'c'])), ['c', 'me', 'b']);
    },
    'more people mean smaller pictures, and so does a small tile'() {
      equal(cameraFor(1, 720), { active: true, maxBitrate: 1_700_000, scale: 1 });
      equal(cameraFor(3, 720).scale, 2);
      equal(cameraFor(7, 720).scale, 4);
      equal(cameraFor(1, 720, 100).scale, 4);
      equal(cameraFor(1, 720, 300).scale, 2);
      equal(cameraFor(1, 720, 2000).scale, 1);
      equal(cameraFor(1, 720, 0), { active: false });
      equal(cameraFor(1, 180, 2000).scale, 1);
    },
    'a peer cannot aim us at what is near'() {
      for (const address of ['127.0.0.1', '0.0.0.0', '169.254.169.254', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'FE80::1', 'ff02::fb', '::ffff:127.0.0.1', '0:0:0:0:0:0:0:1', '0::1', '::127.0.0.1', '0:0:0:0:0:ffff:7f00:1', 'localhost', 'evil.example', 'router.local', '0177.0.0.1', '2130706433', '192.0.2.256', '1.2.3', 'fe80::1%eth0', 'x]/', '192.0.0.8', '100.100.100.200', 'fd00:ec2::254', '64:ff9b::7f00:1', '2001::1', '2001:0:1::1', '2002:7f00:1::', 'fec0::1']) equal([address, allows(candidate(address), 'meet.example.org')], [address, false]);
      for (const address of ['192.0.2.1', '10.0.0.1', '2001:db8::1', '2001:0DB8:0::1', '::ffff:192.0.2.1', '5b0c6a30-7d0d-4a3c-9c3a-0f5f0b7c7c5e.local']) equal([address, allows(candidate(address), 'meet.example.org')], [address, true]);
      equal(allows(candidate('192.0.2.1', 'tcp'), 'meet.example.org'), false);
      for (const port of [0, 443, 1023, 65536]) equal(allows(candidate('192.0.2.1', 'udp', port), 'meet.example.org'), false);
      equal(allows(candidate('127.0.0.1'), 'localhost'), true);
      equal(prune(`v=0\r\na=${candidate('127.0.0.1')}\r\na=${candidate('192.0.2.1')}\r\n`, 'x'), `v=0\r\na=${candidate('192.0.2.1')}\r\n`);
      for (const end of ['\n', '\r', '\n\r']) equal(prune(`v=0${end}a=${candidate('127.0.0.1')}${end}`, 'x').includes('candidate'), false);
    },
    'who hides their address names a relay and nothing else'() {
      const relay = 'candidate:1 1 udp 16777215 198.51.100.1 5000 typ relay raddr';
      equal(conceal(`${relay} 192.0.2.1 rport 6000 generation 0`), `${relay} 0.0.0.0 rport 9 generation 0`);
      equal([conceal(candidate('192.0.2.1')), conceal('candidate:1 1 udp 1 192.0.2.1 5000 typ srflx raddr 10.0.0.1 rport 1')], ['', '']);
      equal(concealAll(`v=0\r\na=${candidate('192.0.2.1')}\r\na=${relay} 192.0.2.1 rport 6000\r\na=x\r\n`), `v=0\r\na=${relay} 0.0.0.0 rport 9\r\na=x\r\n`);
      equal([hasRelay([{ urls: ['stun:x'] }]), hasRelay([{ urls: ['stun:x'] }, { urls: ['turns:x'] }])], [false, true]);
    },
    'names of files'() {
      for (const [name, want] of [['../../etc/passwd', '_.._etc_passwd'], ['.bashrc', 'bashrc'], ['CON', '_CON'], ['com1.txt', '_com1.txt'], ['a\u202egpj.exe', 'agpj.exe'], ['x. ', 'x'], ['', 'file'], ['...', 'file'], ['C:\\a', 'C__a'], ['autorun.inf', '_autorun.inf']]) equal(cleanFileName(name), want);
      equal(cleanFileName('.git', false), '.git');
      const long = cleanFileName(`${'é'.repeat(300)}.txt`);
      equal([bytes.sizeOf(long) <= 200, long.endsWith('.txt')], [true, true]);
    },
    'a server that says nonsense'() {
      for (const frame of ['', 'null', '[]', '{"type":"joined","peer":"x"}', '{"type":"left"}', '{"type":"weather"}', '{"type":"joined","peer":"ABCDEF0123456789"}']) equal(parseEvent(frame), null);
      throws(() => parseEvent('{"type":"welcome","peer":"x","peers":[]}'));
      throws(() => parseEvent(JSON.stringify({ type: 'welcome', peer: '0123456789abcdef', peers: Array(16).fill('0123456789abcdee') })));
      const ice = [{ urls: ['https://evil.example', 'turn:turn.example.org'], username: 'u', credential: 'c' }, { urls: ['javascript:1'] }, { urls: 'stun:x' }, null, { urls: ['turn:x'], username: 7 }];
      equal(parseEvent(JSON.stringify({ type: 'ice', ice })).ice, [{ urls: ['turn:turn.example.org'], username: 'u', credential: 'c' }]);
    },
    'descriptions whose sections are no slots'() {
      const sdp = (...kinds) => kinds.map((kind) => `m=${kind} 9 UDP/TLS/RTP/SAVPF 0\r\n`).join('');
      checkMedia(sdp('audio', 'video', 'video', 'audio', 'video', 'application'));
      for (const bad of [sdp('video'), sdp('audio', 'audio'), sdp('audio', 'video', 'video', 'audio', 'video', 'video'), `${sdp('audio')}a=simulcast:send 1`]) {
        let thrown = false;
        try {
          checkMedia(bad);
        } catch {
          thrown = true;
        }
        equal(thrown, true);
      }
    },
    'descriptions as Firefox writes them'() {
      const session = 'v=0\r\na=group:BUNDLE 0 1\r\n';
      const odd = 'm=video 0 UDP/TLS/RTP/SAVPF 99 100\r\na=bundle-only\r\na=rtcp-fb:120 nack\r\na=rtcp-fb:99 nack\r\na=fmtp:100 apt=99\r\n';
      equal(tidy(session + odd), `${session}m=video 9 UDP/TLS/RTP/SAVPF 99 100\r\na=rtcp-fb:99 nack\r\na=fmtp:100 apt=99\r\n`);
      const refused = `${session}m=video 0 UDP/TLS/RTP/SAVPF 99\r\na=inactive\r\n`;
      equal(tidy(refused), refused);
      const data = 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=sctp-port:5000\r\n';
      equal(tidy(session + data), session + data);
    },
    'fingerprints'() {
      const digits = Array(32).fill('AB').join(':');
      equal(fingerprintOf(`a=fingerprint:SHA-256 ${digits.toLowerCase()}\r\na=fingerprint:sha-256 ${digits}\r\n`), `sha-256 ${digits}`);
      for (const bad of ['v=0', `a=fingerprint:sha-1 ${digits}`, `a=fingerprint:sha-256 ${digits}\r\na=fingerprint:sha-256 ${digits.replace('AB', 'CD')}`, `a=fingerprint:sha-256 ${digits}\r\n a=fingerprint: x`]) equal(fingerprintOf(bad), null);
    },
    'text forms have one spelling'() {
      equal(bytes.unbase64url('pOexnXZhrB_owcgYhGsH7Q', 16)?.length, 16);
      for (const bad of ['pOexnXZhrB_owcgYhGsH7R', 'pOexnXZhrB+owcgYhGsH7Q', 'pOexnXZhrB_owcgYhGsH7', 'pOexnXZhrB_owcgYhGsH7Q=', '']) equal(bytes.unbase64url(bad, 16), null);
      equal(bytes.unhex('0G', 1), null);
      equal(bytes.unhex('AB', 1), null);
      equal(bytes.unbase32('a'.repeat(51) + 'b', 32), null); // unused bits
    },
    async 'safety words'() {
      const { safetyWords } = await load('words.js');
      const low = Uint8Array.from({ length: 32 }, (_, i) => i);
      const high = low.map((byte) => byte + 32);
      equal(await safetyWords(low, high), ['trimmer', 'knelt', 'engraving', 'unfitting', 'shivering', 'stylist']);
      // The order of the texts is not that of the bytes.
      const [d, one] = [0xd0, 0x10].map((byte) => new Uint8Array(32).fill(byte));
      equal(await safetyWords(d, one), ['commotion', 'stinging', 'laurel', 'deck', 'precise', 'upstroke']);
      equal(await safetyWords(one, d), ['commotion', 'stinging', 'laurel', 'deck', 'precise', 'upstroke']);
    },
    pace() {
      let now = 0;
      const pace = new Pace(10, 20, () => now);
      equal(Array.from({ length: 25 }, () => pace.allow()).filter(Boolean).length, 20);
      now = 500;
      equal(Array.from({ length: 25 }, () => pace.allow()).filter(Boolean).length, 5);
      const back = new Backoff();
      for (const want of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
        const wait = back.next();
        equal(wait >= want / 2 && wait <= 1.5 * want, true);
      }
    },
  };
};
