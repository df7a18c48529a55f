//go:build linux

package main

import (
	"image"
	"image/color"
	"testing"

	"parley/call"
	"parley/call/stats"
	"parley/screenshare/screensharetest"
	"parley/screenshare/x11/x11test"
)

// sharingDesktop is a display that shows a page of text.
func sharingDesktop(t *testing.T, screen string, size image.Point) (*x11test.Desktop, *x11test.Window, *screensharetest.Page) {
	t.Helper()
	d := x11test.Start(t, screen)
	page := screensharetest.NewPage(size.X, size.Y)
	m := image.NewRGBA(image.Rectangle{Max: size})
	page.Draw(m, 0)
	w := d.Open(image.Rectangle{Max: size}, "Notes", color.RGBA{0xff, 0xff, 0xff, 0xff})
	w.Draw(m)
	return d, w, page
}

// TestTwoShares lets both people share at once, while their cameras run: Ada a
// display in motion, Bo his second display. Then Ada's becomes smaller, and
// Bo's is unplugged.
func TestTwoShares(t *testing.T) {
	executable(t)
	hers, film, page := sharingDesktop(t, "1280x720x24", image.Pt(1280, 720))
	his, _, _ := sharingDesktop(t, "1040x400x24", image.Pt(1040, 400))
	his.Plug("LEFT", image.Rect(0, 0, 400, 400), true)
	his.Plug("RIGHT", image.Rect(400, 0, 1040, 400), false)
	at := func(d *x11test.Desktop) place { return place{env: []string{"DISPLAY=" + d.Name}} }
	b, address := waiting(t, "Bo", at(his), append([]string{"--share", "display:2"}, signals...)...)
	a := ringing(t, "Ada", at(hers), address, append([]string{"--share", "display:1", "--share-mode", "motion"}, signals...)...)
	inCall(t, a, b)
	screen := func(p *program, what string, match func(stats.Track) bool) {
		t.Helper()
		p.forget()
		p.track(stats.Screen, stats.Receive, what, match)
	}
	stop := scroll(page, film, 30)
	screen(a, "shows Bo's display", func(s stats.Track) bool { return s.Width == 640 && s.Height == 400 })
	screen(b, "moves", func(s stats.Track) bool { return s.FPS >= 8 })
	for _, p := range []*program{a, b} {
		p.forget()
		flows(p)
	}
	hers.Resize(800, 600)
	screen(b, "has the display's new size", func(s stats.Track) bool { return s.Width*600 == s.Height*800 && s.FPS > 1 })
	stop()
	his.Unplug("RIGHT")
	if e := b.event(call.EventError); e.Text != "Display 2 is no longer connected, so it is no longer shared." {
		t.Errorf("Bo reads %q", e.Text)
	}
	a.leave()
	b.leave()
}
