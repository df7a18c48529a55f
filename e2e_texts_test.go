//go:build linux

package main

import (
	"testing"
	"time"

	"parley/call"
)

// TestTextsInWindows calls without a server from window to window: the texts
// are typed, as if they had been pasted.
func TestTextsInWindows(t *testing.T) {
	ada, bo := furnish(t, "Ada", ""), furnish(t, "Bo", "")
	ada.click("home", "new")
	ada.click("lobby", "text")
	offer := ada.event(call.EventInvitation).Invitation
	ada.find("home", "texts/answer")
	ada.shoot("texts-1-offer")

	bo.click("home", "find")
	bo.display.Type(offer)
	answer := bo.event(call.EventInvitation).Invitation
	bo.find("home", "texts/copy")
	bo.shoot("texts-2-answer")

	ada.click("home", "texts/answer")
	ada.display.Type(answer[:40])
	ada.display.Key("Return")
	time.Sleep(settles)
	ada.shoot("texts-3-damaged")
	ada.display.Type(answer[40:])
	bo.state(call.Incoming)
	bo.click("incoming", "accept")
	for _, d := range []*desktop{ada, bo} {
		d.state(call.Active)
		d.sees()
	}
}
