package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// Segments offers a few things side by side, one of which is chosen.
type Segments struct {
	widget.BaseWidget
	options []Option
	chosen  string
	choose  func(id string)
	track   *canvas.Rectangle
	parts   []*Button
}

const segmentInset float32 = 4

// NewSegments returns a choice among a few. choose is called with what the
// person picks, not by Set.
func NewSegments(options []Option, choose func(id string)) *Segments {
	s := &Segments{options: options, choose: choose, track: &canvas.Rectangle{CornerRadius: theme.RadiusInner}}
	for _, o := range options {
		s.parts = append(s.parts, NewButton(o.Text, o.Icon, Plain, func() { s.pick(o.ID) }))
	}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes what is chosen; the same again costs nothing.
func (s *Segments) Set(chosen string) {
	if s.chosen == chosen {
		return
	}
	s.chosen = chosen
	for i, o := range s.options {
		kind := Plain
		if o.ID == chosen {
			kind = Primary
		}
		s.parts[i].SetKind(kind)
	}
}

// Chosen returns the ID of what is chosen.
func (s *Segments) Chosen() string { return s.chosen }

func (s *Segments) pick(id string) {
	if id != s.chosen {
		s.Set(id)
		s.choose(id)
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Segments) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{s.track}
	for _, p := range s.parts {
		objects = append(objects, p)
	}
	return render(s, objects...)
}

func (s *Segments) paint() { s.track.FillColor = ink(s, theme.Sunken) }

// part is how wide every part is: as the widest in bold.
func (s *Segments) part() float32 {
	var width float32
	for _, o := range s.options {
		words := measure(o.Text, theme.TextBody, fyne.TextStyle{Bold: true})
		if o.Icon != "" {
			words += theme.IconInline + theme.SpaceS
		}
		width = max(width, words)
	}
	return width + 2*theme.SpaceL
}

func (s *Segments) least() fyne.Size {
	return fyne.NewSize(float32(len(s.parts))*s.part()+2*segmentInset, theme.Control+2*segmentInset)
}

func (s *Segments) place(size fyne.Size) {
	width := min(s.least().Width, size.Width)
	Put(s.track, 0, 0, width, size.Height)
	part := (width - 2*segmentInset) / float32(len(s.parts))
	for i, p := range s.parts {
		Put(p, segmentInset+float32(i)*part, segmentInset, part, size.Height-2*segmentInset)
	}
}
