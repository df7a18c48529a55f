package screenshare

import (
	"image"
	"image/color"
	"testing"

	"parley/screenshare/badge"
	"parley/screenshare/x11/x11test"
)

// showBadge puts an orange badge with an orange edge around a display.
func showBadge(t testing.TB, bounds image.Rectangle) *badge.Badge {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 200, 40))
	for i := range picture.Pix {
		picture.Pix[i] = []byte{orange.R, orange.G, orange.B, 255}[i%4]
	}
	b, err := badge.Show(badge.Config{Bounds: bounds, Inside: true, Edge: orange, Thickness: 4, Picture: picture})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// where are pixels under the badge and the edge of a display of 640 by 480.
var where = []image.Point{{320, 20}, {2, 240}, {637, 240}, {320, 1}, {320, 478}}

// plainly waits for a picture with a colour at all of these.
func plainly(v *viewer, what string, c color.RGBA) {
	v.tb.Helper()
	v.until(what, func(p Picture) bool {
		for _, at := range where {
			if !shown(p, at.X, at.Y, c) {
				return false
			}
		}
		return true
	}).Release()
}

func TestBadgeIsLeftOutUnderACompositor(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	d.Composite()
	d.MovePointer(100, 300)
	v := newViewer(t)
	c := v.watch("display:1", Limits{})
	b := showBadge(t, box(0, 0, 640, 480))
	plainly(v, "the badge", orange)
	c.LeaveOut(b.Windows()...)
	d.Open(box(-10, -10, 700, 700), "window", red)
	plainly(v, "the window below", red)
	alpha := d.OpenAlpha(box(0, 0, 640, 480), "alpha", blue)
	plainly(v, "the window of alpha", blue)
	alpha.Fill(box(0, 0, 640, 480), color.RGBA{})
	plainly(v, "what is seen through it", red)
	alpha.Fill(box(0, 0, 640, 480), color.RGBA{0, 128, 0, 128}) // multiplied with its alpha
	plainly(v, "both, mixed", color.RGBA{127, 128, 0, 255})
}

func TestBadgeIsLeftOut(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	d.MovePointer(100, 300)
	v := newViewer(t)
	c := v.watch("display:1", Limits{})
	b := showBadge(t, box(0, 0, 640, 480))
	plainly(v, "the badge", orange)
	c.LeaveOut(b.Windows()...)
	plainly(v, "the bare root", black)
	w := d.Open(box(-10, -10, 700, 700), "window", red)
	plainly(v, "the window below", red)
	// Half a window above, another one of alpha below: only the order counts.
	alpha := d.OpenAlpha(box(0, 0, 640, 480), "alpha", blue)
	plainly(v, "the window of alpha", blue)
	alpha.Close()
	w.Fill(box(0, 0, 700, 700), green)
	plainly(v, "the new colour", green)
	w.Hide()
	plainly(v, "the bare root again", black)
	w.Show()
	w.Fill(box(0, 0, 700, 700), white)
	plainly(v, "the window again", white)
	c.LeaveOut()
	plainly(v, "the badge, no longer left out", orange)
	late := newViewer(t)
	config := late.config(Limits{})
	config.LeaveOut = b.Windows()
	again, err := Open("display:1", config)
	if err != nil {
		t.Fatal(err)
	}
	first := late.until("the first picture", func(Picture) bool { return true })
	first.Release()
	if again.Close(); shown(first, where[0].X, where[0].Y, orange) {
		t.Error("the badge is in the first picture")
	}
	b.Close()
	plainly(v, "nothing but the window, which the server fills with its ground", red)
}
