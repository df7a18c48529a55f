//go:build linux

package pinch

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"parley/ui/uitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// hang bounds what must be heard at all.
const hang = 30 * time.Second

// Two fingers move apart and together over a window: it is told how far, and
// where the pointer is.
func TestPinch(t *testing.T) {
	d, pad := uitest.StartTouchpad(t, 1280, 800)
	t.Setenv("DISPLAY", d.Name)
	w := d.Message()
	d.Move(w.Bounds.Min.X+5, w.Bounds.Min.Y+7)
	heard := make(chan Pinch, 16)
	p := open(uint32(w.ID), func(p Pinch) { heard <- p })
	defer p.close()
	expect := func(want Pinch) {
		t.Helper()
		select {
		case got := <-heard:
			if got != want {
				t.Errorf("heard %+v, not %+v", got, want)
			}
		case <-time.After(hang):
			t.Fatalf("%+v was not heard", want)
		}
	}
	d.Eventually("a pinch to be heard", func() bool { // the window may be listed, and not open yet
		pad.Pinch()
		select {
		case got := <-heard:
			heard <- got
			return true
		case <-time.After(100 * time.Millisecond):
			pad.Lift()
			return false
		}
	})
	expect(Pinch{Began: true, Scale: 1, X: 5, Y: 7})
	pad.Spread(1.5)
	expect(Pinch{Scale: 1.5, X: 5, Y: 7})
	pad.Spread(0.25)
	expect(Pinch{Scale: 0.25, X: 5, Y: 7})
	pad.Lift()
	pad.Pinch()
	expect(Pinch{Began: true, Scale: 1, X: 5, Y: 7})
}

// What was pinched while the window was busy comes in order, without what is
// overtaken.
func TestFingers(t *testing.T) {
	var got []Pinch
	f := &fingers{pinched: func(p Pinch) { got = append(got, p) }}
	for _, p := range []Pinch{{Scale: 3}, {Began: true, Scale: 1}, {Scale: 1.1}, {Scale: 1.2}, {Began: true, Scale: 1}} {
		f.put(p)
	}
	if !f.Ready() {
		t.Error("nothing waits")
	}
	f.Present()
	if want := []Pinch{{Scale: 3}, {Began: true, Scale: 1}, {Scale: 1.2}, {Began: true, Scale: 1}}; !slices.Equal(got, want) {
		t.Errorf("came %+v, not %+v", got, want)
	}
	if f.Ready() {
		t.Error("something waits still")
	}
	for range 1000 {
		f.put(Pinch{Began: true, Scale: 1})
	}
	if got = nil; len(f.waiting) > mostWaiting {
		t.Errorf("%d wait", len(f.waiting))
	}
}

// Nothing is heard, and nothing breaks, where there is no window or no display.
func TestNoTouchpad(t *testing.T) {
	t.Setenv("DISPLAY", ":none")
	p := open(1, func(Pinch) { t.Error("something was pinched") })
	p.close()
	p.close()
	var w Watch
	w.Follow(test.NewTempWindow(t, nil), nil, func(Pinch) { t.Error("something was pinched") })
	w.Close()
}
