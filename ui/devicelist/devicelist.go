// Package devicelist puts the devices that can be chosen into words.
package devicelist

import (
	"strings"

	"parley/call/session"
	"parley/ui/widgets"
)

// None is the choice of no device.
const None = "none"

// Options lists what can be chosen of one kind: the system's device, each
// device, none, and what is chosen though it is not there.
func Options(list []session.Device, chosen, none string) []widgets.Option {
	out := []widgets.Option{{ID: "", Text: systemName(list)}}
	there := chosen == "" || chosen == None
	for _, d := range list {
		out = append(out, widgets.Option{ID: d.ID, Text: d.Name})
		there = there || d.ID == chosen
	}
	if !there {
		out = append(out, widgets.Option{ID: chosen, Text: absentName(chosen)})
	}
	return append(out, widgets.Option{ID: None, Text: none})
}

func systemName(list []session.Device) string {
	for _, d := range list {
		if d.Default {
			return d.Name + ", system standard"
		}
	}
	return "System standard"
}

// absentName is what something chosen is called that is not in the list.
func absentName(chosen string) string {
	switch {
	case chosen == "test":
		return "Test signal"
	case strings.HasPrefix(chosen, "file:"):
		return "From a file"
	}
	return "The one chosen before, not plugged in"
}
