// How much of the path each picture gets: a browser encodes once for everybody, so more people mean smaller ones.

const steps = [
  { people: 1, lines: 720, maxBitrate: 1_700_000 },
  { people: 3, lines: 360, maxBitrate: 600_000 },
  { people: 7, lines: 180, maxBitrate: 200_000 },
];

const screenBitrate = 2_500_000;

/**
 * cameraFor is what a camera of so many lines is sent as to each of so many people, to one who shows it so many
 * lines high.
 */
export function cameraFor(people, lines, shown = Infinity) {
  const step = steps.find((each) => people <= each.people) ?? steps.at(-1);
  if (shown === 0) return { active: false };
  // Some lines more than are shown stay sharp; a smaller step costs its receiver less.
  const wanted = Math.min(step.lines, steps.findLast((each) => each.lines >= shown)?.lines ?? step.lines);
  const { maxBitrate } = steps.find((each) => each.lines === wanted);
  return { active: true, maxBitrate, scale: Math.max(1, lines / wanted) };
}

/** shareOut bounds what all calls send. */
export function shareOut(calls, media) {
  const connected = calls.filter((call) => call.connected);
  const { height = 720, width = 1280 } = media.tracks.camera?.getSettings() ?? {};
  for (const { peer, view } of connected) {
    peer.limit('camera', cameraFor(connected.length, Math.min(width, height), view?.lines));
    peer.limit('screen', { active: view?.screen ?? true, maxBitrate: Math.round(screenBitrate / Math.sqrt(connected.length)), scale: 1 });
  }
}
