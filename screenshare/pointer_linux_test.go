package screenshare

import (
	"image"
	"testing"
	"time"

	"parley/screenshare/x11/x11test"
)

func TestPointerIsInThePicture(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	w := d.Open(box(0, 0, 640, 480), "window", white)
	d.MovePointer(100, 100)
	for _, id := range []string{"display:1", w.ID()} {
		v := newViewer(t)
		v.watch(id, Limits{})
		d.MovePointer(300, 200)
		at := func(x, y int) func(Picture) bool {
			return func(p Picture) bool { return hasInk(p, box(x-12, y-12, 24, 24)) }
		}
		v.until("the pointer", at(300, 200)).Release()
		v.settle()
		d.MovePointer(500, 400)
		p := v.until("the pointer elsewhere", at(500, 400))
		p.Release()
		if !p.Pointer || len(p.Changed) != 0 {
			t.Errorf("%s: the pointer moved: %v, changed %v", id, p.Pointer, p.Changed)
		}
		if hasInk(p, box(290, 190, 40, 40)) {
			t.Errorf("%s: the pointer left a trace", id)
		}
	}
}

// hasInk reports whether anything but white is in a part of a picture.
func hasInk(p Picture, part image.Rectangle) bool {
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if p.Y[y*p.StrideY+x] < 200 {
				return true
			}
		}
	}
	return false
}

// TestPointerRests lets it lie still until nobody asks where it is, and moves it.
func TestPointerRests(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	w := d.Open(box(0, 0, 640, 480), "window", white)
	for _, id := range []string{"display:1", w.ID()} {
		d.MovePointer(100, 100)
		target, err := parseID(id)
		if err != nil {
			t.Fatal(err)
		}
		g, err := open(target, true)
		if err != nil {
			t.Fatal(err)
		}
		defer g.close()
		look := func() sight {
			seen, err := g.look()
			if err != nil {
				t.Fatal(err)
			}
			if seen.fresh {
				if _, err := g.grab(); err != nil {
					t.Fatal(err)
				}
			}
			return seen
		}
		d.Eventually("rest", func() bool { return look().calm })
		d.MovePointer(200, 200)
		d.Eventually("word of the movement", func() bool { return !look().calm })
	}
}

func TestPointerStaysOutOfCoveredWindows(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	w := d.Open(box(0, 0, 300, 300), "window", white)
	d.Open(box(100, 100, 300, 300), "cover", blue)
	d.MovePointer(150, 150)
	v := newViewer(t)
	c := v.watch(w.ID(), Limits{})
	c.Refresh()
	p := v.shows(20, 20, white)
	p.Release()
	if hasInk(p, box(130, 130, 40, 40)) {
		t.Error("the pointer is seen through what covers the window")
	}
	d.MovePointer(50, 50)
	v.until("the pointer", func(p Picture) bool { return hasInk(p, box(40, 40, 24, 24)) }).Release()
}

func TestHiddenPointer(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	d.Open(box(0, 0, 640, 480), "window", white)
	d.MovePointer(100, 100)
	v := newViewer(t)
	config := v.config(Limits{})
	config.HidePointer = true
	c, err := Open("display:1", config)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	p := v.shows(20, 20, white)
	p.Release()
	if hasInk(p, box(80, 80, 40, 40)) {
		t.Error("the pointer is there")
	}
	d.MovePointer(200, 200)
	if n := v.still(200 * time.Millisecond); n != 0 {
		t.Errorf("%d pictures of a pointer that is not wanted", n)
	}
}
