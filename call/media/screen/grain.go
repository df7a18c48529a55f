package screen

import (
	"image"

	"parley/call/media/frame"
)

// grainRows is the distance of the rows that Grain looks at: 1080p takes half
// a millisecond.
const grainRows = 8

// Grain tells text from films: what share of neighbours in a part of the
// picture differ in brightness, 0 to 1. It is 0 for a part that is empty.
func Grain(v *frame.Video, part image.Rectangle) float64 {
	part = part.Intersect(image.Rect(0, 0, v.Width, v.Height))
	differ, pairs := 0, 0
	for y := part.Min.Y; y < part.Max.Y; y += grainRows {
		row := v.Y[y*v.StrideY+part.Min.X : y*v.StrideY+part.Max.X]
		for x := 1; x < len(row); x++ {
			if row[x] != row[x-1] {
				differ++
			}
		}
		pairs += len(row) - 1
	}
	if pairs <= 0 {
		return 0
	}
	return float64(differ) / float64(pairs)
}
