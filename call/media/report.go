package media

import (
	"parley/call/session"
	"parley/devices"
)

func deviceKind(k devices.Kind) session.DeviceKind {
	switch k {
	case devices.KindCamera:
		return session.CameraDevice
	case devices.KindMicrophone:
		return session.MicrophoneDevice
	case devices.KindSpeaker:
		return session.SpeakerDevice
	}
	return ""
}

// report turns a device's status into an event.
func (s *Studio) report(kind session.DeviceKind, st devices.Status) {
	out := session.DeviceStatus{
		Kind: kind, Mode: st.Mode, Working: st.State == devices.Live,
		Device: session.Device{ID: st.Device.ID, Name: st.Device.Name, Default: st.Device.Default},
	}
	if st.Problem != nil {
		out.Text, out.Hint = st.Problem.Text, st.Problem.Hint
	}
	s.tell(session.DeviceChanged{Status: out})
}

// inventory passes on what is plugged in.
func (s *Studio) inventory(inv devices.Inventory) {
	var out session.Devices
	for _, d := range inv.Devices {
		device := session.Device{ID: d.ID, Name: d.Name, Default: d.Default}
		switch deviceKind(d.Kind) {
		case session.CameraDevice:
			out.Cameras = append(out.Cameras, device)
		case session.MicrophoneDevice:
			out.Microphones = append(out.Microphones, device)
		case session.SpeakerDevice:
			out.Speakers = append(out.Speakers, device)
		}
	}
	s.tell(out)
}
