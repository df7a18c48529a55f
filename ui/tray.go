package ui

import (
	"runtime/debug"

	"parley/assets"
	"parley/ui/freedesktop"
	"parley/ui/tray"
)

// newTray takes a place in the tray of the desktop, where there is one.
func (w *Window) newTray() *tray.Tray {
	later := func(act func()) func() { return func() { w.answers.put(act) } }
	return tray.New(tray.Options{
		Title: "Parley", Icon: assets.AppIcon, Main: w.answers.put, Open: later(w.Show),
		Menu: []tray.Item{{Label: "Open Parley", Act: later(w.Show)}, {Label: "Quit", Act: later(w.quit)}},
		Found: func(there bool) {
			w.answers.put(func() { w.settings.SetTray(there) })
		},
	})
}

// leave is what closing the window does: Parley stays in the tray, where there
// is one, and reachable, unless the person wants otherwise. In a call they are
// asked, as closing its window leaves nothing to hang up with.
func (w *Window) leave() {
	if talking(w.snapshot) || !w.snapshot.Settings.StayOpen || !w.tray.There() {
		w.quit()
		return
	}
	w.tuck()
}

// tuck closes the window and gives back what it took: hidden, it would keep
// tens of megabytes of OpenGL's.
func (w *Window) tuck() {
	w.tucked = true
	w.entering, w.settling = false, false
	w.lobby.Close()
	w.turn()
	w.tidy()
	size := w.window.Canvas().Size()
	w.window.Close()
	w.sight.Close()
	w.pad.Close()
	w.prepare(size)
	w.sayWhere()
	go debug.FreeOSMemory() // takes longer than the main thread has
}

// sayWhere says once where Parley is.
func (w *Window) sayWhere() {
	if w.told {
		return
	}
	w.told = true
	w.desktop.Notify(&freedesktop.Notification{
		Title: "Parley is still open", Text: "People can call you. Its icon in the tray opens it again, or quits.", Silent: true,
		Actions: []freedesktop.Action{{Label: "Quit", Act: func() { w.answers.put(w.quit) }}},
	})
}
