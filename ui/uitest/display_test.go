//go:build linux

package uitest_test

import (
	"image/color"
	"testing"

	"parley/ui/uitest"
)

func TestDisplay(t *testing.T) {
	d := uitest.Start(t, 640, 480)
	if got := d.Screenshot().Bounds().Dx(); got != 640 {
		t.Fatalf("the screen is %d wide", got)
	}
	if got := d.Windows(); len(got) != 0 {
		t.Fatalf("a fresh display has the windows %v", got)
	}
	d.Move(20, 30)
	d.Key("ctrl+shift+l")
	d.Type("Hello, you!")
}

// TestWindow looks at a window of another program.
func TestWindow(t *testing.T) {
	d := uitest.Start(t, 640, 480)
	w := d.Message("-bg", "red")
	at := w.Bounds.Min
	d.Eventually("the red ground", func() bool {
		return d.Screenshot().At(at.X+2, at.Y+2) == color.RGBA{R: 0xff, A: 0xff}
	})
}

func TestTwoDisplaysAtOnce(t *testing.T) {
	a, b := uitest.Start(t, 320, 240), uitest.Start(t, 320, 240)
	if a.Name == b.Name {
		t.Errorf("both displays are %s", a.Name)
	}
}
