package home

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// empty says what the page is for, to somebody who knows nobody yet.
type empty struct{ content *fyne.Container }

func newEmpty(actions Actions, typeAddress func()) *empty {
	title := widgets.NewLabel("Nobody else is here yet", widgets.Style{Size: theme.TextTitle, Bold: true, Lines: 2})
	text := widgets.NewLabel("People on your network who open Parley appear here on their own. You can also reach someone yourself:",
		widgets.Style{Size: theme.TextLead, Color: theme.Muted, Lines: 6})
	ways := widgets.NewColumn(theme.SpaceL,
		way(assets.Link, "Meet by a link", "Whoever has the link can join, wherever they are.", "New call", actions.NewCall),
		way(assets.Keyboard, "Call an address", "It stands at the bottom of their Parley window.", "Enter address", typeAddress),
		way(assets.Wave, "Check picture and sound", "See and hear yourself as others will.", "Open devices", actions.Settings))
	words := widgets.NewColumn(theme.SpaceXS, title, text, widgets.NewGap(0, theme.SpaceM), ways)
	body := container.New(emptyLayout{}, newDrawing(), words)
	hint := widgets.NewStrip()
	hint.Set(widgets.ToneHint, "Expecting someone? Some guest networks keep computers apart. Use the same Wi-Fi, or call their address.", "", nil, nil)
	return &empty{widgets.NewColumn(theme.SpaceL, widgets.NewCard(body), hint)}
}

// way is one thing to do next, with its button.
func way(icon assets.Icon, title, text, verb string, act func()) fyne.CanvasObject {
	sign := widgets.NewSign(icon, theme.Primary, theme.IconInline)
	square := widgets.NewGround(theme.Tint, theme.RadiusButton, widgets.NewFixed(36, 36, sign))
	words := widgets.NewColumn(0, widgets.NewLabel(title, widgets.Style{Bold: true}),
		widgets.NewLabel(text, widgets.Style{Size: theme.TextCaption, Color: theme.Muted, Lines: 3}))
	button := widgets.NewButton(verb, "", widgets.Standard, act)
	return widgets.NewLine(theme.SpaceM, 1, square, words, widgets.NewFixed(136, theme.Control, button))
}

// emptyLayout sets the drawing beside the words where there is room for it.
type emptyLayout struct{}

const (
	drawingRoom  float32 = 300
	drawingFrom  float32 = 640 // the width from which there is room
	emptyPadding float32 = 40
)

// MinSize implements fyne.Layout.
func (emptyLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(260, objects[1].MinSize().Height+2*emptyPadding)
}

// Layout implements fyne.Layout.
func (emptyLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, margin := drawingRoom, emptyPadding
	roomy := size.Width >= drawingFrom
	widgets.SetVisible(objects[0], roomy)
	if !roomy {
		left, margin = theme.SpaceXL, theme.SpaceXL
	}
	drawing := objects[0].MinSize()
	widgets.Put(objects[0], emptyPadding, (size.Height-drawing.Height)/2, drawing.Width, drawing.Height)
	widgets.Put(objects[1], left, emptyPadding, size.Width-left-margin, size.Height-2*emptyPadding)
}

// stroke is how thick the drawing's lines are.
const stroke = 2.5

// newDrawing draws two computers: somebody at the one, room at the other.
func newDrawing() fyne.CanvasObject {
	screen := widgets.NewGround(theme.Tint, theme.RadiusSmall, nil)
	screen.Edge, screen.Stroke = theme.Primary, stroke
	room := widgets.NewGround(theme.Surface, theme.RadiusSmall, nil)
	room.Edge, room.Stroke = theme.Disabled, stroke
	d := container.New(drawing{})
	add := func(o fyne.CanvasObject, x, y, width, height float32) {
		widgets.Put(o, x, y, width, height)
		d.Add(o)
	}
	add(screen, 12, 0, 87, 63)
	add(widgets.NewGround(theme.Primary, 3, nil), 0, 72, 110, 5)
	add(widgets.NewSign(assets.Person, theme.Primary, 40), 35, 11, 40, 40)
	add(room, 126, 30, 76, 56)
	add(widgets.NewGround(theme.Disabled, 3, nil), 114, 95, 100, 5)
	add(widgets.NewSign(assets.Plus, theme.Disabled, 28), 150, 44, 28, 28)
	return d
}

// drawing leaves its parts where they were put.
type drawing struct{}

// MinSize implements fyne.Layout.
func (drawing) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(216, 102) }

// Layout implements fyne.Layout.
func (drawing) Layout([]fyne.CanvasObject, fyne.Size) {}
