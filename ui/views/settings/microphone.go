package settings

import (
	"parley/assets"
	"parley/call"
	"parley/call/session"
	choices "parley/call/settings"
	"parley/ui/devicelist"
	"parley/ui/widgets"
)

// microphone is the card of what others hear.
type microphone struct {
	content   *widgets.Ground
	state     *state
	choice    *widgets.Choice
	level     *widgets.Level
	recording *recording
	heard     bool // something was loud enough since the page was made
}

// loud is the level of a voice at arm's length, as the meter shows it.
const loud = 0.25

func newMicrophone(actions Actions) *microphone {
	m := &microphone{state: newState(), level: widgets.NewLevel(10), recording: newRecording(actions.Do)}
	m.choice = widgets.NewChoice(assets.Microphone, func(id string) {
		actions.change(func(s *choices.Settings) { s.Microphone = id })
	})
	m.content = card("Microphone", m.state.content,
		m.choice, widgets.NewFixed(60, 12, m.level), m.recording.content)
	return m
}

func (m *microphone) update(s *call.Snapshot) {
	d := s.Devices
	m.choice.Set(devicelist.Options(d.Microphones, s.Settings.Microphone, "No microphone"), s.Settings.Microphone)
	m.showState(d.Microphone)
	m.recording.update(d.Test)
}

func (m *microphone) showState(status session.DeviceStatus) {
	working := "Working"
	if m.heard {
		working = "We hear you"
	}
	showState(m.state, status, working)
}

func (m *microphone) tick(s *call.Snapshot) {
	gauge := s.Self.Tracks.Level
	if gauge == nil {
		return
	}
	level := gauge.Value()
	m.level.SetLevel(level)
	if level >= loud && !m.heard {
		m.heard = true
		m.showState(s.Devices.Microphone)
	}
}
