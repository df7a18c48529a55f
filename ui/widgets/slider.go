package widgets

import (
	"fmt"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
)

// Slider sets a share of something, such as a volume, and says it in percent.
type Slider struct {
	press
	icon    assets.Icon
	value   float64
	told    float64 // the value that change heard last
	most    float64
	dragged bool
	change  func(value float64)

	sign   *canvas.Image
	track  *canvas.Rectangle
	filled *canvas.Rectangle
	body   shape // the knob
	words  *canvas.Text
}

// The sizes of a slider, from the look.
const (
	trackHeight float32 = 4
	knobSide    float32 = 20
	percentRoom float32 = 52
	sliderStep          = 0.05
)

// NewSlider returns a slider from 0 to most, where 1 is 100 %. change is
// called when the person moves it, not by SetValue; while it is dragged only
// now and then, since what it sets may be written to a disk.
func NewSlider(icon assets.Icon, most float64, change func(value float64)) *Slider {
	s := &Slider{
		icon: icon, most: most, change: change, sign: newSign(), body: newShape(),
		track:  &canvas.Rectangle{CornerRadius: canvas.RadiusMaximum},
		filled: &canvas.Rectangle{CornerRadius: canvas.RadiusMaximum},
		words:  &canvas.Text{TextSize: theme.TextBody, Alignment: fyne.TextAlignTrailing},
	}
	s.extend(s, nil)
	return s
}

// Value returns where it stands.
func (s *Slider) Value() float64 { return s.value }

// SetValue moves it without telling anybody, unless the person drags it.
func (s *Slider) SetValue(value float64) {
	if !s.dragged {
		s.show(value)
		s.told = s.value
	}
}

func (s *Slider) show(value float64) {
	value = max(0, min(s.most, value))
	if value != s.value {
		s.value = value
		s.Refresh()
	}
}

// TypedKey implements fyne.Focusable.
func (s *Slider) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyDown:
		s.move(s.value - sliderStep)
	case fyne.KeyRight, fyne.KeyUp:
		s.move(s.value + sliderStep)
	case fyne.KeyHome:
		s.move(0)
	case fyne.KeyEnd:
		s.move(s.most)
	default:
		s.press.TypedKey(e)
	}
}

// Tapped implements fyne.Tappable.
func (s *Slider) Tapped(e *fyne.PointEvent) { s.move(s.at(e.Position.X)) }

// Dragged implements fyne.Draggable.
func (s *Slider) Dragged(e *fyne.DragEvent) {
	s.dragged = true
	s.show(s.at(e.Position.X))
	if math.Abs(s.value-s.told) >= sliderStep {
		s.tell()
	}
}

// DragEnd implements fyne.Draggable.
func (s *Slider) DragEnd() {
	s.dragged = false
	s.tell()
}

// at is the value at a place, in whole percents.
func (s *Slider) at(x float32) float64 {
	left, width := s.run()
	return math.Round(s.most*float64((x-left)/width)*100) / 100
}

func (s *Slider) move(value float64) {
	s.show(math.Round(value*100) / 100)
	s.tell()
}

func (s *Slider) tell() {
	if s.value != s.told && !s.Disabled() {
		s.told = s.value
		s.change(s.value)
	}
}

// run is where the knob's middle can be, and how far it can go.
func (s *Slider) run() (left, width float32) {
	if s.icon != "" {
		left = theme.IconInline + theme.SpaceM
	}
	left += knobSide / 2
	return left, max(1, s.Size().Width-left-knobSide/2-percentRoom)
}

// CreateRenderer implements fyne.Widget.
func (s *Slider) CreateRenderer() fyne.WidgetRenderer {
	return render(s, append([]fyne.CanvasObject{s.sign, s.words, s.track, s.filled}, s.body.objects()...)...)
}

func (s *Slider) paint() {
	s.track.FillColor, s.filled.FillColor = ink(s, theme.Separator), ink(s, theme.Primary)
	s.body.paint(&s.press, theme.Surface)
	s.body.ground.StrokeColor, s.body.ground.StrokeWidth = ink(s, theme.Primary), theme.StrokeFocus
	s.words.Text = fmt.Sprintf("%.0f %%", s.value*100)
	s.words.Color = ink(s, theme.Text)
	setSign(s.sign, s.icon, ink(s, theme.Muted))
}

func (s *Slider) least() fyne.Size { return fyne.NewSize(160, theme.Control) }

func (s *Slider) place(size fyne.Size) {
	left, width := s.run()
	middle := size.Height / 2
	Put(s.sign, 0, middle-theme.IconInline/2, theme.IconInline, theme.IconInline)
	Put(s.track, left, middle-trackHeight/2, width, trackHeight)
	at := width * float32(s.value/s.most)
	Put(s.filled, left, middle-trackHeight/2, at, trackHeight)
	s.body.place(left+at-knobSide/2, middle-knobSide/2, knobSide, knobSide, knobSide/2)
	putText(s.words, size.Width-percentRoom, 0, percentRoom, size.Height)
}
