package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/ui/theme"
)

// Switch turns something on and off. A click on its words counts, too.
type Switch struct {
	press
	on     bool
	change func(on bool)

	body   shape
	knob   *canvas.Rectangle
	title  *Label
	detail *Label
}

// The sizes of a switch, from the look.
const (
	switchWidth  float32 = 40
	switchHeight float32 = 24
	knobInset    float32 = 3
	switchRow    float32 = 44
)

// NewSwitch returns a switch behind a title and a line that explains it.
// change is called when the person switches, not by SetOn.
func NewSwitch(title, detail string, change func(on bool)) *Switch {
	s := &Switch{
		change: change, body: newShape(), knob: &canvas.Rectangle{CornerRadius: canvas.RadiusMaximum},
		title:  NewLabel(title, Style{}),
		detail: NewLabel(detail, Style{Size: theme.TextCaption, Color: theme.Muted, Lines: 2}),
	}
	s.extend(s, s.toggle)
	return s
}

// On says how it stands.
func (s *Switch) On() bool { return s.on }

// SetOn turns it without telling anybody.
func (s *Switch) SetOn(on bool) {
	if s.on != on {
		s.on = on
		s.Refresh()
	}
}

// SetEnabled lets it be switched, or not.
func (s *Switch) SetEnabled(on bool) {
	if on {
		s.Enable()
	} else {
		s.Disable()
	}
	words := theme.Text
	if !on {
		words = theme.Disabled
	}
	s.title.Set(s.title.Text(), words)
}

func (s *Switch) toggle() {
	s.SetOn(!s.on)
	s.change(s.on)
}

// CreateRenderer implements fyne.Widget.
func (s *Switch) CreateRenderer() fyne.WidgetRenderer {
	return render(s, s.body.objects(s.knob, s.title, s.detail)...)
}

func (s *Switch) paint() {
	track, knob := theme.FieldEdge, theme.OnDanger
	switch {
	case s.Disabled():
		track, knob = theme.Sunken, theme.Disabled
	case s.on:
		track, knob = theme.Primary, theme.OnPrimary
	}
	s.body.paint(&s.press, track)
	s.knob.FillColor = ink(s, knob)
}

func (s *Switch) least() fyne.Size {
	text := s.detail.MinSize().Height + s.title.MinSize().Height
	return fyne.NewSize(switchWidth+120, max(switchRow, text))
}

// HeightFor is how high title and line get within width.
func (s *Switch) HeightFor(width float32) float32 {
	room := width - switchWidth - theme.SpaceL
	return max(switchRow, s.title.MinSize().Height+s.detail.HeightFor(room))
}

func (s *Switch) place(size fyne.Size) {
	x, y := size.Width-switchWidth, (size.Height-switchHeight)/2
	s.body.place(x, y, switchWidth, switchHeight, switchHeight/2)
	side := switchHeight - 2*knobInset
	at := x + knobInset
	if s.on {
		at = x + switchWidth - knobInset - side
	}
	Put(s.knob, at, y+knobInset, side, side)
	room := size.Width - switchWidth - theme.SpaceL
	title, detail := s.title.MinSize().Height, s.detail.HeightFor(room)
	top := (size.Height - title - detail) / 2
	Put(s.title, 0, top, room, title)
	Put(s.detail, 0, top+title, room, detail)
}
