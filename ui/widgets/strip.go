package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/ui/theme"
)

// Tone is how grave a strip or toast is.
type Tone int

// The tones.
const (
	ToneInfo Tone = iota
	ToneGood
	ToneHint // worth knowing beforehand
	ToneWarning
	ToneProblem
)

func (t Tone) look() (icon assets.Icon, ground, sign fyne.ThemeColorName) {
	switch t {
	case ToneGood:
		return assets.Check, theme.Tint, theme.Primary
	case ToneHint:
		return assets.Info, theme.WarningTint, theme.Warning
	case ToneWarning:
		return assets.Alert, theme.WarningTint, theme.Warning
	case ToneProblem:
		return assets.Alert, theme.ErrorTint, theme.Error
	case ToneInfo:
	}
	return assets.Info, theme.Sunken, theme.Muted
}

// Strip is a sentence across a page that stays until it is solved, with the
// way out beside it.
type Strip struct {
	widget.BaseWidget
	ground *Ground
	sign   *Sign
	text   *Label
	act    *Button
	close  *Button
	line   *fyne.Container
	do     func()
	away   func()
}

// NewStrip returns an empty, hidden strip.
func NewStrip() *Strip {
	s := &Strip{sign: NewSign("", theme.Muted, theme.IconInline), text: NewLabel("", Style{Lines: 4})}
	s.act = NewButton("", "", Outline, func() { call(s.do) })
	s.act.Height = theme.ControlSmall
	s.close = NewIconButton(assets.Close, "Close", Plain, func() { call(s.away) })
	s.close.Height = theme.ControlSmall
	s.line = NewLine(theme.SpaceM, 1, s.sign, s.text, s.act, s.close)
	s.ground = NewGround("", theme.RadiusCard, NewInset(theme.SpaceS, theme.SpaceS, theme.SpaceS, theme.SpaceL, s.line))
	s.ExtendBaseWidget(s)
	s.Hide()
	return s
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// Set shows a sentence. verb and do are its way out, away takes it away; a
// nil function leaves its button out. An empty sentence hides the strip.
func (s *Strip) Set(tone Tone, sentence, verb string, do, away func()) {
	icon, ground, sign := tone.look()
	s.do, s.away = do, away
	s.sign.Set(icon, sign)
	s.text.SetText(sentence)
	s.act.Set(verb, "", Outline)
	SetVisible(s.act, do != nil)
	SetVisible(s.close, away != nil)
	if s.ground.Fill != ground {
		s.ground.Fill = ground
		s.ground.Refresh()
	}
	SetVisible(s, sentence != "")
}

// Button returns the button of its way out.
func (s *Strip) Button() *Button { return s.act }

// Text returns the sentence.
func (s *Strip) Text() string { return s.text.Text() }

// HeightFor is how high the sentence gets within width.
func (s *Strip) HeightFor(width float32) float32 {
	room := width - theme.SpaceL - theme.SpaceS - theme.IconInline - theme.SpaceM
	for _, b := range []*Button{s.act, s.close} {
		if b.Visible() {
			room -= b.MinSize().Width + theme.SpaceM
		}
	}
	return max(56, s.text.HeightFor(room)+2*theme.SpaceM)
}

// CreateRenderer implements fyne.Widget.
func (s *Strip) CreateRenderer() fyne.WidgetRenderer { return render(s, s.ground) }

func (s *Strip) paint() {}

func (s *Strip) least() fyne.Size {
	return fyne.NewSize(s.line.MinSize().Width+theme.SpaceXL, s.HeightFor(max(s.Size().Width, 240)))
}

func (s *Strip) place(size fyne.Size) { Put(s.ground, 0, 0, size.Width, size.Height) }
