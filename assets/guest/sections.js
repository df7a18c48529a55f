// The media sections of descriptions (RFC 8866): which there are, and in a form that all browsers and programs read.

/** slots are the first media sections of every description, in this order. */
export const slots = [
  { name: 'microphone', kind: 'audio', codec: 'audio/opus' },
  { name: 'camera', kind: 'video', codec: 'video/VP8' },
  { name: 'screen', kind: 'video', codec: 'video/VP8' },
  { name: 'screenSound', kind: 'audio', codec: 'audio/opus' },
  { name: 'sharpScreen', kind: 'video', codec: 'video/AV1' },
];

/** checkMedia makes sure that sections map to slots by their order. */
export function checkMedia(sdp) {
  const kinds = [...sdp.matchAll(/^m=(\w+)/gm)].map(([, kind]) => kind).filter((kind) => kind !== 'application');
  if (kinds.length > slots.length || kinds.some((kind, i) => kind !== slots[i].kind)) throw new Error('media sections out of order');
  if (/^a=(rid|simulcast):/m.test(sdp)) throw new Error('simulcast');
}

/**
 * tidy mends what Firefox writes and others do not read: attributes of codecs that a section does not offer, and the
 * port 0 of sections that are bundled (RFC 9143, section 6), which looks like a section that is refused.
 */
export function tidy(sdp) {
  const [session, ...sections] = sdp.split(/^(?=m=)/m);
  return session + sections.map(tidySection).join('');
}

function tidySection(section) {
  const lines = section.split('\r\n');
  const offered = lines[0].split(' ').slice(3);
  const bundled = lines.includes('a=bundle-only');
  const kept = lines.filter((line) => {
    const of = /^a=(?:rtcp-fb|fmtp|rtpmap):(\d+) /.exec(line)?.[1];
    return (of === undefined || offered.includes(of)) && line !== 'a=bundle-only';
  });
  if (bundled) kept[0] = kept[0].replace(/^(m=\w+) 0 /, '$1 9 ');
  return kept.join('\r\n');
}
