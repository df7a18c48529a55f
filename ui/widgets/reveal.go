package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/ui/theme"
)

// Revealer scrolls to what got the focus by keyboard: Fyne moves the focus
// out of sight otherwise.
type Revealer struct {
	scroll *container.Scroll
	last   fyne.Focusable
}

// NewRevealer returns a revealer for what is inside scroll.
func NewRevealer(scroll *container.Scroll) *Revealer { return &Revealer{scroll: scroll} }

// Follow looks where the focus is. Call it with the window's frame clock.
func (r *Revealer) Follow() {
	c := canvasOf(r.scroll)
	if c == nil || c.Overlays().Top() != nil || c.Focused() == r.last {
		return
	}
	r.last = c.Focused()
	if o, ok := r.last.(fyne.CanvasObject); ok {
		r.reveal(o)
	}
}

func (r *Revealer) reveal(o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(o).Subtract(driver.AbsolutePositionForObject(r.scroll))
	if at.X < 0 || at.X >= r.scroll.Size().Width {
		return // it is elsewhere in the window
	}
	const margin = theme.SpaceXL
	over, under := at.Y-margin, at.Y+o.Size().Height+margin-r.scroll.Size().Height
	switch {
	case over < 0:
		r.scroll.ScrollToOffset(r.scroll.Offset.AddXY(0, over))
	case under > 0:
		r.scroll.ScrollToOffset(r.scroll.Offset.AddXY(0, min(under, over)))
	}
}
