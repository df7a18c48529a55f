package screenshare_test

import (
	"image"
	"testing"
	"time"

	"parley/call/media/frame"
	"parley/screenshare"
	"parley/screenshare/screensharetest"
	"parley/screenshare/x11/x11test"
)

// TestPageIsCapturedExactly shares a window with a page of text, half of it
// covered, and compares every pixel.
func TestPageIsCapturedExactly(t *testing.T) {
	const width, height = 640, 360
	d := x11test.Start(t, "1024x768x24")
	d.MovePointer(10000, 10000)
	w := d.Open(image.Rect(50, 50, 50+width, 50+height), "capture.go", screensharetest.Paper)
	page := image.NewRGBA(image.Rect(0, 0, width, height))
	screensharetest.NewPage(width, height).Draw(page, 7)
	var pool frame.VideoPool
	want := pool.Get(width, height)
	screensharetest.ToI420(want, page)
	pictures := open(t, w.ID(), screenshare.Limits{FPS: 30})
	d.Open(image.Rect(300, 0, 1024, 768), "cover", screensharetest.Paper)
	w.Draw(page)
	for end := time.After(30 * time.Second); ; {
		select {
		case p := <-pictures:
			same := equal(p.Y, p.StrideY, want.Y, want.StrideY, width, height, 0) &&
				equal(p.U, p.StrideUV, want.U, want.StrideUV, width/2, height/2, 1) &&
				equal(p.V, p.StrideUV, want.V, want.StrideUV, width/2, height/2, 1)
			p.Release()
			if same {
				return
			}
		case <-end:
			t.Fatal("the page was never captured as it is")
		}
	}
}

// TestWhatMoves tells text that scrolls from a film, and from somebody who types.
func TestWhatMoves(t *testing.T) {
	const width, height = 800, 600
	d := x11test.Start(t, "1024x768x24")
	d.MovePointer(10000, 10000)
	w := d.Open(image.Rect(50, 50, 50+width, 50+height), "capture.go", screensharetest.Paper)
	page, film := screensharetest.NewPage(width, height), screensharetest.NewFilm(width, height)
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	pictures := open(t, w.ID(), screenshare.Limits{FPS: 60})
	half := open(t, w.ID(), screenshare.Limits{FPS: 60, Width: width / 2})
	settle(pictures)
	settle(half)
	at := 100
	page.Draw(m, at)
	w.Draw(m)
	for _, c := range []<-chan screenshare.Picture{pictures, half} {
		changed(t, c, func(screenshare.Picture) bool { return true })
		settle(c)
	}
	for _, up := range []int{22, 1, 66, -22, -7, 300, 5} {
		at += up
		page.Draw(m, at)
		w.Draw(m)
		changed(t, pictures, func(p screenshare.Picture) bool { return p.Scrolled == up })
		changed(t, half, func(p screenshare.Picture) bool { return p.Scrolled == up/2 })
	}
	for n := range 5 {
		film.Draw(m, n)
		w.Draw(m)
		changed(t, pictures, func(p screenshare.Picture) bool {
			if p.Scrolled != 0 {
				t.Errorf("a film scrolls by %d", p.Scrolled)
			}
			return true
		})
	}
	w.Fill(image.Rect(300, 300, 312, 320), screensharetest.Paper)
	changed(t, pictures, func(p screenshare.Picture) bool { return p.Scrolled == 0 && p.Share < 0.01 })
}

// open starts a capture that ends with the test.
func open(t *testing.T, id string, l screenshare.Limits) <-chan screenshare.Picture {
	t.Helper()
	pictures := make(chan screenshare.Picture, 100)
	c, err := screenshare.Open(id, screenshare.Config{
		Limits: l, Deliver: func(p screenshare.Picture) { pictures <- p }, Report: func(screenshare.Status) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return pictures
}

// changed waits for a picture that has something new, and is right.
func changed(t *testing.T, pictures <-chan screenshare.Picture, right func(screenshare.Picture) bool) {
	t.Helper()
	for end := time.After(30 * time.Second); ; {
		select {
		case p := <-pictures:
			if p.Release(); len(p.Changed) > 0 && right(p) {
				return
			}
		case <-end:
			t.Fatal("the picture never came")
		}
	}
}

// settle waits until no more pictures come.
func settle(pictures <-chan screenshare.Picture) {
	for {
		select {
		case p := <-pictures:
			p.Release()
		case <-time.After(300 * time.Millisecond):
			return
		}
	}
}

// equal compares planes; values may be off by some.
func equal(a []byte, strideA int, b []byte, strideB, width, height, off int) bool {
	for y := range height {
		for x := range width {
			if d := int(a[y*strideA+x]) - int(b[y*strideB+x]); d > off || d < -off {
				return false
			}
		}
	}
	return true
}
