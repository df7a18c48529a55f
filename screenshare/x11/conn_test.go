//go:build linux

package x11_test

import (
	"errors"
	"image"
	"testing"
	"time"

	"go.uber.org/goleak"

	"parley/screenshare/x11"
	"parley/screenshare/x11/x11test"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func dial(t *testing.T) *x11.Conn {
	t.Helper()
	c, err := x11.Dial("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestDial(t *testing.T) {
	for _, display := range []string{":99999", "nonsense", "/no/such/socket:0"} {
		if _, err := x11.Dial(display); !errors.Is(err, x11.ErrNoServer) {
			t.Errorf("%q is dialled with %v", display, err)
		}
	}
	d := x11test.Start(t, "640x480x24")
	t.Setenv("DISPLAY", ":99999")
	c, err := x11.Dial(d.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if screen, err := c.Screen(); err != nil || screen != image.Rect(0, 0, 640, 480) {
		t.Errorf("the screen is %v, %v", screen, err)
	}
	if !c.HasShm() || !c.HasDamage() || !c.HasComposite() || !c.HasMotion() {
		t.Error("extensions are missing")
	}
}

// TestRequestsAfterTheEnd tries all kinds on a connection that was cut.
func TestRequestsAfterTheEnd(t *testing.T) {
	x11test.Start(t, "640x480x24")
	c := dial(t)
	s, err := c.NewSegment(4096)
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.NewDamage(c.Root())
	if err != nil {
		t.Fatal(err)
	}
	c.Interrupt()
	for i, err := range []error{
		second(c.Geometry(c.Root())), second(c.AskAttributes(c.Root())()), second(c.Origin(c.Root())),
		second(c.Atom("NAME")), second(c.Monitors()), second(c.Cursor()), second(c.NamePixmap(c.Root())), second(c.NewDamage(c.Root())),
		second(c.NewSegment(4096)), second(s.Grab(x11.Drawable(c.Root()), image.Rect(0, 0, 8, 8))),
		second(c.Grab(x11.Drawable(c.Root()), image.Rect(0, 0, 8, 8))), second(d.Take()), c.Redirect(c.Root()), second(c.Composited()),
	} {
		if !errors.Is(err, x11.ErrClosed) {
			t.Errorf("request %d ends with %v", i, err)
		}
	}
	s.Close()
	d.Close()
	c.Close()
	c.Close()
	c.Interrupt()
	if e, ok := c.Next(); !ok || e.Kind != x11.Closed {
		t.Errorf("the last event is %+v", e)
	}
}

func second[T any](_ T, err error) error { return err }

func TestRefusedRequests(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	w := d.Open(image.Rect(0, 0, 100, 100), "window", x11test.Black)
	c := dial(t)
	nobody := x11.Window(7)
	var refused *x11.RequestError
	for i, err := range []error{
		second(c.Geometry(nobody)), second(c.AskAttributes(nobody)()), second(c.Origin(nobody)), second(c.NewDamage(nobody)),
		second(c.NamePixmap(nobody)), c.Redirect(nobody), c.Redirect(c.Root()),
		second(c.Grab(x11.Drawable(c.Root()), image.Rect(0, 0, 5000, 5000))),
	} {
		if !errors.As(err, &refused) {
			t.Errorf("request %d ends with %v", i, err)
		}
	}
	if p := c.AskProperty(nobody, 1, 100)(); p.Format != 0 || len(p.Data) != 0 {
		t.Errorf("nobody says %v", p)
	}
	if _, err := c.NewSegment(-1); err == nil {
		t.Error("a segment of a negative size")
	}
	if p, err := c.Property(w.Number(), "_NET_WM_NAME", 3); err != nil || string(p.Data) != "win" {
		t.Errorf("three bytes of the title are %q, %v", p.Data, err)
	}
	if _, err := c.Layout(8); !errors.Is(err, x11.ErrLayout) {
		t.Errorf("8 bits have the layout %v", err)
	}
}

// TestManyEvents lets more happen than the backlog holds before any is taken.
func TestManyEvents(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	w := d.Open(image.Rect(0, 0, 100, 100), "window", x11test.Black)
	c := dial(t)
	c.Select(w.Number(), x11.PropertyChanges)
	if _, err := c.Screen(); err != nil { // it is in force from here on
		t.Fatal(err)
	}
	const many = 1000
	for range many {
		w.Retitle("again")
	}
	count := 0
	for end := time.After(30 * time.Second); count < many; {
		select {
		case <-c.Ready():
			for e, ok := c.Next(); ok; e, ok = c.Next() {
				if e.Kind == x11.PropertyChanged && e.Window == w.Number() {
					count++
				}
			}
		case <-end:
			t.Fatalf("%d of %d events", count, many)
		}
	}
	w.Retitle("once more") // and close with one that nobody takes
}
