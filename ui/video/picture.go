package video

import (
	"image"
	"math"

	"parley/call/media/frame"
	"parley/call/media/video"
)

// picture is one frame as the painter takes it. Fyne uploads the pixels of an
// *image.RGBA as they are, and only when its rows follow each other without
// a gap.
type picture struct {
	rgba   *image.RGBA
	source *frame.Video // what it shows, until it was presented or dropped
	again  bool         // it was presented before, in another size
}

// draw fills the picture with v, as t wants it, and keeps v.
func (p *picture) draw(v *frame.Video, t target) {
	w, h := t.scaled(v.Width, v.Height)
	if p.rgba == nil || p.rgba.Rect.Dx() != w || p.rgba.Rect.Dy() != h {
		p.rgba = image.NewRGBA(image.Rect(0, 0, w, h))
	}
	if t.mirror {
		video.ToRGBAMirrored(p.rgba, v)
	} else {
		video.ToRGBA(p.rgba, v)
	}
	p.source = v
}

// drop gives the frame back.
func (p *picture) drop() {
	p.source.Release()
	p.source = nil
}

// target is how a picture is shown.
type target struct {
	width, height int // of the surface, in pixels
	contain       bool
	exact         bool // small pictures are made pixel by pixel as they are shown
	mirror        bool
}

// worthwhile is the scale from which on shrinking costs more time than it
// saves the painter, and the painter's own filter shrinks well enough.
const worthwhile = 0.75

// scaled returns the size to convert a frame of w by h to: its own, or smaller
// with the same aspect where it is shown smaller. It is never larger, as the
// painter stretches for nothing.
func (t target) scaled(w, h int) (int, int) {
	if t.width <= 0 || t.height <= 0 {
		return w, h
	}
	x, y := float64(t.width)/float64(w), float64(t.height)/float64(h)
	scale := max(x, y)
	if t.contain {
		scale = min(x, y)
	}
	switch {
	case t.exact && scale < 1:
		return t.exactly(w, h, scale)
	case t.exact || scale > worthwhile:
		return w, h
	}
	return shrink(w, scale), shrink(h, scale)
}

// exactly returns the size of the target for a picture of its aspect, which
// rounding hides by a pixel at most; a picture of another keeps its own.
func (t target) exactly(w, h int, scale float64) (int, int) {
	w, h = max(1, int(math.Round(float64(w)*scale))), max(1, int(math.Round(float64(h)*scale)))
	if near(w, t.width) && near(h, t.height) {
		return t.width, t.height
	}
	return w, h
}

func near(a, b int) bool { return a-b <= 1 && b-a <= 1 }

// shrink returns an even length: half a chroma sample would be left over.
func shrink(length int, scale float64) int {
	return min(length, max(2, int(math.Ceil(float64(length)*scale/2))*2))
}
