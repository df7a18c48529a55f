// What people point at and draw on shared screens: call/mesh/PROTOCOL.md, section 2.

import { text } from './bytes.js';
import { breach } from './fault.js';
import { parse } from './json.js';

const maxMessage = 2048;
const maxKey = 128;
export const maxPoints = 64;

/** far is the right or lower edge of a picture; the left and upper one is 0. */
export const far = 65535;

const members = ['type', 'screen', 'stroke', 'points'];

const shapes = {
  point: ({ stroke, points }) => points.length === 2 && stroke === 0,
  stroke: ({ stroke, points }) => points.length >= 2 && points.length <= 2 * maxPoints && stroke > 0,
  away: ({ stroke, points }) => points.length === 0 && stroke === 0,
  ask: ({ stroke, points }) => points.length === 0 && stroke === 0,
};

const within = (value, most) => Number.isInteger(value) && value >= 0 && value <= most;

/** readAnnotation reads a message `{type, screen, stroke, points}`. A Fault says that it makes no sense. */
export function readAnnotation(data) {
  const source = typeof data === 'string' ? data : text(new Uint8Array(data));
  if (source.length > maxMessage) throw breach('too long');
  const message = { stroke: 0, points: [], ...parse(source, { depth: 2, elements: 2 * maxPoints }) };
  const { type, screen, stroke, points } = message;
  if (Object.keys(message).some((name) => !members.includes(name))) throw breach('unknown member');
  if (typeof screen !== 'string' || screen === '' || screen.length > maxKey) throw breach('screen');
  if (!within(stroke, 0xffffffff) || !Array.isArray(points) || points.length % 2 !== 0 || !points.every((part) => within(part, far))) throw breach('points');
  if (!Object.hasOwn(shapes, type) || !shapes[type](message)) throw breach('type');
  return message;
}

/** writeAnnotation leaves out what a type does not have. */
export function writeAnnotation({ type, screen, stroke = 0, points = [] }) {
  return JSON.stringify({ type, screen, ...(stroke > 0 && { stroke }), ...(points.length > 0 && { points }) });
}
