package home

import (
	"time"

	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call"
	"parley/call/media/frame"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// meter shows that the microphone hears, in bars and in words.
type meter struct {
	content *fyne.Container
	level   *widgets.Level
	words   *widgets.Label
	working bool
	ticked  time.Time
	heard   time.Time // when it was loud last
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

func newMeter() *meter {
	m := &meter{
		level: widgets.NewLevel(8),
		words: widgets.NewLabel(silentWords, widgets.Style{Size: theme.TextCaption, Color: theme.Muted}),
	}
	sign := widgets.NewSign(assets.Microphone, theme.Muted, theme.IconInline)
	bars := widgets.NewLine(theme.SpaceM, 1, sign, m.level)
	m.content = widgets.NewColumn(6, bars, widgets.NewInset(0, 0, 0, theme.IconInline+theme.SpaceM, m.words))
	return m
}

func (m *meter) update(s *call.Snapshot) {
	m.working = s.Devices.Microphone.Text == ""
	widgets.SetVisible(m.content, m.working)
}

// tick follows the sound, but no faster than meterPace.
func (m *meter) tick(gauge *frame.Gauge, now time.Time) {
	if gauge == nil || !m.working || now.Sub(m.ticked) < meterPace {
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

// rest is a meter without sound.
func (m *meter) rest() {
	m.level.SetLevel(0)
	m.heard = time.Time{}
	m.words.SetText(silentWords)
}
