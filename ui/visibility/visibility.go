// Package visibility tells whether a window can be seen at all. Fyne does not:
// a window that was minimised, or is on another desktop, is like any other to it.
package visibility

import (
	"fyne.io/fyne/v2"

	"parley/ui/nativewindow"
)

// Watch follows whether one window can be seen. The zero value is ready to
// use. Its methods belong to the main thread.
type Watch struct{ eye *eye }

// Seen says whether a window, the same one until Close, can be seen as far as is known: it is
// not minimised, and its desktop is the one that is shown. Whether other
// windows cover it does not count.
func (w *Watch) Seen(window fyne.Window) bool {
	if w.eye == nil {
		if id := nativewindow.X11(window); id != 0 { // 0 until the window is shown for the first time
			w.eye = open(id)
		}
	}
	return w.eye == nil || w.eye.seen()
}

// Close ends the watch, and makes it ready for another window. It may be called
// any number of times.
func (w *Watch) Close() {
	if w.eye != nil {
		w.eye.close()
		w.eye = nil
	}
}
