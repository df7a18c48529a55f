package call

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	core "parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// The sizes of the card that explains the status.
const (
	explainWidth float32 = 380
	explainRows  int     = 3 // people at a time, where more scroll
)

// explainStatus opens a card that says what the words of the status mean, and
// of whom they can be made sure.
func (v *View) explainStatus() {
	if v.snapshot == nil || v.snapshot.Call == nil {
		return
	}
	var rows []fyne.CanvasObject
	for _, e := range explanation(v.snapshot.Call) {
		rows = append(rows, widgets.NewColumn(0,
			widgets.NewLabel(e.word, widgets.Style{Bold: true}),
			widgets.NewLabel(e.meaning, widgets.Style{Color: theme.Muted, Lines: 4})))
	}
	var card *popover
	if people := v.trustRows(func() { card.close() }); len(people) > explainRows {
		scroll := container.NewVScroll(widgets.NewColumn(0, people...))
		scroll.SetMinSize(fyne.NewSize(0, float32(explainRows)*theme.Control+theme.SpaceL))
		rows = append(rows, scroll)
	} else if len(people) > 0 {
		rows = append(rows, widgets.NewColumn(0, people...))
	}
	card = showPopover(v.status, explainWidth, widgets.NewColumn(theme.SpaceM, rows...))
}

// trustRows names everybody else, with a way to make sure of them. before is
// done before anything opens.
func (v *View) trustRows(before func()) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, p := range v.snapshot.Call.Participants {
		key, verb := p.Person.Key, "Compare words"
		parts := []fyne.CanvasObject{widgets.NewLabel(p.Person.Name, widgets.Style{})}
		switch p.Contact.Trust {
		case core.Verified:
			verb = "Show words"
			parts = append(parts, widgets.NewMark())
		case core.Changed:
			parts = append(parts, widgets.NewSign(assets.Alert, theme.Warning, theme.IconLabel))
		case core.Stranger, core.Met:
		}
		parts = append(parts, widgets.NewButton(verb, "", widgets.Quiet, func() { before(); v.compareWords(key) }))
		rows = append(rows, widgets.NewFixed(0, theme.Control, widgets.NewLine(theme.SpaceS, 0, parts...)))
	}
	return rows
}
