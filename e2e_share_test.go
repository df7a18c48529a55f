//go:build linux

package main

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
	"time"

	"parley/call"
	"parley/call/media/codec/codectest"
	"parley/call/media/frame"
	"parley/call/stats"
	"parley/screenshare/screensharetest"
	"parley/screenshare/x11/x11test"
)

// secret is the colour of a window that is not shared.
var secret = color.RGBA{0xff, 0, 0xff, 0xff}

// TestShareOfAWindow shares a window that another one covers: what the far
// side sees on its screen is the text, sharp, and nothing of the other window.
// Then the text scrolls, and the window is closed.
func TestShareOfAWindow(t *testing.T) {
	executable(t)
	page := screensharetest.NewPage(800, 500)
	text := image.NewRGBA(image.Rectangle{Max: page.Size()})
	page.Draw(text, 0)
	theirs := x11test.Start(t, "1920x1080x24")
	shared := theirs.Open(image.Rect(100, 100, 900, 600), "Notes", color.RGBA{0xff, 0xff, 0xff, 0xff})
	shared.Draw(text)
	theirs.Open(image.Rect(300, 200, 1000, 500), "Secret", secret)

	b := furnish(t, "Bo", "", "--accept-calls", "--listen", "127.0.0.1:0")
	b.turnTo("home")
	a := ringing(t, "Ada", place{env: []string{"DISPLAY=" + theirs.Name}}, b.listening(),
		append([]string{"--share", shared.ID()}, signals...)...)
	inCall(t, a, b.program)
	b.track(stats.Screen, stats.Receive, "comes", func(s stats.Track) bool { return s.Width == 800 && s.Height == 500 })
	b.find("call", "shared")
	shared.Draw(text)  // as programs do when a part of them is wanted that was covered
	b.display.Key("1") // one pixel of it is one of the screen
	var ssim float64
	b.display.Eventually("Bo to see the text sharp", func() bool {
		seen := b.crop("shared", page.Size())
		if n := count(seen, secret); n > 0 {
			t.Fatalf("%d pixels of the other window are seen", n)
		}
		ssim = similarity(text, seen)
		return ssim >= 0.99
	})
	t.Logf("SSIM %.4f", ssim)

	b.forget()
	stop := scroll(page, shared, 15)
	b.track(stats.Screen, stats.Receive, "scrolls", func(s stats.Track) bool { return s.FPS >= 10 })
	stop()
	shared.Close()
	if e := a.event(call.EventError); e.Text != "The window “Notes” was closed, so it is no longer shared." {
		t.Errorf("Ada reads %q", e.Text)
	}
	b.display.Eventually("Bo to see no share any more", func() bool {
		_, there := b.spot("call", "shared")
		return !there
	})
	flows(a)
	a.leave()
	b.leave()
}

// crop returns a part of the screen from where a part of the call's page
// begins.
func (d *desktop) crop(part string, size image.Point) *image.RGBA {
	at, _ := d.spot("call", part)
	out := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(out, out.Bounds(), d.display.Screenshot(), at.Min, draw.Src)
	return out
}

func count(m *image.RGBA, c color.RGBA) (n int) {
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			if m.RGBAAt(x, y) == c {
				n++
			}
		}
	}
	return n
}

// similarity is the SSIM of two pictures' brightness.
func similarity(want, got *image.RGBA) float64 {
	var pool frame.VideoPool
	pictures := make([]*frame.Video, 2)
	for i, m := range []*image.RGBA{want, got} {
		pictures[i] = pool.Get(m.Rect.Dx(), m.Rect.Dy())
		screensharetest.ToI420(pictures[i], m)
	}
	return codectest.SSIM(pictures[0], pictures[1])
}

// scroll scrolls a page in its window, so many times a second, until stop.
func scroll(page *screensharetest.Page, in *x11test.Window, fps int) (stop func()) {
	m := image.NewRGBA(image.Rectangle{Max: page.Size()})
	page.Draw(m, 0)
	in.Draw(m)
	strip, lines, view := in.Keep(page.Strip()), page.Strip().Rect, page.Scrolls()
	return animate(fps, func(n int) {
		for from, y := 7*n%lines.Dy(), view.Min.Y; y < view.Max.Y; from = 0 { // after the end it begins again
			part := image.Rect(0, from, lines.Dx(), min(from+view.Max.Y-y, lines.Dy()))
			in.Put(strip, part, image.Pt(view.Min.X, y))
			y += part.Dy()
		}
	})
}

// animate calls draw so many times a second, with the number of the picture,
// until stop.
func animate(fps int, draw func(n int)) (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(time.Second / time.Duration(fps))
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-tick.C:
				draw(n)
			case <-end:
				return
			}
		}
	}()
	return func() {
		close(end)
		<-ended
	}
}
