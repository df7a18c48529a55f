package badge

import "image"

// gap is how far the badge is from the upper edge, in pixels.
const gap = 8

// edges returns the four sides around what is shared: top, bottom, left, right.
func edges(bounds image.Rectangle, thickness int, inside bool) [4]image.Rectangle {
	outer, inner := bounds.Inset(-thickness), bounds
	if inside {
		outer, inner = bounds, bounds.Inset(thickness)
	}
	return [4]image.Rectangle{
		image.Rect(outer.Min.X, outer.Min.Y, outer.Max.X, inner.Min.Y),
		image.Rect(outer.Min.X, inner.Max.Y, outer.Max.X, outer.Max.Y),
		image.Rect(outer.Min.X, inner.Min.Y, inner.Min.X, inner.Max.Y),
		image.Rect(inner.Max.X, inner.Min.Y, outer.Max.X, inner.Max.Y),
	}
}

// place returns where the badge is: at the top, in the middle, and on the
// screen even when what is shared is not.
func place(bounds, screen image.Rectangle, size image.Point, thickness int) image.Rectangle {
	x := bounds.Min.X + (bounds.Dx()-size.X)/2
	y := bounds.Min.Y + thickness + gap
	x = max(screen.Min.X, min(x, screen.Max.X-size.X))
	y = max(screen.Min.Y, min(y, screen.Max.Y-size.Y))
	return image.Rectangle{Min: image.Pt(x, y), Max: image.Pt(x, y).Add(size)}
}

// outline returns the parts of a picture that are there: a rectangle for each
// run of pixels in a row that are at least half opaque.
func outline(m image.Image) (parts []image.Rectangle) {
	b := m.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		begun := -1
		for x := b.Min.X; x <= b.Max.X; x++ {
			there := x < b.Max.X && opaque(m, x, y)
			switch {
			case there && begun < 0:
				begun = x
			case !there && begun >= 0:
				parts = append(parts, image.Rect(begun, y, x, y+1).Sub(b.Min))
				begun = -1
			}
		}
	}
	return parts
}

func opaque(m image.Image, x, y int) bool {
	if m, ok := m.(*image.RGBA); ok {
		return m.Pix[m.PixOffset(x, y)+3] >= 0x80 // many are asked while somebody draws
	}
	_, _, _, a := m.At(x, y).RGBA()
	return a >= 0x8000
}
