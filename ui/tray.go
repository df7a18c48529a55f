package ui

import (
	"time"

	"parley/assets"
	"parley/ui/freedesktop"
	"parley/ui/residence"
	"parley/ui/theme"
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

// tuck closes the window and gives back what it took, which a hidden one would
// keep. The empty window in its place keeps Fyne from ending.
func (w *Window) tuck() {
	w.tucked = true
	w.settling = false
	w.leaveLobby()
	w.tidy()
	w.size = w.window.Canvas().Size()
	w.window.Close()
	w.sight.Close()
	w.pad.Close()
	w.window = w.app.NewWindow("Parley")
	w.app.Settings().SetTheme(theme.New(w.look)) // Fyne forgets the fonts that it has parsed for the one before
	w.sayWhere()
	w.links.Go(w.giveBack)
}

// goneAfter is when all that a closed window had has been let go.
const goneAfter = 2 * time.Second

// giveBack makes the program small. It takes longer than the main thread has.
func (w *Window) giveBack() {
	select {
	case <-time.After(goneAfter):
		residence.Shrink()
	case <-w.closed:
	}
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
