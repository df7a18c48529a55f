package ui

import (
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// takeKeys listens to the keys that nothing with the focus uses, and to
// shortcuts wherever the focus is.
func (w *Window) takeKeys() {
	c := w.window.Canvas()
	c.SetOnTypedRune(func(r rune) {
		if w.page == callPage {
			w.call.Letter(unicode.ToLower(r), false)
		}
	})
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { w.key(e.Name) })
	if d, ok := c.(desktop.Canvas); ok {
		d.SetOnKeyDown(func(e *fyne.KeyEvent) { w.hold(e.Name, true) })
		d.SetOnKeyUp(func(e *fyne.KeyEvent) { w.hold(e.Name, false) })
	}
	w.addShortcuts(c)
}

func (w *Window) addShortcuts(c fyne.Canvas) {
	add := func(key fyne.KeyName, modifier fyne.KeyModifier, act func()) {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: modifier}, func(fyne.Shortcut) { act() })
	}
	c.AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) {
		if w.page == callPage {
			w.call.Paste()
		}
	})
	control := fyne.KeyModifierShortcutDefault
	add(fyne.KeyComma, control, w.openSettings)
	add(fyne.KeyQ, control, w.quit)
	add(fyne.KeyK, control, w.find)
	add(fyne.KeyN, control, w.newCall)
	for _, letter := range "mvsigcfpl" {
		key := fyne.KeyName(unicode.ToUpper(letter))
		add(key, fyne.KeyModifierControl|fyne.KeyModifierShift, func() {
			if w.page == callPage {
				w.call.Letter(letter, true)
			}
		})
	}
}

// find puts the cursor where somebody to call is typed.
func (w *Window) find() {
	if talking(w.snapshot) {
		return
	}
	w.leaveLobby()
	w.settle(false)
	w.home.FocusSearch()
}

func (w *Window) key(name fyne.KeyName) {
	switch {
	case name == fyne.KeyF1:
		w.listKeys()
	case w.page == callPage:
		w.call.Key(name)
	case w.page == settingsPage && name == fyne.KeyEscape:
		w.closeSettings()
	case w.page == lobbyPage && name == fyne.KeyEscape:
		w.leaveLobby()
	}
}

func (w *Window) hold(name fyne.KeyName, down bool) {
	if w.page == callPage {
		w.call.HoldKey(name, down)
	}
}
