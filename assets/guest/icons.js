// Signs drawn on 24 by 24 as strokes of 1.8 with round ends.

const paths = {
  mic: 'M12 3a3 3 0 0 0-3 3v5.5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3',
  'mic-off': 'M15 9V6a3 3 0 0 0-5.9-.8M9 9v2.5a3 3 0 0 0 4.6 2.5M18.5 11.5a6.5 6.5 0 0 1-.8 3.1M5.5 11.5a6.5 6.5 0 0 0 9.9 5.5M12 18v3M4 3l16 18',
  camera: 'M4.5 6.5h9a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM15.5 10.5l6-3v9l-6-3',
  'camera-off': 'M9 6.5h4.5a2 2 0 0 1 2 2v3M15.5 15.5a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2M15.5 10.5l6-3v9l-3-1.5M3 3l18 18',
  share: 'M4 4.5h16a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 15V6A1.5 1.5 0 0 1 4 4.5zM8.5 20h7M12 13.5v-6M9.5 9.5L12 7l2.5 2.5',
  chat: 'M3.5 11.5a8.5 7.8 0 1 1 8.5 7.8c-1.4 0-2.7-.3-3.9-.9L3.8 20l1.3-4a7.5 7.5 0 0 1-1.6-4.5z',
  files: 'M13.5 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8.5zM13.5 3v5.5H19',
  people: 'M9 11.5a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.7 3.7 0 0 1 0 6.8M18 14.2a6.5 6.5 0 0 1 3.5 5.8',
  more: 'M5 11.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2zM12 11.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2zM19 11.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2z',
  leave: 'M3 14.5c0-2 4-4.5 9-4.5s9 2.5 9 4.5v1.2a1.3 1.3 0 0 1-1.6 1.2l-3-.8a1.3 1.3 0 0 1-.9-1.1l-.2-1.7a11 11 0 0 0-6.6 0L8.5 15a1.3 1.3 0 0 1-.9 1.1l-3 .8A1.3 1.3 0 0 1 3 15.7z',
  shield: 'M12 3l7.5 2.8V11c0 4.8-3 8.3-7.5 10-4.5-1.7-7.5-5.2-7.5-10V5.8zM8.7 11.8l2.3 2.3 4.3-4.3',
  lock: 'M6.5 10.5h11a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19v-7a1.5 1.5 0 0 1 1.5-1.5zM8 10.5V8a4 4 0 0 1 8 0v2.5',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  alert: 'M12 4L2.5 20h19zM12 10v4.5M12 17.2v.1',
  send: 'M12 20V5M5.5 11L12 4.5l6.5 6.5',
  attach: 'M19.5 11l-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8.3-8.3a3 3 0 0 1 4.3 4.3l-8.2 8.2a1.5 1.5 0 0 1-2.1-2.1l7.3-7.4',
  speaker: 'M4 9.5v5h3.5L12.5 19V5L7.5 9.5zM16 9a4.2 4.2 0 0 1 0 6M18.5 6.5a7.8 7.8 0 0 1 0 11',
  fullscreen: 'M4 9V5.5A1.5 1.5 0 0 1 5.5 4H9M15 4h3.5A1.5 1.5 0 0 1 20 5.5V9M20 15v3.5a1.5 1.5 0 0 1-1.5 1.5H15M9 20H5.5A1.5 1.5 0 0 1 4 18.5V15',
  link: 'M10 14a4 4 0 0 0 5.7 0l3.3-3.3A4 4 0 0 0 13.3 5L12 6.3M14 10a4 4 0 0 0-5.7 0L5 13.3A4 4 0 0 0 10.7 19l1.3-1.3',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4L20 9M20 4v5h-5',
  settings: 'M5 7h9M18 7h1M5 17h1M10 17h9M16 9.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM8 19.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  wave: 'M7 10v4M12 6v12M17 10v4',
  dots: 'M6 11.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2zM12 11.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2zM18 11.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2z',
  person: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  folder: 'M3 18.5v-13A1.5 1.5 0 0 1 4.5 4H9l2.5 3h8A1.5 1.5 0 0 1 21 8.5v10a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18.5z',
  pause: 'M8.5 5v14M15.5 5v14',
  play: 'M8 5l11 7-11 7z',
  pen: 'M4.5 19.5l1-4.5L15.8 4.7a2 2 0 0 1 2.8 0l.7.7a2 2 0 0 1 0 2.8L9 18.5zM13.8 6.7l3.5 3.5',
  bin: 'M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.2 10.5v6M13.8 10.5v6',
};

const svg = 'http://www.w3.org/2000/svg';

/** icon draws a sign that says nothing to a screen reader: the words beside it do. */
export function icon(name, size = 24) {
  const drawing = document.createElementNS(svg, 'svg');
  const attributes = { viewBox: '0 0 24 24', width: size, height: size, 'aria-hidden': 'true', class: 'icon' };
  for (const [key, value] of Object.entries(attributes)) drawing.setAttribute(key, value);
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', paths[name]);
  drawing.append(path);
  return drawing;
}
