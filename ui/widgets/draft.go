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

// AcceptsTab implements fyne.Tabbable: Tab moves the focus on, as everywhere.
func (d *draft) AcceptsTab() bool { return false }

// TypedShortcut implements fyne.Shortcutable: what an entry does not know
// belongs to the window, and files that were copied are not pasted as text.
func (d *draft) TypedShortcut(s fyne.Shortcut) {
	if paste, ok := s.(*fyne.ShortcutPaste); ok && d.composer.acts.Paste(paste.Clipboard.Content()) {
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
