package testsignal

// The cells lie in the upper middle of the picture. A tile that covers its
// place may cut a quarter off two opposite edges, rounds the corners and has
// labels along the top and the bottom edge; none of that touches them.
const (
	// cellsAcross is how many cells would fill the picture's width: a cell is
	// 8 pixels wide at 320, 32 at 1280. VP8 keeps the mean of its 4x4 blocks
	// even at the coarsest quantiser, and a reader takes just the middle.
	cellsAcross = 40
	columns     = 16
	rows        = 4
	// top is the upper edge of the cells as a part of the picture's height.
	top = 0.19
	// lampTop and lampRows place the lamp below the cells, in cells.
	lampTop  = rows + 0.4
	lampRows = 0.6
	// lampColumn and lampColumns centre it.
	lampColumn  = 4
	lampColumns = 8
	// margin is the dark frame around cells and lamp, in cells.
	margin = 0.5
)

// finder is the pattern of the first column from top to bottom; the last has
// its inverse. A mirrored picture shows them exchanged.
var finder = [rows]bool{true, false, true, false}

// dither is laid over the bits, so that small numbers look like large ones.
const dither = 0x9a6b5c3d72e941 & (1<<markBits - 1)

// cellAt reports whether a cell is white in the picture of bits.
func cellAt(bits uint64, column, row int) bool {
	switch column {
	case 0:
		return finder[row]
	case columns - 1:
		return !finder[row]
	}
	index := row*(columns-2) + column - 1
	return (bits^dither)>>(markBits-1-index)&1 == 1
}

// grid is where the cells lie: the upper left corner and the cell's edge, in
// pixels.
type grid struct{ x, y, cell float64 }

func layout(width, height int) grid {
	cell := float64(width) / cellsAcross
	return grid{
		x:    (float64(width) - columns*cell) / 2,
		y:    float64(height) * top,
		cell: cell,
	}
}

// box is a half-open rectangle of whole pixels.
type box struct{ x0, y0, x1, y1 int }

// area returns the pixels from a column and row on, counted in cells.
func (g grid) area(column, row, width, height float64) box {
	at := func(from, cells float64) int { return int(from + cells*g.cell + 0.5) }
	return box{
		at(g.x, column), at(g.y, row),
		at(g.x, column+width), at(g.y, row+height),
	}
}

// core is the middle of a cell, which scaling and coding leave clean.
func (g grid) core(column, row int) box {
	return g.area(float64(column)+0.3, float64(row)+0.3, 0.4, 0.4).atLeastOne()
}

// lampCore is the middle of the lamp.
func (g grid) lampCore() box {
	return g.area(lampColumn+0.5, lampTop+0.2, lampColumns-1, 0.2).atLeastOne()
}

func (g grid) lamp() box { return g.area(lampColumn, lampTop, lampColumns, lampRows) }

func (g grid) panel() box {
	return g.area(-margin, -margin, columns+2*margin, lampTop+lampRows+2*margin)
}

// atLeastOne widens an empty box to one pixel.
func (b box) atLeastOne() box {
	return box{b.x0, b.y0, max(b.x1, b.x0+1), max(b.y1, b.y0+1)}
}

func (b box) moved(x, y int) box { return box{b.x0 + x, b.y0 + y, b.x1 + x, b.y1 + y} }

func (b box) clip(width, height int) box {
	return box{max(b.x0, 0), max(b.y0, 0), min(b.x1, width), min(b.y1, height)}
}
