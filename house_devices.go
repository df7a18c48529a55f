package main

import (
	"context"

	"parley/call/session"
	"parley/devices"
	"parley/screenshare"
)

// Devices lists what is plugged in.
func (wired) Devices(ctx context.Context) session.Devices {
	found := devices.List(ctx)
	return session.Devices{
		Cameras:     listed(found.Of(devices.KindCamera)),
		Microphones: listed(found.Of(devices.KindMicrophone)),
		Speakers:    listed(found.Of(devices.KindSpeaker)),
	}
}

// Sources lists what can be shared; without a desktop nothing can.
func (wired) Sources() (displays, windows []session.Device) {
	found, err := screenshare.List()
	if err != nil {
		return nil, nil
	}
	for _, s := range found.Sources {
		listed := session.Device{ID: s.ID, Name: s.Title, Default: s.ID == found.Current}
		if s.Kind == screenshare.Display {
			displays = append(displays, listed)
		} else {
			windows = append(windows, listed)
		}
	}
	return displays, windows
}

func listed(found []devices.Device) (out []session.Device) {
	for _, d := range found {
		out = append(out, session.Device{ID: d.ID, Name: d.Name, Default: d.Default})
	}
	return out
}

// Check tries camera, microphone and speaker.
func (wired) Check(ctx context.Context) (out []finding) {
	for _, f := range devices.Check(ctx) {
		out = append(out, finding(f))
	}
	return out
}
