package widgets

import (
	"time"

	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call/media/frame"
	"parley/ui/theme"
)

// Meter shows that the microphone hears, in bars and in words.
type Meter struct {
	*fyne.Container
	level  *Level
	words  *Label
	ticked time.Time
	heard  time.Time // when it was loud last
}

const (
	// meterPace is how often bars move, from the look: 15 times a second.
	meterPace = time.Second / 15
	// loud is the level of a voice at arm's length, as the meter shows it.
	loud = 0.25
	// heardFor is how long words stay after the last sound.
	heardFor = 8 * time.Second

	silentWords = "Say something to see this move."
)

// NewMeter returns a meter at rest.
func NewMeter() *Meter {
	m := &Meter{level: NewLevel(8), words: NewLabel(silentWords, Style{Size: theme.TextCaption, Color: theme.Muted})}
	sign := NewSign(assets.Microphone, theme.Muted, theme.IconInline)
	bars := NewLine(theme.SpaceM, 1, sign, m.level)
	m.Container = NewColumn(6, bars, NewInset(0, 0, 0, theme.IconInline+theme.SpaceM, m.words))
	return m
}

// Tick follows the sound, but no faster than meterPace. A nil gauge is none.
func (m *Meter) Tick(gauge *frame.Gauge, now time.Time) {
	if gauge == nil || !m.Visible() || now.Sub(m.ticked) < meterPace {
		return
	}
	m.ticked = now
	level := gauge.Value()
	m.level.SetLevel(level)
	if level >= loud {
		m.heard = now
	}
	if now.Sub(m.heard) < heardFor {
		m.words.SetText("We hear you well.")
		return
	}
	m.words.SetText(silentWords)
}

// Rest is a meter without sound.
func (m *Meter) Rest() {
	m.level.SetLevel(0)
	m.heard = time.Time{}
	m.words.SetText(silentWords)
}
