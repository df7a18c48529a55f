package widgets

import "fyne.io/fyne/v2"

// paste asks for what was copied. Until it is there, what is typed waits, so
// that all comes in the order that the person gave it.
func (d *draft) paste() {
	if !d.pasting {
		d.pasting = true
		d.composer.acts.Paste(d.pasted)
	}
}

// pasted writes what was copied, and then what was typed since.
func (d *draft) pasted(text string) {
	d.pasting = false
	if text != "" {
		d.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: copied(text)})
	}
	held := d.held
	d.held = nil
	for _, typed := range held {
		typed() // waits again if it follows another paste
	}
}

// hold keeps what was typed for when the pasted text is there, and reports
// whether it has to wait for that.
func (d *draft) hold(typed func()) bool {
	if d.pasting {
		d.held = append(d.held, typed)
	}
	return d.pasting
}

// copied is a clipboard with a text.
type copied string

// Content implements fyne.Clipboard.
func (c copied) Content() string { return string(c) }

// SetContent implements fyne.Clipboard.
func (c copied) SetContent(string) {}
