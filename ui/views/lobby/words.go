package lobby

import (
	"parley/call"
	"parley/call/identity"
	"parley/call/settings"
)

// willBe says what the others get once one joined.
func willBe(microphone, camera bool) string {
	switch {
	case microphone && camera:
		return "The others will see and hear you."
	case microphone:
		return "The others will hear you, and not see you."
	case camera:
		return "The others will see you, and not hear you."
	}
	return "The others will neither see nor hear you until you turn something on."
}

// clean is a name as others would see it.
func clean(name string) string { return identity.CleanLabel(name) }

// keep changes the settings to what was chosen: the name, and the server as one
// that the person agreed to, or as their own.
func keep(name, server string, own bool) call.Command {
	return call.Change{Edit: func(s *settings.Settings) {
		s.Name = name
		s.Agree(server)
		if own {
			s.Server = server
		}
	}}
}

// noPicture says why there is none.
func noPicture(s *call.Snapshot, on bool) string {
	d := s.Devices
	switch {
	case !on:
		return "Camera off"
	case d.Camera.Text != "":
		return d.Camera.Text
	case s.Settings.Camera == "none":
		return "You chose to be heard only."
	case len(d.Cameras) == 0:
		return "There is no camera. Plug one in: it appears here on its own."
	}
	return "The camera starts."
}
