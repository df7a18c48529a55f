// Where tiles stand: the columns that make them largest, with an aspect kept between 4:3 and 16:9. Pure.

const narrow = 4 / 3;
const wide = 16 / 9;
const upright = 3 / 4; // of a tile on a phone held upright

/** grid returns `{columns, width, height}` of count tiles in an area, gap apart. */
export function grid(count, area, gap) {
  const tall = area.height > area.width;
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cell = { width: (area.width - gap * (columns - 1)) / columns, height: (area.height - gap * (rows - 1)) / rows };
    const tile = fit(cell, tall ? upright : narrow, wide);
    if (tile.width * tile.height > best.width * best.height) best = { columns, ...tile };
  }
  return best;
}

/** fit returns the largest size in a cell whose aspect lies between two. */
function fit({ width, height }, least, most) {
  if (width <= 0 || height <= 0) return { width: 0, height: 0 };
  const aspect = Math.min(most, Math.max(least, width / height));
  return width / height > aspect ? { width: Math.floor(height * aspect), height: Math.floor(height) } : { width: Math.floor(width), height: Math.floor(width / aspect) };
}

/** places returns each tile's left and top; the last row is centred. */
export function places(count, area, gap) {
  const { columns, width, height } = grid(count, area, gap);
  const rows = Math.ceil(count / columns);
  const top = (area.height - rows * height - gap * (rows - 1)) / 2;
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = (area.width - inRow * width - gap * (inRow - 1)) / 2;
    return { left: left + (i % columns) * (width + gap), top: top + row * (height + gap), width, height };
  });
}
