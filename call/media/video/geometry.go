package video

import (
	"image"
	"math"
)

// Fit returns where in a box a picture of the given size is shown whole:
// centred, as large as possible, with its own aspect.
func Fit(width, height, boxWidth, boxHeight int) image.Rectangle {
	scale := min(float64(boxWidth)/float64(width), float64(boxHeight)/float64(height))
	return centred(float64(width)*scale, float64(height)*scale, boxWidth, boxHeight)
}

// Cover returns the part of a picture that fills a box without gaps: centred,
// as large as possible, with the box's aspect.
func Cover(width, height, boxWidth, boxHeight int) image.Rectangle {
	scale := min(float64(width)/float64(boxWidth), float64(height)/float64(boxHeight))
	return centred(float64(boxWidth)*scale, float64(boxHeight)*scale, width, height)
}

// centred puts a rectangle of at least one pixel in the middle of an area.
func centred(width, height float64, areaWidth, areaHeight int) image.Rectangle {
	w, h := max(1, int(math.Round(width))), max(1, int(math.Round(height)))
	x, y := (areaWidth-w)/2, (areaHeight-h)/2
	return image.Rect(x, y, x+w, y+h)
}

// Within returns the size at which a picture fits into maxWidth by maxHeight
// with its own aspect. A picture that fits keeps its size; one that shrinks
// gets even sides, so that its chroma covers it exactly.
func Within(width, height, maxWidth, maxHeight int) (int, int) {
	scale := min(float64(maxWidth)/float64(width), float64(maxHeight)/float64(height))
	if scale >= 1 {
		return width, height
	}
	return even(float64(width)*scale, maxWidth), even(float64(height)*scale, maxHeight)
}

// even is the even number nearest to length, from 2 to limit.
func even(length float64, limit int) int {
	return max(2, min(int(math.Round(length/2))*2, limit&^1))
}
