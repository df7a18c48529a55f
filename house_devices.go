package main

import (
	"context"

	"parley/call/session"
	"parley/devices"
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
