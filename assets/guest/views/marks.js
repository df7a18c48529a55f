// Draws what people point at and draw, over the picture of a shared screen.

import { far } from '../annotation.js';

const color = '#ffb27a';
const ink = '#06211f';
const line = 4;
const rim = 1.5;
const arrow = [[0, 0], [17, 8.4], [8.5, 11.2], [4.8, 20]];
const tag = { height: 23, radius: 7, pad: 9, most: 180 };

/** paint draws marks in an area `{left, top, width, height}` of a canvas, in units of the page. */
export function paint(canvas, marks, area) {
  const scale = devicePixelRatio;
  const paper = canvas.getContext('2d');
  Object.assign(canvas, { width: Math.round(canvas.clientWidth * scale), height: Math.round(canvas.clientHeight * scale) });
  paper.scale(scale, scale);
  paper.translate(area.left, area.top);
  paper.lineCap = paper.lineJoin = 'round';
  const place = (x, y) => [(x / far) * area.width, (y / far) * area.height];
  for (const { strokes } of marks) for (const stroke of strokes) drawStroke(paper, stroke, place);
  for (const { pointer, name } of marks) if (pointer) drawPointer(paper, pointer, name, place(...pointer.at), area);
}

/** drawStroke draws its rim, so that it is seen on any ground, then itself. */
function drawStroke(paper, { points, strength }, place) {
  paper.globalAlpha = strength;
  paper.beginPath();
  paper.moveTo(...place(points[0], points[1]));
  for (let i = 0; i < points.length; i += 2) paper.lineTo(...place(points[i], points[i + 1]));
  for (const [width, style] of [[line + 2 * rim, ink], [line, color]]) {
    Object.assign(paper, { lineWidth: width, strokeStyle: style });
    paper.stroke();
  }
}

/** drawPointer draws an arrow with a name, right of and below it, but within the picture. */
function drawPointer(paper, { strength }, name, [x, y], area) {
  Object.assign(paper, { globalAlpha: strength, lineWidth: 2 * rim, strokeStyle: ink, fillStyle: color, font: 'bold 12px system-ui, sans-serif', textBaseline: 'middle' });
  paper.beginPath();
  for (const [dx, dy] of arrow) paper.lineTo(x + dx, y + dy);
  paper.closePath();
  const width = Math.min(tag.most, paper.measureText(name).width) + 2 * tag.pad;
  const left = x + arrow[1][0] + width > area.width ? x - rim - width : x + arrow[1][0];
  const top = y + arrow[3][1] + tag.height > area.height ? y - rim - tag.height : y + arrow[3][1];
  if (name) paper.roundRect(left, top, width, tag.height, tag.radius);
  paper.stroke();
  paper.fill();
  paper.fillStyle = ink;
  paper.fillText(name, left + tag.pad, top + tag.height / 2, tag.most);
}
