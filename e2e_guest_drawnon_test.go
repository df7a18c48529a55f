//go:build linux

package main

import (
	"strings"
	"testing"

	"parley/assets/guest/guesttest"
	"parley/call"
)

// asksToDraw is true while the guest's page asks whether somebody may draw.
const asksToDraw = "document.querySelector('.toasts').innerText.includes('Bo would like to point and draw on what you share.')"

// TestGuestIsDrawnOn has a window watch what a guest shares. Without the
// guest's leave it can draw nothing there, and knows; with leave the guest sees
// the ink, and who draws, until leave is taken again.
func TestGuestIsDrawnOn(t *testing.T) {
	g := unbegun(t, place{}, "--http", "127.0.0.1:0")
	gus := guesttest.Start(t).Come(g.link, "Gus")
	gus.Wait("document.querySelector('.alone h2')?.offsetParent")
	bo := furnish(t, "Bo", "", "parley"+strings.TrimPrefix(g.link, "http"))
	bo.click("lobby", "join")
	bo.click("lobby", "agree")
	bo.state(call.Active)
	gus.Sees(1)
	gus.Click("Share")
	gus.Wait("document.querySelector('.own.screen-tile video')?.videoWidth > 0")
	bo.find("call", "shared")
	keep(gus, "shares")

	draws := func() {
		at := bo.find("call", "shared")
		third, middle := at.Dx()/3, at.Min.Y+at.Dy()/2
		bo.display.Drag(at.Min.X+third, middle, at.Max.X-third, middle)
	}
	draws()
	bo.display.Eventually("Bo to ask the guest", func() bool {
		bo.click("call", "board/pen")
		return is(gus, asksToDraw)
	})
	if is(gus, drawn) { // it would have come before the question
		t.Error("somebody without leave draws on what the guest shares")
	}
	keep(gus, "shares-asked")
	gus.Click("Let everybody")
	bo.display.Eventually("the guest to see what Bo draws", func() bool {
		draws()
		return is(gus, drawn)
	})
	gus.Wait("document.querySelector('.own.screen-tile .label').innerText === 'Bo draws'")
	keep(gus, "shares-drawn-on")
	bo.shoot("guest-drawn-on")
	bo.display.Move(0, 0) // or he points where the mouse rests
	gus.Wait("document.querySelector('.own.screen-tile .label').innerText === 'You share your screen'")

	gus.Click("Others may point and draw")
	bo.display.Eventually("Bo to have to ask again", func() bool {
		draws()
		bo.click("call", "board/pen")
		return is(gus, asksToDraw)
	})
	if is(gus, drawn) {
		t.Error("Bo draws without leave")
	}
	gus.Click("Stop sharing")
	gus.Wait("!document.querySelector('.own.screen-tile') && !(" + asksToDraw + ")")
	silent(t, g, gus)
	bo.leave()
}
