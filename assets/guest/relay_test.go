package guest_test

import (
	"testing"

	"parley/assets/guest/guesttest"
)

// TestNoRelay has a guest who hides their address come to a server that has no
// relay: they are told, and nobody learns anything.
func TestNoRelay(t *testing.T) {
	b := guesttest.Start(t)
	noor := b.Lobby(newLink(t, site(t)))
	shoot(noor, "lobby-relay")
	noor.Screen(390, 844, false, true)
	shoot(noor, "lobby-relay-phone")
	noor.Eval("document.querySelector('#relay').click()", nil)
	noor.Click("Join the call")
	noor.Wait("document.body.innerText.includes('There is no relay here')")
	shoot(noor, "no-relay")
	noor.Click("Try again")
	noor.Wait("document.querySelector('#relay')?.checked")
	noor.Eval("document.querySelector('#relay').click()", nil)
	noor.Click("Join the call")
	noor.Wait("document.querySelector('.alone h2')?.offsetParent")
	quiet(t, noor)
}
