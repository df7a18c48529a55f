package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// draft is Fyne's entry of several lines without its box: Enter sends, with
// Shift it begins a line.
type draft struct {
	widget.Entry
	composer *Composer
	focused  bool
	pasting  bool     // what was copied is awaited
	held     []func() // what was typed meanwhile
}

func newDraft(c *Composer) *draft {
	d := &draft{composer: c}
	d.MultiLine, d.Wrapping = true, fyne.TextWrapWord
	d.SetMinRowsVisible(1)
	d.OnChanged = c.changed
	d.ExtendBaseWidget(d)
	return d
}

// FocusGained implements fyne.Focusable.
func (d *draft) FocusGained() {
	d.focused = true
	d.Entry.FocusGained()
	d.composer.Refresh()
}

// FocusLost implements fyne.Focusable.
func (d *draft) FocusLost() {
	d.focused = false
	d.Entry.FocusLost()
	d.composer.Refresh()
}

// TypedKey implements fyne.Focusable.
func (d *draft) TypedKey(k *fyne.KeyEvent) {
	if d.hold(func() { d.TypedKey(k) }) {
		return
	}
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if !shiftHeld() {
			d.composer.send()
			return
		}
	case fyne.KeyUp:
		if d.Text == "" {
			d.composer.acts.EditLast()
			return
		}
	case fyne.KeyEscape:
		if !d.composer.acts.Leave() {
			passOn(d, k)
		}
		return
	}
	d.Entry.TypedKey(k)
}

// TypedRune implements fyne.Focusable.
func (d *draft) TypedRune(r rune) {
	if !d.hold(func() { d.TypedRune(r) }) {
		d.Entry.TypedRune(r)
	}
}

// AcceptsTab implements fyne.Tabbable: Tab moves the focus on, as everywhere.
func (d *draft) AcceptsTab() bool { return false }

// TypedShortcut implements fyne.Shortcutable: what an entry does not know
// belongs to the window, and what is pasted may be no text.
func (d *draft) TypedShortcut(s fyne.Shortcut) {
	if d.hold(func() { d.TypedShortcut(s) }) {
		return
	}
	if _, ok := s.(*fyne.ShortcutPaste); ok {
		d.paste()
		return
	}
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok || custom.KeyName == fyne.KeyLeft || custom.KeyName == fyne.KeyRight {
		d.Entry.TypedShortcut(s)
		return
	}
	if c, ok := canvasOf(d).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// CreateRenderer implements fyne.Widget.
func (d *draft) CreateRenderer() fyne.WidgetRenderer { return boxless{d.Entry.CreateRenderer()} }
