//go:build linux

package main

import (
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"parley/call"
	"parley/transfer"
)

// carries starts `parley send` or `parley receive` of somebody, who is rung at
// the server.
func (a acquainted) carries(name string, args ...string) *program {
	a.t.Helper()
	return start(a.t, name, a.places[name], append(args, "--inbox", a.server)...)
}

// TestSendToContact sends a folder by name to somebody who is on another
// network: directly where that can be, and through the relay alone when either
// side does not want to be found.
func TestSendToContact(t *testing.T) {
	for name, hides := range map[string]string{"shown": "", "sender hides": "Mara", "receiver hides": "Noor"} {
		t.Run(name, func(t *testing.T) {
			a := acquaint(t, "Mara", "Noor")
			far := a.star.B.Capture(t)
			if hides == "Noor" {
				far = a.star.A.Capture(t)
			}
			option := func(who string) []string {
				if who == hides {
					return []string{"--relay-only"}
				}
				return nil
			}
			bag, downloads := luggage(t, 30, 4<<20), filepath.Join(t.TempDir(), "downloads")
			noor := a.carries("Noor", append([]string{"receive", "--downloads", downloads, "--accept-files"}, option("Noor")...)...)
			if hides != "Noor" {
				noor.listening()
			}
			mara := a.carries("Mara", append([]string{"send", bag, "noor"}, option("Mara")...)...)
			noor.files("receive a folder", in(transfer.Done))
			mara.files("hear that it arrived", in(transfer.Done))
			if status := mara.status(); status != exitDone {
				t.Errorf("status %d", status)
			}
			noor.leave()
			same(t, treeOf(t, bag), treeOf(t, filepath.Join(downloads, "luggage")))
			if e, ok := mara.find(func(e told) bool { return e.Over == overDataChannel }); !ok {
				t.Errorf("it went otherwise than through the data channel: %+v", e.Event)
			}
			address := netip.MustParseAddr(a.star.A.Address)
			if hides == "Noor" {
				address = netip.MustParseAddr(a.star.B.Address)
			}
			seen := sightings(t, far.Packets(), address)
			if found := seen > 0; found == (hides != "") {
				t.Errorf("%d packets at the other side name the address", seen)
			}
		})
	}
}

// TestSendToNobody says why somebody who is known is not reached: nobody is
// there, or a program that takes calls, not files. A call to one who takes files
// does not come about.
func TestSendToNobody(t *testing.T) {
	a := acquaint(t, "Mara", "Noor")
	bag := luggage(t, 3, 1000)
	waiting := a.start("Noor", "wait", "--accept-calls")
	waiting.listening()
	mara := a.carries("Mara", "send", bag, "Noor")
	if status := mara.status(); status != exitCall || !strings.Contains(mara.stderr.String(), "files are not taken there") {
		t.Errorf("status %d: %s", status, mara.stderr)
	}
	if e, rang := waiting.find(func(e told) bool { return e.Kind == call.EventRinging }); rang {
		t.Errorf("it rang: %+v", e.Event)
	}
	waiting.leave()
	receives := a.carries("Noor", "receive")
	receives.listening()
	a.start("Mara", "ring", "Noor").ended("unreachable", "cannot be reached")
	receives.leave()
}

// TestBlockedDoNotSend has somebody send who was blocked. Nothing is offered.
func TestBlockedDoNotSend(t *testing.T) {
	a := acquaint(t, "Mara", "Noor")
	bag, downloads := luggage(t, 3, 1000), filepath.Join(t.TempDir(), "downloads")
	noor := a.carries("Noor", "receive", "--downloads", downloads, "--accept-files")
	address := noor.listening()
	a.does("Noor", "block", "Mara")
	for _, to := range []string{"Noor", address} {
		mara := a.carries("Mara", "send", bag, to, "--for", "15s")
		if status := mara.status(); status != exitCall {
			t.Errorf("to %s: status %d", to, status)
		}
	}
	if e, offered := noor.find(func(e told) bool { return e.Kind == call.EventFiles }); offered {
		t.Errorf("Noor is offered %+v", e.Event)
	}
	a.does("Noor", "unblock", "Mara")
	mara := a.carries("Mara", "send", bag, "Noor")
	noor.files("receive a folder", in(transfer.Done))
	if status := mara.status(); status != exitDone {
		t.Errorf("status %d", status)
	}
	noor.leave()
}
