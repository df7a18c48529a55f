package screenshare

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"parley/screenshare/x11/x11test"
)

func TestList(t *testing.T) {
	d := x11test.Start(t, "1280x480x24")
	d.Plug("HDMI-1", box(640, 0, 640, 480), true)
	d.Plug("eDP-1", box(0, 0, 640, 480), false)
	one := d.Open(box(700, 100, 200, 150), "Budget 2027", red)
	one.Set("WM_CLASS", "STRING", []byte("calc\x00Calc\x00"))
	one.SetNumbers("_NET_WM_PID", 4711)
	mine := d.Open(box(0, 0, 300, 200), "Parley", red)
	mine.SetNumbers("_NET_WM_PID", uint32(os.Getpid()))
	old := d.Open(box(0, 0, 300, 200), "", red)
	old.Set("WM_NAME", "STRING", []byte("M\xfcller\x1b]0;evil\x07"))
	d.OpenPopup(box(10, 10, 100, 100), red)
	d.Open(box(10, 10, 100, 100), "minimised", red).Hide()
	d.Open(box(10, 10, 5, 5), "tiny", red)
	d.Open(box(0, 450, 640, 30), "panel", red).SetNames("_NET_WM_WINDOW_TYPE", "_NET_WM_WINDOW_TYPE_DOCK")
	d.Open(box(0, 0, 640, 480), "ground", red).SetNames("_NET_WM_WINDOW_TYPE", "_NET_WM_WINDOW_TYPE_DESKTOP")
	d.Open(box(0, 0, 640, 480), "hidden", red).SetNames("_NET_WM_STATE", "_NET_WM_STATE_HIDDEN")
	d.MovePointer(1000, 100)
	got, err := List()
	if err != nil {
		t.Fatal(err)
	}
	want := Inventory{Current: "display:2", Sources: []Source{
		{ID: "display:1", Title: "Display 1", Bounds: box(0, 0, 640, 480), connector: "eDP-1"},
		{ID: "display:2", Title: "Display 2", Bounds: box(640, 0, 640, 480), Main: true, connector: "HDMI-1"},
		{ID: one.ID(), Kind: Window, Title: "Budget 2027", App: "Calc", PID: 4711, Bounds: box(700, 100, 200, 150)},
		{ID: mine.ID(), Kind: Window, Title: "Parley", PID: os.Getpid(), Bounds: box(0, 0, 300, 200), Ours: true},
		{ID: old.ID(), Kind: Window, Title: "Müller]0;evil", Bounds: box(0, 0, 300, 200)},
	}}
	if !slices.Equal(got.Sources, want.Sources) || got.Current != want.Current {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestCurrentDisplay(t *testing.T) {
	d := x11test.Start(t, "1280x480x24")
	d.Plug("A", box(0, 0, 640, 480), true)
	d.Plug("B", box(640, 0, 640, 480), false)
	w := d.Open(box(600, 100, 300, 200), "mostly on the right", red)
	current := func() string {
		i, err := List()
		if err != nil {
			t.Fatal(err)
		}
		return i.Current
	}
	d.MovePointer(10, 10)
	if got := current(); got != "display:1" {
		t.Errorf("with the pointer at the left, %s is current", got)
	}
	d.Activate(w)
	if got := current(); got != "display:2" {
		t.Errorf("with the active window at the right, %s is current", got)
	}
	w.Close()
	if got := current(); got != "display:1" {
		t.Errorf("after the end of the window, %s is current", got)
	}
}

func TestListWithoutDesktop(t *testing.T) {
	t.Setenv("DISPLAY", ":99999")
	if _, err := List(); !errors.Is(err, ErrNoDesktop) {
		t.Errorf("List says %v", err)
	}
	if err := Watch(context.Background(), func(Inventory) {}); !errors.Is(err, ErrNoDesktop) {
		t.Errorf("Watch says %v", err)
	}
	if _, err := OpenPreviews(); !errors.Is(err, ErrNoDesktop) {
		t.Errorf("OpenPreviews says %v", err)
	}
}

func TestUnderWayland(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	d.Plug("XWAYLAND0", box(0, 0, 640, 480), true)
	w := d.Open(box(0, 0, 100, 100), "a", red)
	got, err := List()
	if err != nil || len(got.Of(Display)) != 0 || len(got.Of(Window)) != 1 || got.Current != "" {
		t.Errorf("listed %+v with %v", got, err)
	}
	if _, err := Open("display:1", newViewer(t).config(Limits{})); !errors.Is(err, ErrNotFound) {
		t.Errorf("a display opens with %v", err)
	}
	v := newViewer(t)
	v.watch(w.ID(), Limits{})
	v.report(Live)
}

// TestListedByManager has a list of windows that no longer are.
func TestListedByManager(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	a := d.Open(box(0, 0, 100, 100), "a", red)
	b := d.Open(box(0, 0, 100, 100), "b", red)
	d.Announce(b, a)
	a.Close()
	got, err := List()
	if err != nil {
		t.Fatal(err)
	}
	if w := got.Of(Window); len(w) != 1 || w[0].Title != "b" {
		t.Errorf("listed %v", w)
	}
}

// TestUnderManager is with a real one, which puts windows into frames.
func TestUnderManager(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	d.Manage()
	w := d.Open(box(50, 60, 200, 150), "framed", red)
	var s Source
	d.Eventually("the window", func() bool {
		i, err := List()
		if err != nil {
			t.Fatal(err)
		}
		for _, s = range i.Of(Window) {
			if s.ID == w.ID() {
				return i.Current == "display:1"
			}
		}
		return false
	})
	if s.Title != "framed" || s.Bounds.Dx() != 200 || s.Bounds.Dy() != 150 {
		t.Errorf("listed as %+v", s)
	}
	away(d)
	v := newViewer(t)
	v.watch(w.ID(), Limits{})
	p := v.shows(100, 100, red)
	p.Release()
	if p.Width != 200 || p.Height != 150 {
		t.Errorf("captured as %dx%d", p.Width, p.Height)
	}
	w.Place(box(100, 100, 300, 200))
	v.until("the new size", func(p Picture) bool { return p.Width == 300 && p.Height == 200 }).Release()
	w.Close()
	v.report(Ended)
}

func TestHostileProperties(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	w := d.Open(box(0, 0, 100, 100), strings.Repeat("\u202e\x00x\xff", 10000), red)
	w.Set("WM_CLASS", "STRING", []byte(strings.Repeat("y", 100000)))
	w.Set("_NET_WM_PID", "CARDINAL", []byte("12345678"))
	w.SetNames("_NET_WM_STATE", slices.Repeat([]string{"_NET_WM_STATE_ABOVE"}, 10000)...)
	i, err := List()
	if err != nil {
		t.Fatal(err)
	}
	s, found := i.Find(w.ID())
	if !found || s.Title != strings.Repeat("x", maxTitle) || s.App != strings.Repeat("y", maxTitle) || s.PID != 0 {
		t.Errorf("listed as %+v", s)
	}
}

func TestWatch(t *testing.T) {
	d := x11test.Start(t, "1280x480x24")
	ctx, stop := context.WithCancel(t.Context())
	lists, ended := make(chan Inventory, 100), make(chan error, 1)
	go func() { ended <- Watch(ctx, func(i Inventory) { lists <- i }) }()
	until := func(what string, right func(Inventory) bool) {
		t.Helper()
		for i := range lists {
			if right(i) {
				return
			}
		}
		t.Fatal(what)
	}
	until("nothing", func(i Inventory) bool { return len(i.Sources) == 1 })
	w := d.Open(box(10, 10, 100, 100), "first", red)
	titled := func(title string) func(Inventory) bool {
		return func(i Inventory) bool { s, _ := i.Find(w.ID()); return s.Title == title }
	}
	until("a new window", titled("first"))
	w.Retitle("second")
	until("a new title", titled("second"))
	w.Place(box(20, 20, 300, 300))
	until("a new place", func(i Inventory) bool { s, _ := i.Find(w.ID()); return s.Bounds == box(20, 20, 300, 300) })
	d.Plug("A", box(0, 0, 640, 480), true)
	d.Plug("B", box(640, 0, 640, 480), false)
	until("new displays", func(i Inventory) bool { return len(i.Of(Display)) == 2 })
	d.Unplug("B")
	until("a display less", func(i Inventory) bool { return len(i.Of(Display)) == 1 })
	w.Close()
	until("a window less", func(i Inventory) bool { return len(i.Of(Window)) == 0 })
	stop()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	d.Eventually("the end of the connection", func() bool { return d.Clients() == 0 })
}

func TestWatchEndsWithTheDesktop(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	begun, ended := make(chan struct{}, 10), make(chan error, 1)
	go func() { ended <- Watch(t.Context(), func(Inventory) { begun <- struct{}{} }) }()
	<-begun
	d.Kill()
	if err := <-ended; !errors.Is(err, ErrDesktopGone) {
		t.Errorf("ended with %v", err)
	}
}

func TestPreviews(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	w := d.Open(box(100, 100, 200, 100), "below", red)
	p, err := OpenPreviews()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if m, err := p.Draw(w.ID(), 100, 100); err != nil || m.Rect != box(0, 0, 100, 50) || m.RGBAAt(50, 25) != red {
		t.Fatalf("drawn %v with %v", m, err)
	}
	d.Open(box(0, 0, 640, 480), "above", blue)
	w.Fill(box(0, 0, 200, 100), green)
	d.Eventually("what is covered", func() bool {
		m, err := p.Draw(w.ID(), 100, 100)
		return err == nil && m.RGBAAt(50, 25) == green
	})
	first, err := p.Draw(w.ID(), 100, 100)
	if again, _ := p.Draw(w.ID(), 100, 100); err != nil || again != first {
		t.Error("nothing changed and it was drawn again")
	}
	if m, err := p.Draw(w.ID(), 64, 64); err != nil || m.Rect != box(0, 0, 64, 32) {
		t.Errorf("in another size %v, %v", m.Rect, err)
	}
	if m, err := p.Draw("display:1", 64, 64); err != nil || m.Rect != box(0, 0, 64, 48) || m.RGBAAt(30, 30) != blue {
		t.Errorf("the display is %v, %v", m.Rect, err)
	}
	w.Place(box(0, 0, 50, 100))
	d.Eventually("the new size", func() bool {
		m, err := p.Draw(w.ID(), 100, 100)
		return err == nil && m.Rect == box(0, 0, 50, 100)
	})
	w.Close()
	d.Eventually("the end of the window", func() bool {
		_, err := p.Draw(w.ID(), 100, 100)
		return errors.Is(err, ErrNotFound)
	})
	for _, id := range []string{"", "display:2", "window:1"} {
		if _, err := p.Draw(id, 100, 100); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q is drawn with %v", id, err)
		}
	}
	p.Close()
	p.Close()
	if _, err := p.Draw("display:1", 64, 64); err == nil {
		t.Error("drawn after the end")
	}
	d.Eventually("the end of the connection", func() bool { return d.Clients() == 0 })
}

func TestEveryErrorIsExplained(t *testing.T) {
	seen := map[Problem]error{}
	for _, s := range []Source{{Kind: Window, Title: "A"}, {Kind: Display, Title: "Display 1"}} {
		for _, err := range []error{ErrWindowClosed, ErrDisplayUnplugged, ErrUnsupported, ErrNoPicture, errors.New("else")} {
			p := Explain(fmt.Errorf("more: %w", err), s)
			if seen[p] != nil || !strings.HasSuffix(p.Text, ".") || !strings.HasSuffix(p.Hint, ".") {
				t.Errorf("%v and %v are explained by %v", err, seen[p], p)
			}
			seen[p] = err
		}
	}
}
