package screenshare

import (
	"errors"
	"image"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// scripted is a source that does what a test says.
type scripted struct {
	mu     sync.Mutex
	wake   chan struct{}
	seen   sight
	end    error
	fails  int // how many times grab does
	size   image.Point
	closed bool
}

func newScripted() *scripted {
	return &scripted{wake: make(chan struct{}, 1), size: image.Pt(64, 48)}
}

func (s *scripted) source() Source           { return Source{ID: "window:0x1", Kind: Window, Title: "Script"} }
func (s *scripted) stirred() <-chan struct{} { return s.wake }
func (s *scripted) leaveOut([]uint32)        {}
func (s *scripted) interrupt()               {}
func (s *scripted) close()                   { s.closed = true }

func (s *scripted) look() (sight, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen, s.end
}

// left is how many failures are left.
func (s *scripted) left() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fails
}

func (s *scripted) grab() (shot, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails > 0 {
		s.fails--
		return shot{}, errPassing
	}
	pix := make([]byte, 4*s.size.X*s.size.Y)
	return shot{bgra: bgra{pix, 4 * s.size.X, s.size.X, s.size.Y}}, nil
}

// change changes the script and lets the capture look.
func (s *scripted) change(how func()) {
	s.mu.Lock()
	how()
	s.mu.Unlock()
	s.wake <- struct{}{}
	synctest.Wait()
}

func TestPictureComesWhenSomethingChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, v := newScripted(), newViewer(t)
		c := start(s, v.config(Limits{FPS: 10}))
		defer c.Close()
		time.Sleep(time.Second)
		if len(v.pictures) != 1 {
			t.Fatalf("%d pictures of nothing in a second, not the first alone", len(v.pictures))
		}
		s.change(func() { s.seen.fresh = true })
		s.change(func() { s.seen.fresh = false })
		time.Sleep(settle)
		synctest.Wait()
		if len(v.pictures) != 2 {
			t.Errorf("no picture %v after a change", settle)
		}
		c.Refresh()
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if len(v.pictures) != 3 {
			t.Error("no picture that was asked for")
		}
	})
}

func TestRateIsReachedAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, v := newScripted(), newViewer(t)
		s.seen.fresh = true
		c := start(s, v.config(Limits{FPS: 15}))
		defer c.Close()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := len(v.pictures); n < 149 || n > 151 {
			t.Errorf("%d pictures in 10 s", n)
		}
		c.Limit(Limits{FPS: 60})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := len(v.pictures); n < 745 || n > 755 {
			t.Errorf("%d pictures after another 10 s", n)
		}
	})
}

func TestPassingFailuresAreRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, v := newScripted(), newViewer(t)
		s.fails = patience
		c := start(s, v.config(Limits{FPS: 30}))
		defer c.Close()
		time.Sleep(5 * time.Second)
		if len(v.pictures) != 1 {
			t.Errorf("%d pictures", len(v.pictures))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		s, v := newScripted(), newViewer(t)
		s.fails = patience + 1
		c := start(s, v.config(Limits{FPS: 30}))
		defer c.Close()
		end := v.report(Ended)
		if c.Close(); !errors.Is(end.Err, ErrNoPicture) || !s.closed {
			t.Errorf("ended with %v", end.Err)
		}
	})
}

func TestHiddenAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, v := newScripted(), newViewer(t)
		c := start(s, v.config(Limits{FPS: 30}))
		defer c.Close()
		v.report(Live)
		s.change(func() { s.seen.hidden = true })
		v.report(Hidden)
		s.change(func() { s.seen = sight{fresh: true} })
		v.report(Live)
		s.change(func() { s.end = ErrWindowClosed })
		v.report(Ended)
		c.Close()
	})
}

func TestHiddenFromTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, v := newScripted(), newViewer(t)
		s.seen.hidden, s.fails = true, 1000
		c := start(s, v.config(Limits{FPS: 30}))
		defer c.Close()
		c.Refresh()
		time.Sleep(time.Minute)
		synctest.Wait()
		if s.left() != 1000 || len(v.pictures) != 0 {
			t.Error("there was an attempt at a picture of nothing")
		}
		s.change(func() { s.seen, s.fails = sight{fresh: true}, 0 })
		v.until("a picture", func(Picture) bool { return true }).Release()
	})
}

func TestSizes(t *testing.T) {
	for _, c := range []struct{ from, box, to image.Point }{
		{image.Pt(1920, 1080), image.Pt(4096, 2304), image.Pt(1920, 1080)},
		{image.Pt(1921, 1081), image.Pt(4096, 2304), image.Pt(1920, 1080)},
		{image.Pt(5120, 1440), image.Pt(4096, 2304), image.Pt(4096, 1152)},
		{image.Pt(3840, 2160), image.Pt(1920, 1080), image.Pt(1920, 1080)},
		{image.Pt(1280, 1024), image.Pt(1920, 1080), image.Pt(1280, 1024)},
		{image.Pt(1, 1000), image.Pt(100, 100), image.Pt(2, 100)},
		{image.Pt(30000, 3), image.Pt(4096, 2304), image.Pt(4096, 2)},
	} {
		if w, h := within(c.from.X, c.from.Y, c.box.X, c.box.Y); image.Pt(w, h) != c.to {
			t.Errorf("%v within %v is %dx%d, not %v", c.from, c.box, w, h, c.to)
		}
	}
}

func TestManyChangesAreOne(t *testing.T) {
	var list []image.Rectangle
	for i := range maxChanged + 1 {
		list = append(list, box(2*i, i, 1, 1))
	}
	if got := bounded(list); len(got) != 1 || got[0] != image.Rect(0, 0, 2*maxChanged+1, maxChanged+1) {
		t.Errorf("bounded to %v", got)
	}
	if got := bounded(list[1:]); len(got) != maxChanged {
		t.Errorf("%d of %d are left", len(got), maxChanged)
	}
}

func TestSmallestPictures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, size := range []image.Point{{1, 1}, {1, 40}, {40, 1}, {3, 3}} {
			s, v := newScripted(), newViewer(t)
			s.size = size
			c := start(s, v.config(Limits{FPS: 30}))
			p := v.until("a picture", func(Picture) bool { return true })
			if p.Width%2 != 0 || p.Height%2 != 0 || p.Width < 2 || p.Height < 2 {
				t.Errorf("of %v the picture is %dx%d", size, p.Width, p.Height)
			}
			p.Release()
			c.Close()
		}
	})
}
