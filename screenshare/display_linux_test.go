package screenshare

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"strings"
	"testing"
	"time"

	"parley/screenshare/x11/x11test"
)

var testColours = []color.RGBA{red, green, blue, white, black, orange, {1, 2, 3, 255}, {200, 100, 50, 255}}

func TestDisplay(t *testing.T) {
	for _, depth := range []int{24, 16, 30} {
		t.Run(fmt.Sprint(depth), func(t *testing.T) {
			d := x11test.Start(t, fmt.Sprintf("640x480x%d", depth))
			away(d)
			v := newViewer(t)
			v.watch("display:1", Limits{})
			p := v.shows(320, 240, black)
			p.Release()
			if p.Width != 640 || p.Height != 480 {
				t.Errorf("the picture is %dx%d", p.Width, p.Height)
			}
			if depth != 24 {
				return
			}
			w := d.Open(box(100, 100, 200, 100), "window", red)
			for _, c := range testColours {
				w.Fill(box(0, 0, 200, 100), c)
				p := v.shows(150, 150, c)
				p.Release()
				if len(p.Changed) != 1 || p.Changed[0] != box(100, 100, 200, 100) {
					t.Errorf("changed %v", p.Changed)
				}
			}
		})
	}
}

func TestResizedDisplayIsFollowed(t *testing.T) {
	d := x11test.Start(t, "1024x768x24")
	away(d)
	v := newViewer(t)
	v.watch("display:1", Limits{})
	for _, size := range []image.Point{{800, 600}, {640, 481}, {1024, 768}} {
		d.Resize(size.X, size.Y)
		p := v.until("the new size", func(p Picture) bool { return p.Width == size.X && p.Height == size.Y&^1 })
		p.Release()
		if p.Share != 1 {
			t.Errorf("of a new size %v changed", p.Changed)
		}
	}
	for v.report(Live).Source.Bounds != box(0, 0, 1024, 768) {
	}
}

func TestTwoDisplays(t *testing.T) {
	d := x11test.Start(t, "1280x480x24")
	d.Plug("LEFT", box(0, 0, 640, 480), false)
	d.Plug("RIGHT", box(640, 0, 640, 480), true)
	left := d.Open(box(0, 0, 640, 480), "left", red)
	right := d.Open(box(640, 0, 640, 480), "right", blue)
	d.MovePointer(10, 10)
	v := newViewer(t)
	v.watch("display:2", Limits{})
	v.shows(10, 10, blue).Release()
	v.settle()
	for range 20 {
		left.Fill(box(5, 5, 50, 50), green)
	}
	if n := v.still(200 * time.Millisecond); n != 0 {
		t.Errorf("%d pictures of the other display", n)
	}
	right.Fill(box(40, 50, 60, 70), green)
	p := v.shows(60, 80, green)
	p.Release()
	if len(p.Changed) != 1 || p.Changed[0] != box(40, 50, 60, 70) {
		t.Errorf("changed %v", p.Changed)
	}
	d.Unplug("RIGHT")
	s := v.report(Ended)
	if !errors.Is(s.Err, ErrDisplayUnplugged) || !strings.Contains(s.Problem.Text, "Display 2 is no longer connected") {
		t.Errorf("ended with %v: %v", s.Err, s.Problem)
	}
}

func TestDisplayIsFollowedByItsConnector(t *testing.T) {
	d := x11test.Start(t, "1280x480x24")
	away(d)
	d.Plug("B", box(640, 0, 640, 480), true)
	d.Plug("A", box(0, 0, 640, 480), false)
	d.Open(box(640, 0, 640, 480), "window", blue)
	v := newViewer(t)
	v.watch("display:2", Limits{})
	v.shows(10, 10, blue).Release()
	d.Unplug("A")
	for v.report(Live).Source.ID != "display:1" {
	}
	d.Plug("B", box(740, 80, 400, 300), true)
	v.until("the new size", func(p Picture) bool { return p.Width == 400 && p.Height == 300 }).Release()
}

func TestServerGone(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	w := d.Open(box(0, 0, 100, 100), "window", blue)
	for _, id := range []string{"display:1", w.ID()} {
		v := newViewer(t)
		v.watch(id, Limits{})
		v.report(Live)
		defer func() {
			if s := v.report(Ended); !errors.Is(s.Err, ErrDesktopGone) || s.Problem == nil {
				t.Errorf("ended with %v", s)
			}
		}()
	}
	d.Kill()
}

// TestServerHangs closes everything while the server answers nothing.
func TestServerHangs(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	w := d.Open(box(0, 0, 100, 100), "window", blue)
	p, err := OpenPreviews()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	listed, ended := make(chan struct{}, 10), make(chan error, 1)
	go func() { ended <- Watch(ctx, func(Inventory) { listed <- struct{}{} }) }()
	<-listed
	b := showBadge(t, box(0, 0, 640, 480))
	var captures []*Capture
	for _, id := range []string{"display:1", w.ID()} {
		v := newViewer(t)
		captures = append(captures, v.watch(id, Limits{}))
		v.report(Live)
	}
	d.Freeze()
	drawn := make(chan error)
	go func() {
		_, err := p.Draw("display:1", 64, 64)
		drawn <- err
	}()
	time.Sleep(100 * time.Millisecond) // until all of them wait for an answer
	for _, c := range captures {
		c.Close()
	}
	b.Close()
	p.Close()
	if err := <-drawn; err == nil {
		t.Error("a picture came from a server that hangs")
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Watch ended with %v", err)
	}
}

func TestScaledDown(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	w := d.Open(box(0, 0, 640, 480), "window", red)
	v := newViewer(t)
	c := v.watch("display:1", Limits{Width: 320, Height: 300})
	p := v.shows(150, 150, red)
	p.Release()
	if p.Width != 320 || p.Height != 240 {
		t.Fatalf("scaled to %dx%d", p.Width, p.Height)
	}
	w.Fill(box(101, 101, 100, 50), green)
	p = v.shows(75, 65, green)
	p.Release()
	if len(p.Changed) != 1 || p.Changed[0] != box(50, 50, 51, 26) {
		t.Errorf("changed %v", p.Changed)
	}
	c.Limit(Limits{FPS: 30})
	v.until("the full size", func(p Picture) bool { return p.Width == 640 && p.Height == 480 }).Release()
}

func TestRate(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	away(d)
	w := d.Open(box(0, 0, 640, 480), "window", red)
	v := newViewer(t)
	v.watch(w.ID(), Limits{FPS: 20})
	v.shows(5, 5, red).Release()
	stop := time.After(time.Second)
	for i := 0; ; i++ {
		select {
		case <-stop:
			if n := v.still(0); n > 22 {
				t.Errorf("%d pictures in a second", n)
			}
			return
		default:
			w.Fill(box(0, 0, 100, 100), testColours[i%2])
		}
	}
}

// TestNothingIsLeft opens and closes captures in all ways and counts what
// remains: connections, segments; goroutines are counted after all tests.
func TestNothingIsLeft(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	before := segments(t)
	w := d.Open(box(0, 0, 300, 300), "window", red)
	gone := d.Open(box(0, 0, 300, 300), "window", red)
	for range 5 {
		for _, id := range []string{"display:1", w.ID()} {
			v := newViewer(t)
			c := v.watch(id, Limits{})
			v.until("a picture", func(Picture) bool { return true }).Release()
			c.Close()
			c.Close()
		}
	}
	v := newViewer(t)
	v.watch(gone.ID(), Limits{})
	gone.Close()
	v.report(Ended)
	d.Eventually("the end of all connections", func() bool { return d.Clients() == 0 })
	if after := segments(t); after > before {
		t.Errorf("%d segments of shared memory are left", after-before)
	}
}

// segments counts the shared memory of this process and of those that have died.
func segments(t *testing.T) (count int) {
	t.Helper()
	data, err := os.ReadFile("/proc/sysvipc/shm")
	if err != nil {
		t.Skip(err)
	}
	self := fmt.Sprint(os.Getpid())
	for line := range strings.Lines(string(data)) {
		if fields := strings.Fields(line); len(fields) > 5 && fields[4] == self {
			count++
		}
	}
	return count
}

func TestWithoutSharedMemory(t *testing.T) {
	d := x11test.Start(t, "640x480x24", "-extension", "MIT-SHM")
	away(d)
	w := d.Open(box(100, 100, 200, 150), "window", orange)
	for id, at := range map[string]image.Point{"display:1": {150, 150}, w.ID(): {50, 50}} {
		v := newViewer(t)
		v.watch(id, Limits{})
		v.shows(at.X, at.Y, orange).Release()
	}
	p, err := OpenPreviews()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, id := range []string{"display:1", w.ID()} {
		if m, err := p.Draw(id, 64, 48); err != nil || m.RGBAAt(20, 15).R < orange.R-3 || m.RGBAAt(20, 15).B > orange.B {
			t.Errorf("%s is drawn %v with %v, %v", id, m.Rect, m.RGBAAt(20, 15), err)
		}
	}
}

func TestWithoutExtensions(t *testing.T) {
	d := x11test.Start(t, "640x480x24", "-extension", "Composite", "-extension", "DAMAGE")
	away(d)
	w := d.Open(box(100, 100, 200, 150), "window", orange)
	if _, err := Open(w.ID(), newViewer(t).config(Limits{})); !errors.Is(err, ErrUnsupported) {
		t.Errorf("a window opens with %v", err)
	}
	v := newViewer(t)
	v.watch("display:1", Limits{})
	v.shows(150, 150, orange).Release()
	w.Fill(box(0, 0, 200, 150), blue)
	v.shows(150, 150, blue).Release()
}
