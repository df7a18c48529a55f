// What is seen on one shared screen of what people point at and draw there. It knows no page.

const lifetime = 3000; // milliseconds, from the last message that belongs to it
const fading = 500; // at the end of them
const maxStrokes = 64;
const maxKept = 4096; // points of one person
const maxAuthors = 64;

/** strength is how much of something of a moment is seen: 1, less while it fades, 0 at last. */
const strength = (at, now) => Math.min(1, Math.max(0, (lifetime - (now - at)) / fading));

export class AnnotationLayer {
  #authors = new Map(); // by key: {name, pointer, pointed, strokes}

  /** take adds a message of the person with a key. */
  take(key, name, { type, stroke, points }, now) {
    this.#sweep(now);
    let author = this.#authors.get(key);
    if (!author) {
      if (type === 'away' || type === 'ask' || this.#authors.size >= maxAuthors) return;
      this.#authors.set(key, (author = { pointer: null, pointed: -Infinity, strokes: [] }));
    }
    author.name = name;
    if (type === 'away') author.pointed = -Infinity;
    if (type === 'stroke') draw(author, stroke, points, now);
    if (type === 'point' || type === 'stroke') Object.assign(author, { pointer: points.slice(-2), pointed: now });
  }

  /** marks is what each person points at and draws now: `{key, name, pointer, strokes}`, with the strength of each. */
  marks(now) {
    this.#sweep(now);
    return [...this.#authors].map(([key, { name, pointer, pointed, strokes }]) => ({
      key, name, pointer: strength(pointed, now) > 0 ? { at: pointer, strength: strength(pointed, now) } : null,
      strokes: strokes.map(({ points, at }) => ({ points, strength: strength(at, now) })),
    }));
  }

  #sweep(now) {
    for (const [key, author] of this.#authors) {
      author.strokes = author.strokes.filter(({ at }) => strength(at, now) > 0);
      if (author.strokes.length === 0 && strength(author.pointed, now) === 0) this.#authors.delete(key);
    }
  }
}

/** draw adds points to a stroke, and drops the oldest strokes when there are too many. */
function draw(author, number, points, now) {
  let stroke = author.strokes.find((each) => each.number === number);
  if (!stroke) author.strokes.push((stroke = { number, points: [] }));
  stroke.at = now;
  if (stroke.points.length + points.length <= 2 * maxKept) stroke.points.push(...points);
  const kept = () => author.strokes.reduce((sum, each) => sum + each.points.length / 2, 0);
  while (author.strokes.length > 1 && (author.strokes.length > maxStrokes || kept() > maxKept)) author.strokes.shift();
}
