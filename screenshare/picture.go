package screenshare

import (
	"image"

	"parley/call/media/frame"
)

// Picture is one picture of a source and what is new in it.
type Picture struct {
	*frame.Video
	// Changed lists the parts of the picture that may differ from the one
	// before, in its pixels; it is empty when only the pointer moved, or when
	// the picture was asked for. The first picture, and one of a new size, has
	// all of it.
	Changed []image.Rectangle
	// Share is how much of the picture Changed covers, from 0 to 1.
	Share float64
	// Scrolled is by how many pixels of the picture what changed has moved up, as
	// a whole; below zero it moved down. It is zero when it did not, or is small.
	Scrolled int
	// Pointer tells that the pointer moved or changed.
	Pointer bool
}

// convert makes an I420 picture within the limits. An odd last row or column
// is left out, unless it is the only one.
func (c *Capture) convert(s shot) (v *frame.Video, scrolled int) {
	src := s.bgra
	src.width, src.height = max(1, src.width&^1), max(1, src.height&^1)
	l := c.limits.Load()
	width, height := within(src.width, src.height, limit(l.Width, frame.MaxWidth), limit(l.Height, frame.MaxHeight))
	v = c.pool.Get(width, height)
	if width == src.width && height == src.height {
		toI420(v, src)
		return v, c.scrolling.find(v, s.changed)
	}
	if c.full == nil || c.full.Width != src.width || c.full.Height != src.height {
		c.full = newI420(src.width, src.height)
	}
	toI420(c.full, src)
	scaleI420(v, c.full)
	return v, c.scrolling.find(c.full, s.changed) * height / src.height
}

// limit is a wish that is within what is possible.
func limit(wish, most int) int {
	if wish <= 0 {
		return most
	}
	return max(2, min(wish, most))
}

func (c *Capture) picture(v *frame.Video, scrolled int, s shot) Picture {
	size := image.Pt(v.Width, v.Height)
	p := Picture{Video: v, Pointer: s.pointer}
	if size == c.shown {
		p.Scrolled = scrolled
		p.Changed = clipped(mapped(s.changed, image.Pt(s.width, s.height), size), image.Point{}, size)
	} else {
		p.Changed = []image.Rectangle{{Max: size}}
	}
	c.shown = size
	p.Share = min(1, float64(area(p.Changed))/float64(size.X*size.Y))
	p.Changed = bounded(p.Changed)
	return p
}

// newI420 makes a picture that may be larger than frame allows.
func newI420(width, height int) *frame.Video {
	luma, chroma := width*height, (width+1)/2*((height+1)/2)
	planes := make([]byte, luma+2*chroma)
	return &frame.Video{
		Y: planes[:luma], U: planes[luma : luma+chroma], V: planes[luma+chroma:],
		StrideY: width, StrideUV: (width + 1) / 2, Width: width, Height: height,
	}
}
