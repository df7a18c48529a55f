package call

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
	"parley/ui/widgets"
)

// popover is a card beside what opened it. A click beside it or Escape takes
// it away.
type popover struct {
	widget.BaseWidget
	canvas fyne.Canvas
	anchor fyne.CanvasObject
	width  float32
	card   *container.ThemeOverride
	body   *fyne.Container
}

// showPopover opens a card with content of a width at anchor.
func showPopover(anchor fyne.CanvasObject, width float32, content fyne.CanvasObject) *popover {
	c := fyne.CurrentApp().Driver().CanvasForObject(anchor)
	if c == nil {
		return nil
	}
	const margin = theme.SpaceL
	ground := widgets.NewGround(theme.Raised, theme.RadiusCard, widgets.NewInset(margin, margin, margin, margin, content))
	ground.Edge = theme.Separator
	p := &popover{canvas: c, anchor: anchor, width: width, card: container.NewThemeOverride(ground, theme.Call())}
	p.body = placed(p.place, p.card)
	p.ExtendBaseWidget(p)
	c.Overlays().Add(p)
	p.Resize(c.Size())
	c.Focus(p)
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *popover) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.body) }

// Tapped implements fyne.Tappable.
func (p *popover) Tapped(e *fyne.PointEvent) {
	at, size := p.card.Position(), p.card.Size()
	inside := e.Position.X >= at.X && e.Position.Y >= at.Y && e.Position.X < at.X+size.Width && e.Position.Y < at.Y+size.Height
	if !inside {
		p.close()
	}
}

// TypedKey takes the keys that nothing in the card used.
func (p *popover) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		p.close()
	}
}

// FocusGained implements fyne.Focusable: the card has the keys while it is open.
func (p *popover) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (p *popover) FocusLost() {}

// TypedRune implements fyne.Focusable: letters mean what they mean without it.
func (p *popover) TypedRune(r rune) {
	if take := p.canvas.OnTypedRune(); take != nil {
		take(r)
	}
}

func (p *popover) close() {
	if p == nil {
		return // it never opened
	}
	p.canvas.Overlays().Remove(p)
}

// place puts the card under its anchor, or over it where there is no room.
func (p *popover) place(size fyne.Size) {
	const margin = theme.SpaceS
	width := min(p.width, size.Width-2*margin)
	p.card.Resize(fyne.NewSize(width, p.card.MinSize().Height)) // breaks the lines
	height := p.card.MinSize().Height
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p.anchor)
	x := max(margin, min(at.X, size.Width-width-margin))
	y := at.Y + p.anchor.Size().Height + margin
	if y+height > size.Height-margin {
		y = max(margin, at.Y-margin-height)
	}
	put(p.card, x, y, width, height)
}
