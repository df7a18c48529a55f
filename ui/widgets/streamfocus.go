package widgets

import (
	"fyne.io/fyne/v2"

	"parley/ui/theme"
)

// holder is a row with parts that can have the focus.
type holder interface {
	holds(o fyne.CanvasObject) bool
}

// Follow scrolls to what got the focus by keyboard. Call it with the window's
// frame clock.
func (s *Stream) Follow() {
	c := canvasOf(s)
	if c == nil || c.Overlays().Top() != nil || c.Focused() == s.focused {
		return
	}
	s.focused = c.Focused()
	o, ok := s.focused.(fyne.CanvasObject)
	if !ok {
		return
	}
	for _, row := range s.body.Objects {
		if h, ok := row.(holder); ok && h.holds(o) {
			s.reveal(o)
			return
		}
	}
}

// reveal scrolls until o is in sight; of what is too high, its beginning.
func (s *Stream) reveal(o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	y := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(s.scroll).Y
	over, under := y-theme.SpaceS, y+o.Size().Height+theme.SpaceS-s.scroll.Size().Height
	switch {
	case over < 0:
		s.scroll.ScrollToOffset(s.scroll.Offset.AddXY(0, over))
	case under > 0:
		s.scroll.ScrollToOffset(s.scroll.Offset.AddXY(0, min(under, over)))
	}
}

func (r *MessageRow) holds(o fyne.CanvasObject) bool {
	for _, c := range r.chips {
		if o == fyne.CanvasObject(c) {
			return true
		}
	}
	switch o {
	case r, r.more, r.tools[0], r.tools[1]:
		return true
	}
	return r.card != nil && r.card.holds(o)
}

func (c *FileCard) holds(o fyne.CanvasObject) bool {
	for _, b := range c.buttons {
		if o == fyne.CanvasObject(b) {
			return true
		}
	}
	return false
}

func (r *ActRow) holds(o fyne.CanvasObject) bool { return o == fyne.CanvasObject(r.button) }
