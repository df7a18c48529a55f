//go:build linux

package main

import (
	"testing"

	"parley/assets/guest/guesttest"
)

// TestGuestHidesTheirAddress has a guest who hides their address meet a program:
// through the server's relay, by candidates that name nothing else.
func TestGuestHidesTheirAddress(t *testing.T) {
	g := unbegun(t, place{}, "--http", "127.0.0.1:0", "--turn", "127.0.0.1:0")
	gus := guesttest.Start(t).Lobby(g.link)
	gus.Type("#name", "Gus")
	gus.Eval("document.querySelector('#relay').click()", nil)
	gus.Click("Join the call")
	gus.Wait("document.querySelector('.alone h2')?.offsetParent")
	ada := g.joins("Ada", place{}, signals...)
	ada.meets("Gus")
	gus.Sees(1)
	gus.Wait("document.querySelector('.status').innerText.includes('Through a relay')")
	gus.Wait(`window.connections.every(({ localDescription: { sdp } }) => {
		const lines = sdp.split('\r\n').filter((line) => line.startsWith('a=candidate:'));
		return lines.length > 0 && lines.every((line) => line.includes(' typ relay '));
	})`)
	silent(t, g, gus)
}
