package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"parley/call/session"
)

// What can be shared is listed with the devices.
const (
	displaySource session.DeviceKind = "display"
	windowSource  session.DeviceKind = "window"
)

// devicesCommand is `parley devices`.
type devicesCommand struct {
	JSON bool `help:"Print one JSON object a line, with kind, id, name and default."`
}

// plugged is one line of `parley devices --json`, an interface for scripts.
type plugged struct {
	Kind    session.DeviceKind `json:"kind"`
	ID      string             `json:"id"` // what --camera, --microphone, --speaker and --share take
	Name    string             `json:"name"`
	Default bool               `json:"default,omitempty"`
}

// Run prints what is plugged in.
func (c devicesCommand) Run(ctx context.Context, d desk) error {
	found := d.Devices(ctx)
	if c.JSON {
		return printDevices(d, found)
	}
	table := tabwriter.NewWriter(d.Out, 0, 0, 3, ' ', 0)
	tabulate(table, "Cameras", "No camera was found. Plug one in, or take --camera test.", found.Cameras)
	tabulate(table, "Microphones", "No microphone was found. Plug one in, or take --microphone test.", found.Microphones)
	tabulate(table, "Speakers", "No speaker was found. Plug one in; until then nothing is heard.", found.Speakers)
	displays, windows := d.Sources()
	tabulate(table, "Displays", "No display was found to share.", displays)
	tabulate(table, "Windows", "No window is open to share.", windows)
	return table.Flush()
}

func printDevices(d desk, found session.Devices) error {
	out := json.NewEncoder(d.Out)
	displays, windows := d.Sources()
	for _, group := range []struct {
		kind    session.DeviceKind
		devices []session.Device
	}{
		{session.CameraDevice, found.Cameras},
		{session.MicrophoneDevice, found.Microphones},
		{session.SpeakerDevice, found.Speakers},
		{displaySource, displays},
		{windowSource, windows},
	} {
		for _, v := range group.devices {
			if err := out.Encode(plugged{group.kind, v.ID, v.Name, v.Default}); err != nil {
				return err
			}
		}
	}
	return nil
}

// tabulate adds one kind of device to the table. A name or an id is what the
// device says of itself, so nothing that could steer a terminal gets through.
func tabulate(table *tabwriter.Writer, title, none string, devices []session.Device) {
	fmt.Fprintln(table, title)
	for _, v := range devices {
		mark := ""
		if v.Default {
			mark = "the system's choice"
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\n", plain(v.ID), plain(v.Name), mark)
	}
	if len(devices) == 0 {
		fmt.Fprintln(table, "  "+none)
	}
}

// plain takes control characters out of s.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, s)
}
