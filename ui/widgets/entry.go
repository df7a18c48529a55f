package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// entry is Fyne's entry without its box, which the Field around it draws.
type entry struct {
	widget.Entry
	field       *Field
	placeholder string // uncut
	focused     bool
}

func newEntry(f *Field, placeholder string) *entry {
	e := &entry{field: f, placeholder: placeholder}
	e.PlaceHolder = placeholder
	e.ExtendBaseWidget(e)
	e.OnChanged = func(text string) {
		f.Refresh()
		if f.OnChanged != nil {
			f.OnChanged(text)
		}
	}
	e.OnSubmitted = func(text string) {
		if f.OnSubmitted != nil {
			f.OnSubmitted(text)
		}
	}
	return e
}

// FocusGained implements fyne.Focusable.
func (e *entry) FocusGained() {
	e.focused = true
	e.Entry.FocusGained()
	e.field.Refresh()
}

// FocusLost implements fyne.Focusable.
func (e *entry) FocusLost() {
	e.focused = false
	e.Entry.FocusLost()
	e.field.Refresh()
	if e.field.OnLeft != nil {
		e.field.OnLeft(e.Text)
	}
}

// TypedKey implements fyne.Focusable: Escape empties the field first, and
// goes on to what is around once it is empty.
func (e *entry) TypedKey(k *fyne.KeyEvent) {
	switch {
	case k.Name != fyne.KeyEscape:
		e.Entry.TypedKey(k)
	case e.Text != "" && e.field.hint != "":
		e.SetText("")
	default:
		passOn(e, k)
	}
}

// TypedShortcut implements fyne.Shortcutable: what an entry does not know
// belongs to the window. Left and Right move by words.
func (e *entry) TypedShortcut(s fyne.Shortcut) {
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok || custom.KeyName == fyne.KeyLeft || custom.KeyName == fyne.KeyRight {
		e.Entry.TypedShortcut(s)
		return
	}
	if c, ok := canvasOf(e).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// CreateRenderer implements fyne.Widget.
func (e *entry) CreateRenderer() fyne.WidgetRenderer {
	return boxless{e.Entry.CreateRenderer()}
}

// boxless leaves out the two rectangles an entry begins with: its box and its
// border.
type boxless struct{ fyne.WidgetRenderer }

// Objects implements fyne.WidgetRenderer.
func (b boxless) Objects() []fyne.CanvasObject { return b.WidgetRenderer.Objects()[2:] }

// shortenPlaceholder cuts the placeholder to the width of the entry.
func (e *entry) shortenPlaceholder(width float32) {
	room := width - 2*appTheme().Size(fynetheme.SizeNameInnerPadding)
	size := fieldTheme{large: e.field.large}.Size(fynetheme.SizeNameText)
	words := shorten(e.placeholder, room, func(s string) float32 { return measure(s, size, fyne.TextStyle{}) })
	if words != e.PlaceHolder {
		e.SetPlaceHolder(words)
	}
}

// fieldTheme is the app's theme for an entry, or the dark one: with larger
// words in a large field, and without the bar below words that are longer than
// the field.
type fieldTheme struct{ large, dark bool }

func (f fieldTheme) base() fyne.Theme {
	if f.dark {
		return theme.Call()
	}
	return appTheme()
}

// The app's theme is asked through its settings: Fyne's theme.Current may be
// this one while it draws.
func appTheme() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

// Size implements fyne.Theme.
func (f fieldTheme) Size(name fyne.ThemeSizeName) float32 {
	switch {
	case name == fynetheme.SizeNameText && f.large:
		return theme.TextLead
	case name == fynetheme.SizeNameScrollBar, name == fynetheme.SizeNameScrollBarSmall:
		return 0
	}
	return f.base().Size(name)
}

// Color implements fyne.Theme: nothing is shaded at the ends, and no bar shows
// where one of no width is.
func (f fieldTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch name {
	case theme.Shadow, fynetheme.ColorNameScrollBar, fynetheme.ColorNameScrollBarBackground:
		return color.Transparent
	}
	return f.base().Color(name, variant)
}

// Font implements fyne.Theme.
func (f fieldTheme) Font(style fyne.TextStyle) fyne.Resource { return f.base().Font(style) }

// Icon implements fyne.Theme.
func (f fieldTheme) Icon(name fyne.ThemeIconName) fyne.Resource { return f.base().Icon(name) }
