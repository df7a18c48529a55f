package settings

import (
	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call"
	choices "parley/call/settings"
	"parley/ui/devicelist"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// speaker is the card of what one hears with.
type speaker struct {
	content *widgets.Ground
	state   *state
	choice  *widgets.Choice
	volume  *widgets.Slider
}

func newSpeaker(actions Actions) *speaker {
	s := &speaker{state: newState()}
	s.choice = widgets.NewChoice(assets.Speaker, func(id string) {
		actions.change(func(c *choices.Settings) { c.Speaker = id })
	})
	test := widgets.NewButton("Test", assets.Play, widgets.Standard, func() { actions.Do(call.TestSpeaker{}) })
	test.SetTip("Play a sound")
	s.volume = widgets.NewSlider(assets.Speaker, 1, func(v float64) {
		actions.change(func(c *choices.Settings) { c.Volume = v })
	})
	s.content = card("Speaker", s.state.content, widgets.NewLine(theme.SpaceS, 0, s.choice, test), s.volume)
	return s
}

func (s *speaker) update(snapshot *call.Snapshot) {
	d, chosen := snapshot.Devices, snapshot.Settings
	s.choice.Set(devicelist.Options(d.Speakers, chosen.Speaker, "No sound"), chosen.Speaker)
	s.volume.SetValue(chosen.Volume)
	if d.Speaker.Text == "" && chosen.Speaker == "" {
		s.state.set("", "System standard", theme.Muted)
		return
	}
	showState(s.state, d.Speaker, "Working")
}

// sound is the card of what is done with the microphone's sound.
type sound struct {
	content                          *widgets.Ground
	echo, noise, gain, rumble, music *widgets.Switch
}

func newSound(actions Actions) *sound {
	toggle := func(title, detail string, field func(*choices.Settings) *bool) *widgets.Switch {
		return widgets.NewSwitch(title, detail, func(on bool) {
			actions.change(func(s *choices.Settings) { *field(s) = on })
		})
	}
	s := &sound{
		echo:   toggle("Remove echo", "So that others do not hear themselves", func(c *choices.Settings) *bool { return &c.Echo }),
		noise:  toggle("Remove noise", "Fans, keyboards, traffic", func(c *choices.Settings) *bool { return &c.Noise }),
		gain:   toggle("Even out loudness", "Quiet voices up, loud ones down", func(c *choices.Settings) *bool { return &c.Gain }),
		rumble: toggle("Cut rumble", "Knocks and hum below the voice", func(c *choices.Settings) *bool { return &c.HighPass }),
		music:  toggle("Music mode", "Full stereo, the four others off", func(c *choices.Settings) *bool { return &c.Music }),
	}
	cells := widgets.NewCells(260, fyne.NewSize(theme.Space3XL, theme.SpaceS), 3, s.echo, s.noise, s.gain, s.rumble, s.music)
	s.content = card("What we do with your sound", nil, cells)
	return s
}

func (s *sound) update(snapshot *call.Snapshot) {
	c := snapshot.Settings
	for _, row := range []struct {
		shown *widgets.Switch
		on    bool
	}{{s.echo, c.Echo}, {s.noise, c.Noise}, {s.gain, c.Gain}, {s.rumble, c.HighPass}} {
		row.shown.SetOn(row.on && !c.Music)
		row.shown.SetEnabled(!c.Music)
	}
	s.music.SetOn(c.Music)
}
