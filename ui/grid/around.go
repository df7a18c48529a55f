package grid

import (
	"cmp"
	"slices"
)

// Around covers what the holes leave of an area with rectangles that do not
// overlap. Holes may overlap each other. Painting around what is opaque, and
// not below it, is what makes a window cheap to draw without a graphics card.
func Around(area Size, holes []Rect) []Rect {
	holes = slices.Clone(holes)
	slices.SortFunc(holes, func(a, b Rect) int { return cmp.Compare(a.X, b.X) })
	var rects []Rect
	edges := horizontals(area, holes)
	for i := range len(edges) - 1 {
		rects = append(rects, band(area.W, edges[i], edges[i+1], holes)...)
	}
	return rects
}

// horizontals lists where holes begin or end from top to bottom, each once,
// with the edges of the area.
func horizontals(area Size, holes []Rect) []float32 {
	edges := []float32{0, max(area.H, 0)}
	for _, h := range holes {
		edges = append(edges, clamp(h.Y, area.H), clamp(h.Y+h.H, area.H))
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

// band covers the area between two heights, where every hole, sorted from left
// to right, goes through from top to bottom or is not at all.
func band(width, top, bottom float32, holes []Rect) (rects []Rect) {
	var x float32
	cover := func(to float32) {
		if to > x {
			rects = append(rects, Rect{X: x, Y: top, W: to - x, H: bottom - top})
		}
	}
	for _, h := range holes {
		if h.W > 0 && h.Y <= top && h.Y+h.H >= bottom {
			cover(clamp(h.X, width))
			x = max(x, clamp(h.X+h.W, width))
		}
	}
	cover(width)
	return rects
}

func clamp(x, most float32) float32 { return max(0, min(x, most)) }
