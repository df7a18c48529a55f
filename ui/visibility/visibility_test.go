//go:build linux

package visibility

import (
	"testing"

	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"parley/ui/uitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A window that is minimised or on another desktop is not seen until it is
// back.
func TestHiddenWindow(t *testing.T) {
	d := uitest.Start(t, 640, 480)
	t.Setenv("DISPLAY", d.Name)
	w := d.Message()
	e := open(uint32(w.ID))
	defer e.close()
	d.Eventually("the window to be seen", e.seen)
	hidden := func() bool { return !e.seen() }
	d.Minimize(w)
	d.Eventually("the minimised window to be hidden", hidden)
	d.Activate(w)
	d.Eventually("the window to be seen again", e.seen)
	d.Turn(1)
	d.Eventually("the window on another desktop to be hidden", hidden)
	d.Turn(0)
	d.Eventually("the window to be seen on its desktop", e.seen)
}

// A window counts as seen where nothing is known of it.
func TestUnknownWindow(t *testing.T) {
	d := uitest.Start(t, 640, 480)
	t.Setenv("DISPLAY", d.Name)
	gone := open(1)
	d.Eventually("a window that is not there to count as seen", gone.seen)
	gone.close()
	t.Setenv("DISPLAY", ":none")
	none := open(1)
	if !none.seen() {
		t.Error("a window without a display is hidden")
	}
	none.close()
	var w Watch
	if !w.Seen(test.NewTempWindow(t, nil)) {
		t.Error("a window that is none of X11's is hidden")
	}
	w.Close()
}
