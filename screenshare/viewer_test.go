package screenshare

import (
	"image"
	"image/color"
	"testing"
	"time"
)

// hang bounds every wait of these tests.
const hang = 30 * time.Second

// viewer takes what a Capture delivers.
type viewer struct {
	tb       testing.TB
	pictures chan Picture
	reports  chan Status
}

func newViewer(tb testing.TB) *viewer {
	return &viewer{tb, make(chan Picture, 1000), make(chan Status, 10000)}
}

func (v *viewer) config(l Limits) Config {
	if l.FPS == 0 {
		l.FPS = 60
	}
	return Config{Limits: l, Deliver: func(p Picture) { v.pictures <- p }, Report: func(s Status) { v.reports <- s }}
}

// watch opens a source and closes it with the test.
func (v *viewer) watch(id string, l Limits) *Capture {
	v.tb.Helper()
	c, err := Open(id, v.config(l))
	if err != nil {
		v.tb.Fatal(err)
	}
	v.tb.Cleanup(c.Close)
	return c
}

// until returns the first picture that is right; the caller releases it.
func (v *viewer) until(what string, right func(Picture) bool) Picture {
	v.tb.Helper()
	for end := time.After(hang); ; {
		select {
		case p := <-v.pictures:
			if right(p) {
				return p
			}
			p.Release()
		case <-end:
			v.tb.Fatalf("waited in vain for %s", what)
		}
	}
}

// shows waits for a picture with a colour at a pixel.
func (v *viewer) shows(x, y int, c color.RGBA) Picture {
	v.tb.Helper()
	return v.until("the colour", func(p Picture) bool { return shown(p, x, y, c) })
}

func (v *viewer) report(state State) Status {
	v.tb.Helper()
	for end := time.After(hang); ; {
		select {
		case s := <-v.reports:
			if s.State == state {
				return s
			}
		case <-end:
			v.tb.Fatalf("never was %v", state)
		}
	}
}

// settle waits until no picture has come for a while.
func (v *viewer) settle() {
	for v.still(300*time.Millisecond) > 0 {
	}
}

// still counts the pictures that come within a while.
func (v *viewer) still(d time.Duration) (count int) {
	for end := time.After(d); ; {
		select {
		case p := <-v.pictures:
			p.Release()
			count++
		case <-end:
			return count
		}
	}
}

// shown reports whether a pixel has a colour, in BT.601 limited range: exactly in
// luma, and within one in chroma, which libyuv rounds differently on each processor.
func shown(p Picture, x, y int, c color.RGBA) bool {
	if x >= p.Width || y >= p.Height {
		return false
	}
	chroma := y/2*p.StrideUV + x/2
	r, g, b := int(c.R), int(c.G), int(c.B)
	return int(p.Y[y*p.StrideY+x]) == (66*r+129*g+25*b+0x1080)>>8 &&
		near(p.U[chroma], (112*b-74*g-38*r+0x8080)>>8) && near(p.V[chroma], (112*r-94*g-18*b+0x8080)>>8)
}

func near(got byte, want int) bool { return int(got) >= want-1 && int(got) <= want+1 }

var (
	black  = color.RGBA{0, 0, 0, 255}
	white  = color.RGBA{255, 255, 255, 255}
	red    = color.RGBA{255, 0, 0, 255}
	green  = color.RGBA{0, 255, 0, 255}
	blue   = color.RGBA{0, 0, 255, 255}
	orange = color.RGBA{255, 178, 122, 255}
)

// box is a rectangle by its corner and size.
func box(x, y, width, height int) image.Rectangle { return image.Rect(x, y, x+width, y+height) }
