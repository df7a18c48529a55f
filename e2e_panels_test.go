//go:build linux

package main

import (
	"testing"

	"parley/call"
)

// twoDesktops brings Ada and Bo into a call between two windows.
func twoDesktops(t *testing.T, optionsOfBo ...string) (a, b *desktop) {
	t.Helper()
	b = furnish(t, "Bo", "", append([]string{"--accept-calls"}, optionsOfBo...)...)
	b.turnTo("home")
	a = furnish(t, "Ada", "")
	a.turnTo("home")
	a.call("Bo")
	for _, d := range []*desktop{a, b} {
		d.state(call.Active)
		d.sees()
	}
	return a, b
}

// TestChatBetweenTwoWindows writes in the chat; the other side gets it, and
// answers.
func TestChatBetweenTwoWindows(t *testing.T) {
	a, b := twoDesktops(t)
	for _, way := range []struct {
		from, to *desktop
		text     string
	}{{a, b, "Good morning"}, {b, a, "Good morning to you"}} {
		way.from.click("call", "chat")
		way.from.click("call", "chat-entry")
		way.from.display.Type(way.text)
		way.from.display.Key("Return")
		got := way.to.event(call.EventChat)
		if got.Text != way.text || got.Name != way.from.name {
			t.Errorf("%s got %q of %q", way.to.name, got.Text, got.Name)
		}
	}
	a.shoot("6-chat")
	a.leave()
	b.leave()
}
