package call

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	core "parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// status stands at the top left of the stage: how long the call lasts, and
// how it is protected. A click explains the words.
type status struct {
	widget.BaseWidget
	explain func()

	ground *canvas.Rectangle
	time   *canvas.Text
	rule   *canvas.Rectangle
	shield *widgets.Sign
	words  *widgets.Label
	body   *fyne.Container
}

const statusHeight float32 = 34

func newStatus(explain func()) *status {
	s := &status{
		explain: explain,
		ground:  box(theme.VideoLabel, overVideo),
		time:    canvas.NewText("0:00", dark(theme.OnVideoLabel)),
		rule:    box(theme.Disabled, 0),
		shield:  widgets.NewSign(assets.Lock, theme.Muted, theme.IconLabel),
		words:   widgets.NewLabel("", widgets.Style{Color: theme.OnVideoLabel}),
	}
	s.time.TextSize, s.time.TextStyle.Bold = theme.TextBody, true
	s.body = placed(s.place, s.ground, s.time, s.rule, s.shield, s.words)
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *status) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.body) }

// Tapped implements fyne.Tappable.
func (s *status) Tapped(*fyne.PointEvent) { s.explain() }

// Cursor implements desktop.Cursorable.
func (s *status) Cursor() desktop.Cursor { return desktop.PointerCursor }

// set says what is true of the call.
func (s *status) set(c *core.Call, narrow bool) {
	words, sure := protection(c, narrow)
	s.words.SetText(words)
	if sure {
		s.shield.Set(assets.Shield, theme.Primary)
	} else {
		s.shield.Set(assets.Lock, theme.Muted)
	}
}

// setGround lets a picture behind the status through, or not.
func (s *status) setGround(overPicture bool) {
	name := theme.Surface
	if overPicture {
		name = theme.VideoLabel
	}
	if fill := dark(name); s.ground.FillColor != fill {
		s.ground.FillColor = fill
		canvas.Refresh(s.ground)
	}
}

// tick writes the length of the call and reports whether it got longer.
func (s *status) tick(since, now time.Time) (wider bool) {
	text := "0:00"
	if !since.IsZero() {
		text = length(now.Sub(since))
	}
	if text == s.time.Text {
		return false
	}
	wider = len(text) != len(s.time.Text)
	s.time.Text = text
	canvas.Refresh(s.time)
	return wider
}

// timeWidth is the room of the time, the same for all digits.
func (s *status) timeWidth() float32 {
	zeros := []byte(s.time.Text)
	for i, c := range zeros {
		if c != ':' {
			zeros[i] = '0'
		}
	}
	return fyne.MeasureText(string(zeros), s.time.TextSize, s.time.TextStyle).Width
}

// width is what the status needs when there is room for it.
func (s *status) width() float32 { return s.around() + s.words.Natural() + 1 }

func (s *status) around() float32 {
	return theme.SpaceM + s.timeWidth() + 2*labelPad + 1 + theme.IconLabel + labelPad + theme.SpaceM
}

func (s *status) place(size fyne.Size) {
	put(s.ground, 0, 0, size.Width, size.Height)
	x, line := theme.SpaceM, s.time.MinSize().Height
	put(s.time, x, (size.Height-line)/2, s.timeWidth(), line)
	x += s.timeWidth() + labelPad
	put(s.rule, x, (size.Height-levelSide)/2, 1, levelSide)
	x += 1 + labelPad
	put(s.shield, x, 0, theme.IconLabel, size.Height)
	x += theme.IconLabel + labelPad
	height := s.words.MinSize().Height
	put(s.words, x, (size.Height-height)/2, max(0, size.Width-x-theme.SpaceM), height)
}
