package picker

import (
	"time"

	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/ui/theme"
	"parley/ui/widgets"
)

const (
	margin float32 = theme.SpaceXL
	// oneRow is the width from which modes and buttons stand side by side.
	oneRow float32 = 760
	// leastAbout is the room below which there is none for what a mode is for.
	leastAbout float32 = 120
	// noteRoom is for the words while there is nothing to choose.
	noteRoom float32 = 200
)

// placer is a layout made of one function.
type placer func(size fyne.Size)

// Layout implements fyne.Layout.
func (p placer) Layout(_ []fyne.CanvasObject, size fyne.Size) { p(size) }

// MinSize implements fyne.Layout.
func (p placer) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// paint brings all that is said up to date.
func (p *Picker) paint(now time.Time) {
	p.paintNote(now)
	p.paintChosen()
	p.paintMode()
}

func (p *Picker) paintNote(now time.Time) {
	p.note.SetText(waiting(p.why, now.Sub(p.opened)))
	setVisible(p.note, len(p.sources) == 0)
	setVisible(p.scroll, len(p.sources) > 0)
}

func (p *Picker) paintChosen() {
	for _, g := range p.groups {
		for id, c := range g.cards {
			c.SetChosen(id == p.chosen)
		}
	}
	source := p.source(p.chosen)
	p.share.Set(verb(source), assets.Share, widgets.Primary)
	p.share.SetEnabled(source != nil)
	p.place(p.body.Size())
}

func (p *Picker) paintMode() { p.about.SetText(aboutMode(p.modes.Chosen())) }

// HeightFor is how high everything gets within width.
func (p *Picker) HeightFor(width float32) float32 {
	body := noteRoom
	if len(p.sources) > 0 {
		p.list.Resize(fyne.NewSize(width-2*margin, p.list.MinSize().Height))
		body = p.list.MinSize().Height + theme.SpaceS
	}
	return p.headHeight() + body + p.footHeight(width)
}

func (p *Picker) headHeight() float32 {
	return margin - theme.SpaceXS + p.head.MinSize().Height + theme.SpaceL
}

func (p *Picker) footHeight(width float32) float32 {
	row := p.modes.MinSize().Height
	if width < oneRow {
		return theme.SpaceL + row + theme.SpaceM + theme.Control + theme.SpaceL
	}
	return theme.SpaceL + row + theme.SpaceL
}

func (p *Picker) place(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	put(p.head, margin, margin-theme.SpaceXS, size.Width-2*margin+theme.SpaceS, p.head.MinSize().Height)
	top, foot := p.headHeight(), size.Height-p.footHeight(size.Width)
	put(p.scroll, 0, top, size.Width, max(0, foot-top))
	note := p.note.HeightFor(size.Width - 2*margin)
	put(p.note, margin, top+(foot-top-note)/2, size.Width-2*margin, note)
	put(p.rule, 0, foot, size.Width, theme.StrokeEdge)
	p.placeFoot(size, foot+theme.SpaceL)
}

// placeFoot puts the modes at the left, what the chosen one is for beside
// them, and the buttons at the right, or below where the picker is narrow.
func (p *Picker) placeFoot(size fyne.Size, y float32) {
	modes := p.modes.MinSize()
	put(p.modes, margin, y, modes.Width, modes.Height)
	buttons := y + (modes.Height-theme.Control)/2
	if size.Width < oneRow {
		buttons = y + modes.Height + theme.SpaceM
	}
	left := p.placeButtons(size.Width-margin, buttons)
	if size.Width < oneRow {
		left = size.Width - margin
	}
	x := margin + modes.Width + theme.SpaceL
	room := max(0, left-x-theme.SpaceL)
	setVisible(p.about, room > leastAbout)
	height := p.about.HeightFor(room)
	put(p.about, x, y+(modes.Height-height)/2, room, height)
}

// placeButtons ends the row of buttons at right and returns where it begins.
func (p *Picker) placeButtons(right, y float32) float32 {
	for _, b := range []*widgets.Button{p.share, p.cancel} {
		width := b.MinSize().Width
		right -= width
		put(b, right, y, width, theme.Control)
		right -= theme.SpaceM
	}
	return right + theme.SpaceM
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Resize(fyne.NewSize(width, height))
	o.Move(fyne.NewPos(x, y))
}

func setVisible(o fyne.CanvasObject, visible bool) {
	switch {
	case o.Visible() == visible:
	case visible:
		o.Show()
	default:
		o.Hide()
	}
}
