package screenshare

import (
	"image"
	"math"
)

// within returns the size at which a picture fits into a box with its own
// aspect: its own size if that fits. Both sides are even, as chroma has half as
// many pixels each way, and at least 2.
func within(width, height, maxWidth, maxHeight int) (int, int) {
	scale := min(1, float64(maxWidth)/float64(width), float64(maxHeight)/float64(height))
	return even(float64(width)*scale, maxWidth), even(float64(height)*scale, maxHeight)
}

// even is the even number next to length towards zero, from 2 to limit.
func even(length float64, limit int) int {
	return max(2, min(int(math.Round(length))&^1, limit&^1))
}

// mapped moves rectangles of a picture to where they are in another size of it,
// outwards to whole pixels.
func mapped(list []image.Rectangle, from, to image.Point) []image.Rectangle {
	if from == to {
		return list
	}
	for i, r := range list {
		list[i] = image.Rect(
			r.Min.X*to.X/from.X, r.Min.Y*to.Y/from.Y,
			(r.Max.X*to.X+from.X-1)/from.X, (r.Max.Y*to.Y+from.Y-1)/from.Y)
	}
	return list
}

// clipped moves rectangles so that at becomes the origin, and drops what is
// outside a picture of some size.
func clipped(list []image.Rectangle, at image.Point, size image.Point) (inside []image.Rectangle) {
	whole := image.Rectangle{Max: size}
	for _, r := range list {
		if r = r.Sub(at).Intersect(whole); !r.Empty() {
			inside = append(inside, r)
		}
	}
	return inside
}

// maxChanged bounds what a Picture lists. More is told as one rectangle around
// all: then the change is everywhere, and where exactly is of no use.
const maxChanged = 64

// bounded keeps a list short.
func bounded(list []image.Rectangle) []image.Rectangle {
	if len(list) <= maxChanged {
		return list
	}
	var all image.Rectangle
	for _, r := range list {
		all = all.Union(r)
	}
	return []image.Rectangle{all}
}

// area is how many pixels rectangles have that do not overlap.
func area(list []image.Rectangle) (pixels int) {
	for _, r := range list {
		pixels += r.Dx() * r.Dy()
	}
	return pixels
}
