// Package grid computes where the tiles of a call stand. It is pure: sizes in,
// rectangles out, all in Fyne units.
package grid

// A tile's aspect stays between these, so that faces keep their proportions
// when the picture is cropped to the tile.
const (
	MinAspect = 4.0 / 3
	MaxAspect = 16.0 / 9
)

// Size is a width and a height.
type Size struct{ W, H float32 }

// Rect is a tile's place, from its top left corner.
type Rect struct{ X, Y, W, H float32 }

// Layout places n tiles, gap apart, in area: with the number of columns that
// makes the tiles largest, all of one size, the block centred and its last row
// centred in it. A single tile fills the area, as its picture is the call.
// Areas too small for n tiles give empty tiles, never negative ones.
func Layout(n int, area Size, gap float32) []Rect {
	if n <= 0 {
		return nil
	}
	if n == 1 {
		return []Rect{{W: max(area.W, 0), H: max(area.H, 0)}}
	}
	columns, tile := best(n, area, gap)
	return place(n, columns, tile, area, gap)
}

// best returns the number of columns with the largest tiles, the smaller
// number when two are as good.
func best(n int, area Size, gap float32) (columns int, tile Size) {
	columns = 1
	for c := 1; c <= n; c++ {
		t := fit(n, c, area, gap)
		if t.W*t.H > tile.W*tile.H {
			columns, tile = c, t
		}
	}
	return columns, tile
}

// fit returns the largest tile that n of fit into area in the given columns.
func fit(n, columns int, area Size, gap float32) Size {
	rows := rows(n, columns)
	w := max((area.W-gap*float32(columns-1))/float32(columns), 0)
	h := max((area.H-gap*float32(rows-1))/float32(rows), 0)
	return Size{W: min(w, h*MaxAspect), H: min(h, w/MinAspect)}
}

func place(n, columns int, tile, area Size, gap float32) []Rect {
	count := rows(n, columns)
	top := (area.H - span(count, tile.H, gap)) / 2
	tiles := make([]Rect, 0, n)
	for row := range count {
		in := min(columns, n-row*columns)
		left := (area.W - span(in, tile.W, gap)) / 2
		for i := range in {
			tiles = append(tiles, Rect{
				X: left + float32(i)*(tile.W+gap),
				Y: top + float32(row)*(tile.H+gap),
				W: tile.W, H: tile.H,
			})
		}
	}
	return tiles
}

func rows(n, columns int) int { return (n + columns - 1) / columns }

// span is the length of n tiles in a row with the gaps between them.
func span(n int, tile, gap float32) float32 {
	return float32(n)*tile + float32(n-1)*gap
}

// The column beside a large tile: its width, and the width of the area under
// which it becomes a row on top.
const (
	columnWidth = 200
	rowHeight   = 120
	noColumn    = 1000
)

// Speaker places one tile large and the n-1 others small, in a column at the
// right, or in a row on top where the area is narrow. The first is the large
// one. Small tiles that find no room are empty.
func Speaker(n int, area Size, gap float32) []Rect {
	if n <= 1 {
		return Layout(n, area, gap)
	}
	if area.W < noColumn {
		return append([]Rect{{Y: rowHeight + gap, W: max(area.W, 0), H: max(area.H-rowHeight-gap, 0)}},
			line(n-1, area.W, rowHeight*MinAspect, gap, func(at float32) Rect {
				return Rect{X: at, W: rowHeight * MinAspect, H: rowHeight}
			})...)
	}
	const height = columnWidth / MinAspect
	left := area.W - columnWidth
	return append([]Rect{{W: left - gap, H: max(area.H, 0)}},
		line(n-1, area.H, height, gap, func(at float32) Rect {
			return Rect{X: left, Y: at, W: columnWidth, H: height}
		})...)
}

// line places n tiles of a length one after the other, centred in the room
// there is; those beyond it are empty.
func line(n int, room, length, gap float32, tile func(at float32) Rect) []Rect {
	fits := max(min(n, int((room+gap)/(length+gap))), 0)
	at := (room - span(fits, length, gap)) / 2
	tiles := make([]Rect, n)
	for i := range fits {
		tiles[i] = tile(at + float32(i)*(length+gap))
	}
	return tiles
}
