package lobby

import (
	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call"
	"parley/call/settings"
	"parley/ui/devicelist"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// devices are the choices of camera, microphone and speaker.
type devices struct {
	content                     *fyne.Container
	camera, microphone, speaker *widgets.Choice
}

// choiceWidth is the least width at which choices stand side by side.
const choiceWidth float32 = 168

func newDevices(do func(call.Command)) *devices {
	choice := func(icon assets.Icon, edit func(*settings.Settings, string)) *widgets.Choice {
		return widgets.NewChoice(icon, func(id string) {
			do(call.Change{Edit: func(s *settings.Settings) { edit(s, id) }})
		})
	}
	d := &devices{
		camera:     choice(assets.Camera, func(s *settings.Settings, id string) { s.Camera = id }),
		microphone: choice(assets.Microphone, func(s *settings.Settings, id string) { s.Microphone = id }),
		speaker:    choice(assets.Speaker, func(s *settings.Settings, id string) { s.Speaker = id }),
	}
	d.content = widgets.NewCells(choiceWidth, fyne.NewSquareSize(theme.SpaceM), 3, d.camera, d.microphone, d.speaker)
	return d
}

func (d *devices) update(s *call.Snapshot) {
	list, chosen := s.Devices, s.Settings
	d.camera.Set(devicelist.Options(list.Cameras, chosen.Camera, "No camera"), chosen.Camera)
	d.microphone.Set(devicelist.Options(list.Microphones, chosen.Microphone, "No microphone"), chosen.Microphone)
	d.speaker.Set(devicelist.Options(list.Speakers, chosen.Speaker, "No sound"), chosen.Speaker)
}
