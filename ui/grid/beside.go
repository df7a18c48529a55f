package grid

// The tiles beside a shared screen: the width of their column, and the height
// of the row that they become in a narrow area, at most and at least.
const (
	besideWidth = 200
	besideRow   = 120
	besideLeast = 60
	// besideAspect is how wide a tile beside a screen gets, when many share
	// the column.
	besideAspect = 2
)

// Beside places a shared screen large and n tiles beside it: in a column at
// the right, or in a row on top where the area is narrow. The first is the
// screen. Tiles get lower, and then narrower, before one finds no room; those
// that find none are empty.
func Beside(n int, area Size, gap float32) []Rect {
	area = Size{W: max(area.W, 0), H: max(area.H, 0)}
	switch {
	case n <= 0:
		return []Rect{{W: area.W, H: area.H}}
	case area.W < noColumn:
		return rowAbove(n, area, gap)
	}
	left := area.W - besideWidth
	tiles := column(n, Size{W: besideWidth, H: area.H}, gap)
	for i := range tiles {
		tiles[i].X += left
	}
	return append([]Rect{{W: left - gap, H: area.H}}, tiles...)
}

// column places n tiles one below the other, in two columns where one is too
// short for them.
func column(n int, area Size, gap float32) []Rect {
	height := min(area.W/MinAspect, (area.H-gap*float32(n-1))/float32(n))
	if height >= area.W/besideAspect {
		return stack(n, 1, Size{W: area.W, H: height}, area.H, gap)
	}
	width := (area.W - gap) / 2
	rows := float32((n + 1) / 2)
	height = max(width/besideAspect, min(width/MinAspect, (area.H-gap*(rows-1))/rows))
	return stack(n, 2, Size{W: width, H: height}, area.H, gap)
}

// stack places tiles from the top in rows of some columns, as far as the
// height goes.
func stack(n, columns int, tile Size, height, gap float32) []Rect {
	const rounding = 0.01 // of heights that were computed to fit
	tiles := make([]Rect, n)
	for i := range tiles {
		y := float32(i/columns) * (tile.H + gap)
		if y+tile.H > height+rounding {
			break
		}
		tiles[i] = Rect{X: float32(i%columns) * (tile.W + gap), Y: y, W: tile.W, H: tile.H}
	}
	return tiles
}

// rowAbove places the tiles in a row above the screen. It takes at most a
// fifth of the area.
func rowAbove(n int, area Size, gap float32) []Rect {
	height := max(besideLeast, min(besideRow, area.H/5))
	width := min(height*MaxAspect, (area.W-gap*float32(n-1))/float32(n))
	width = max(width, height) // a square still shows a face
	tiles := line(n, area.W, width, gap, func(at float32) Rect { return Rect{X: at, W: width, H: height} })
	return append([]Rect{{Y: height + gap, W: area.W, H: max(area.H-height-gap, 0)}}, tiles...)
}
