package home

import (
	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// address shows where this computer can be called, to be read out or copied.
type address struct {
	content *fyne.Container
	title   *widgets.Label
	text    *widgets.Label
	copy    *widgets.Button
	first   string
	wanted  bool // the page has room for it
}

func newAddress() *address {
	a := &address{
		title:  widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Color: theme.Muted}),
		text:   widgets.NewLabel("", widgets.Style{}),
		wanted: true,
	}
	a.copy = widgets.NewIconButton(assets.Copy, "Copy the address", widgets.Standard, a.copyFirst)
	box := widgets.NewGround(theme.Background, theme.RadiusButton, widgets.NewFixed(80, theme.Control,
		widgets.NewLine(0, 0, widgets.NewInset(0, theme.SpaceM, 0, theme.SpaceM, a.text))))
	box.Edge = theme.Separator
	line := widgets.NewLine(theme.SpaceS, 0, box, a.copy)
	a.content = widgets.NewColumn(6, a.title, line)
	a.content.Hide()
	return a
}

func (a *address) update(s *call.Snapshot) {
	first := ""
	if len(s.Self.Addresses) > 0 {
		first = s.Self.Addresses[0]
	}
	if first != a.first {
		a.first = first
		a.text.SetText(first)
		a.title.SetText("Your address on this network")
		a.copy.Set("", assets.Copy, widgets.Standard)
	}
	a.show()
}

// setVisible says whether the page has room for it.
func (a *address) setVisible(wanted bool) {
	a.wanted = wanted
	a.show()
}

func (a *address) show() { widgets.SetVisible(a.content, a.wanted && a.first != "") }

// copyFirst says so where the eyes are, until the address changes.
func (a *address) copyFirst() {
	fyne.CurrentApp().Clipboard().SetContent(a.first)
	a.title.SetText("Copied. Send it to whoever shall call you.")
	a.copy.Set("", assets.Check, widgets.Standard)
}
