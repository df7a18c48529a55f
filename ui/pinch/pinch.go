// Package pinch hears two fingers on a touchpad that move apart or together.
// Fyne tells nothing of them.
package pinch

import (
	"fyne.io/fyne/v2"

	"parley/ui/bridge"
	"parley/ui/nativewindow"
)

// Pinch is how far the fingers have come.
type Pinch struct {
	Began bool    // the fingers have just touched
	Scale float64 // how much farther apart they are than when they began
	X, Y  float32 // where the pointer is, in pixels from the upper left of the window
}

// Clock calls pictures on the main thread, and so what is pinched.
type Clock interface {
	Add(bridge.Picture)
	Remove(bridge.Picture)
	Wake()
}

// Watch hears what is pinched over one window. The zero value is ready to use.
// Its methods belong to the main thread.
type Watch struct {
	clock   Clock
	fingers *fingers
	pad     *pad
}

// Follow hands what is pinched over a window, the same one always, to pinched,
// on the main thread. It does nothing when it does so already, so that it can
// be called again until the window is on the screen. Where touchpads tell nothing
// of pinches, nothing comes.
func (w *Watch) Follow(window fyne.Window, clock Clock, pinched func(Pinch)) {
	if w.pad != nil {
		return
	}
	id := nativewindow.X11(window)
	if id == 0 { // until the window is shown for the first time
		return
	}
	w.clock, w.fingers = clock, &fingers{pinched: pinched}
	clock.Add(w.fingers)
	w.pad = open(id, func(p Pinch) {
		w.fingers.put(p)
		clock.Wake()
	})
}

// Close ends the watch. It may be called any number of times.
func (w *Watch) Close() {
	if w.pad != nil {
		w.pad.close()
		w.clock.Remove(w.fingers)
		w.pad = nil
	}
}
