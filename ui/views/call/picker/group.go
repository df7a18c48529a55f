package picker

import (
	"slices"

	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// group is the displays or the windows, in cards side by side.
type group struct {
	object *fyne.Container
	cells  *fyne.Container
	order  []string // the IDs of what it shows
	cards  map[string]*widgets.Thumbnail
}

// perRow is how many cards stand side by side at most.
const perRow = 3

func newGroup(title, aside string) *group {
	g := &group{cards: map[string]*widgets.Thumbnail{}}
	g.cells = widgets.NewCells(widgets.ThumbnailLeast, fyne.NewSize(theme.SpaceXL, theme.SpaceM), perRow)
	caption := widgets.Style{Size: theme.TextCaption, Color: theme.Muted}
	bold := caption
	bold.Bold = true
	g.object = widgets.NewColumn(theme.SpaceS,
		widgets.NewLine(theme.SpaceM, 0, widgets.NewLabel(title, bold), widgets.NewLabel(aside, widgets.Style{
			Size: caption.Size, Color: caption.Color, Align: fyne.TextAlignTrailing, Whole: true,
		})), g.cells)
	return g
}

// fill brings the cards up to date and says whether some came or went. A card
// stays the same as long as its source is there, and with it the focus.
func (g *group) fill(sources []session.ShareSource, fresh func(id string) *widgets.Thumbnail) (changed bool) {
	order := make([]string, len(sources))
	for i, s := range sources {
		order[i] = s.ID
		if g.cards[s.ID] == nil {
			g.cards[s.ID] = fresh(s.ID)
		}
		g.cards[s.ID].Set(iconOf(s), titleOf(s), asideOf(s), s.Thumbnail)
	}
	if slices.Equal(order, g.order) {
		return false
	}
	g.order = order
	g.cells.Objects = g.cells.Objects[:0]
	for _, id := range order {
		g.cells.Objects = append(g.cells.Objects, g.cards[id])
	}
	for id := range g.cards {
		if !slices.Contains(order, id) {
			delete(g.cards, id)
		}
	}
	g.cells.Refresh()
	return true
}

func iconOf(s session.ShareSource) assets.Icon {
	if s.Display {
		return assets.Laptop
	}
	return assets.Window
}

// fill gives both groups their cards.
func (p *Picker) fill() (changed bool) {
	var displays, windows []session.ShareSource
	for _, s := range p.sources {
		if s.Display {
			displays = append(displays, s)
		} else {
			windows = append(windows, s)
		}
	}
	for i, sources := range [2][]session.ShareSource{displays, windows} {
		g := p.groups[i]
		changed = g.fill(sources, p.newCard) || changed
		setVisible(g.object, len(sources) > 0)
	}
	return changed
}

func (p *Picker) newCard(id string) *widgets.Thumbnail {
	return widgets.NewThumbnail(widgets.ThumbnailActs{
		Choose: func() { p.choose(id) },
		Take: func() {
			p.choose(id)
			p.take()
		},
		Key: func(e *fyne.KeyEvent) { p.move(id, e.Name) },
	})
}

func (p *Picker) card(id string) *widgets.Thumbnail {
	for _, g := range p.groups {
		if c := g.cards[id]; c != nil {
			return c
		}
	}
	return nil
}

// choose marks a source as the one to share.
func (p *Picker) choose(id string) {
	p.chosen = id
	p.paintChosen()
	p.reveal(p.card(id))
}

// move goes from a card to another one with the arrow keys.
func (p *Picker) move(from string, key fyne.KeyName) {
	to := next(p.groups[0].order, p.groups[1].order, p.perRow(), from, key)
	if c := p.card(to); c != nil {
		p.focus(c)
	}
}

// perRow is how many cards stand side by side now.
func (p *Picker) perRow() int {
	const gap = theme.SpaceXL
	room := p.scroll.Size().Width - 2*margin
	return max(1, min(perRow, int((room+gap)/(widgets.ThumbnailLeast+gap))))
}

// heading is the room of the first group's title, which is worth seeing with
// the cards below.
const heading = theme.Space2XL

// reveal scrolls to a card that is out of sight.
func (p *Picker) reveal(c *widgets.Thumbnail) {
	if c == nil || p.scroll.Size().Height <= 0 {
		return
	}
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(c).Y - driver.AbsolutePositionForObject(p.scroll.Content).Y
	bottom := top + c.Size().Height
	y := min(max(p.scroll.Offset.Y, bottom-p.scroll.Size().Height+theme.SpaceS), top-theme.SpaceS)
	if y < heading && bottom <= p.scroll.Size().Height {
		y = 0
	}
	if y != p.scroll.Offset.Y {
		p.scroll.ScrollToOffset(fyne.NewPos(0, y))
	}
}
