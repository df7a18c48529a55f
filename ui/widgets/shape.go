package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/ui/theme"
)

// shape is the drawn body of what can be pressed: its ground, the overlay of
// hover and press, and the ring of the focus.
type shape struct{ ground, overlay, ring *canvas.Rectangle }

func newShape() shape {
	return shape{&canvas.Rectangle{}, &canvas.Rectangle{}, &canvas.Rectangle{StrokeWidth: theme.StrokeFocus}}
}

func (s shape) objects(more ...fyne.CanvasObject) []fyne.CanvasObject {
	return append([]fyne.CanvasObject{s.ground, s.overlay, s.ring}, more...)
}

// place puts the body at a place and the ring around it, a gap of two units
// between them.
func (s shape) place(x, y, width, height, radius float32) {
	s.ground.CornerRadius, s.overlay.CornerRadius = radius, radius
	Put(s.ground, x, y, width, height)
	Put(s.overlay, x, y, width, height)
	const out = 2 * theme.StrokeFocus
	s.ring.CornerRadius = radius
	if radius != canvas.RadiusMaximum {
		s.ring.CornerRadius += out
	}
	Put(s.ring, x-out, y-out, width+2*out, height+2*out)
}

// paint draws the state of p on a ground of a colour.
func (s shape) paint(p *press, ground fyne.ThemeColorName) {
	s.ground.FillColor = ink(p.self, ground)
	s.overlay.FillColor = ink(p.self, overlayOf(p))
	s.ring.StrokeColor = ink(p.self, ringOf(p))
}

func overlayOf(p *press) fyne.ThemeColorName {
	switch {
	case p.Disabled():
		return ""
	case p.down:
		return theme.Pressed
	case p.hovered:
		return theme.Hover
	}
	return ""
}

func ringOf(p *press) fyne.ThemeColorName {
	if p.focused && !p.Disabled() {
		return theme.Primary
	}
	return ""
}
