package screenshare

import (
	"errors"
	"image"
	"strings"
	"testing"
	"time"

	"parley/call/media/frame"
	"parley/screenshare/x11/x11test"
)

// away keeps the pointer out of the pictures, but for the lower right corner.
func away(d *x11test.Desktop) { d.MovePointer(10000, 10000) }

func TestCoveredWindow(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	w := d.Open(box(100, 100, 200, 150), "below", red)
	v := newViewer(t)
	v.watch(w.ID(), Limits{})
	v.shows(50, 50, red).Release()
	cover := d.Open(box(50, 50, 400, 300), "above", blue)
	w.Fill(box(20, 20, 40, 40), green)
	p := v.shows(30, 30, green)
	defer p.Release()
	if p.Width != 200 || p.Height != 150 {
		t.Errorf("the picture is %dx%d", p.Width, p.Height)
	}
	if !shown(p, 100, 100, red) {
		t.Error("what is covered is not red")
	}
	cover.Close()
}

func TestChangedParts(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	w := d.Open(box(100, 100, 200, 150), "window", red)
	v := newViewer(t)
	v.watch(w.ID(), Limits{})
	first := v.shows(5, 5, red)
	first.Release()
	if v.settle(); first.Share != 1 || len(first.Changed) != 1 {
		t.Errorf("of the first picture %v changed", first.Changed)
	}
	w.Fill(box(20, 30, 40, 15), green)
	p := v.shows(30, 40, green)
	p.Release()
	if want := box(20, 30, 40, 15); len(p.Changed) != 1 || p.Changed[0] != want || p.Share != 0.02 {
		t.Errorf("changed %v, %v of all, not %v", p.Changed, p.Share, want)
	}
}

func TestIdleCostsNoPictures(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	w := d.Open(box(100, 100, 200, 150), "window", red)
	for _, id := range []string{w.ID(), "display:1"} {
		v := newViewer(t)
		c := v.watch(id, Limits{})
		v.until("the first picture", func(Picture) bool { return true }).Release()
		v.settle()
		if n := v.still(time.Second); n != 0 {
			t.Errorf("%s delivered %d pictures of nothing", id, n)
		}
		c.Refresh()
		p := v.until("the picture asked for", func(Picture) bool { return true })
		p.Release()
		if len(p.Changed) != 0 || p.Share != 0 || p.Pointer {
			t.Errorf("asked for, %s says that %v changed", id, p.Changed)
		}
	}
}

func TestClosedWindowEnds(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	w := d.Open(box(100, 100, 200, 150), "Budget 2027", red)
	v := newViewer(t)
	v.watch(w.ID(), Limits{})
	v.report(Live)
	w.Close()
	s := v.report(Ended)
	if !errors.Is(s.Err, ErrWindowClosed) || !strings.Contains(s.Problem.Text, "“Budget 2027” was closed") {
		t.Errorf("ended with %v: %v", s.Err, s.Problem)
	}
}

func TestResizedWindowIsFollowed(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	w := d.Open(box(100, 100, 200, 150), "window", red)
	v := newViewer(t)
	v.watch(w.ID(), Limits{})
	v.shows(5, 5, red).Release()
	for _, size := range []image.Point{{300, 301}, {33, 33}, {901, 700}} {
		w.Place(box(50, 60, size.X, size.Y))
		p := v.until("the new size", func(p Picture) bool { return p.Width == size.X&^1 && p.Height == size.Y&^1 })
		p.Release()
		if p.Share != 1 {
			t.Errorf("of a new size %v changed", p.Changed)
		}
		w.Fill(box(0, 0, 2000, 2000), green)
		v.shows(size.X/2, size.Y/2, green).Release()
	}
	if got := v.report(Live).Source.Bounds; got == box(50, 60, 901, 700) {
		return
	}
	for {
		if s := v.report(Live); s.Source.Bounds == box(50, 60, 901, 700) {
			return
		}
	}
}

func TestWindowBeyondTheScreen(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	w := d.Open(box(-100, -50, 900, 700), "large", blue)
	w.Fill(box(0, 0, 50, 40), white)
	w.Fill(box(850, 660, 50, 40), white)
	v := newViewer(t)
	v.watch(w.ID(), Limits{})
	// Nothing was ever drawn where the window is off the screen, until now.
	w.Fill(box(0, 0, 900, 700), green)
	p := v.until("all of it", func(p Picture) bool {
		return shown(p, 2, 2, green) && shown(p, 898, 698, green)
	})
	p.Release()
}

// TestHugeWindow has one that nobody could see whole, nor a codec take.
func TestHugeWindow(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	w := d.Open(box(0, 0, 20000, 100), "huge", blue)
	v := newViewer(t)
	v.watch(w.ID(), Limits{})
	p := v.shows(4000, 40, blue)
	p.Release()
	if p.Width != frame.MaxWidth || p.Height != 100*frame.MaxWidth/largest {
		t.Errorf("the picture is %dx%d", p.Width, p.Height)
	}
	previews, err := OpenPreviews()
	if err != nil {
		t.Fatal(err)
	}
	defer previews.Close()
	if m, err := previews.Draw(w.ID(), 200, 200); err != nil || m.Rect != box(0, 0, 200, 2) {
		t.Errorf("the preview is %v, %v", m.Rect, err)
	}
}

func TestMinimisedWindow(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	w := d.Open(box(100, 100, 200, 150), "window", red)
	v := newViewer(t)
	c := v.watch(w.ID(), Limits{})
	v.shows(5, 5, red).Release()
	w.Hide()
	if s := v.report(Hidden); s.Problem == nil || !strings.Contains(s.Problem.Text, "minimised") {
		t.Errorf("a hidden window is reported as %v", s.Problem)
	}
	c.Refresh()
	v.shows(5, 5, red).Release()
	w.Show()
	v.report(Live)
	w.Fill(box(0, 0, 200, 150), green)
	v.shows(5, 5, green).Release()
}

// TestFrameHidden does what a window manager does when it changes the
// workspace: it hides the frame, and says nothing to the window.
func TestFrameHidden(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	frame := d.Open(box(100, 100, 220, 180), "frame", white)
	w := d.Open(box(0, 0, 200, 150), "window", red)
	w.Into(frame, 10, 20)
	v := newViewer(t)
	v.watch(w.ID(), Limits{})
	v.shows(5, 5, red).Release()
	frame.Hide()
	v.report(Hidden)
	frame.Show()
	v.report(Live)
	w.Fill(box(0, 0, 200, 150), green)
	v.shows(5, 5, green).Release()
	frame.Place(box(200, 200, 220, 180))
	for v.report(Live).Source.Bounds != box(210, 220, 200, 150) {
	}
}

func TestAlphaWindow(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	w := d.OpenAlpha(box(10, 10, 100, 100), "window", red)
	v := newViewer(t)
	v.watch(w.ID(), Limits{})
	v.shows(50, 50, red).Release()
}

func TestBorderIsLeftOut(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	w := d.Open(box(100, 100, 200, 150), "window", red)
	w.Border(7, blue)
	v := newViewer(t)
	v.watch(w.ID(), Limits{})
	p := v.shows(0, 0, red)
	p.Release()
	if p.Width != 200 || p.Height != 150 || !shown(p, 199, 149, red) {
		t.Errorf("%dx%d, and the last pixel is not red", p.Width, p.Height)
	}
}

func TestNothingToOpen(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	for _, id := range []string{"", "display", "display:0", "display:2", "display:-1", "display:0x1", "window:7", "window:0xffffffff", "film:1", "window:99999999999"} {
		if _, err := Open(id, newViewer(t).config(Limits{})); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q opens with %v", id, err)
		}
	}
	d.Eventually("the end of all connections", func() bool { return d.Clients() == 0 })
	t.Setenv("DISPLAY", ":99999")
	if _, err := Open("display:1", newViewer(t).config(Limits{})); !errors.Is(err, ErrNoDesktop) {
		t.Errorf("without a server: %v", err)
	}
}
