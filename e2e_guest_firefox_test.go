//go:build linux

package main

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"

	"parley/assets/guest/guesttest"
	"parley/call"
	"parley/call/peer/pathtest"
	"parley/devices/devicetest"
)

// startFirefox starts Firefox with a speaker: without, it computes no sound.
func startFirefox(host *pathtest.Host, t *testing.T) *guesttest.Browser {
	t.Helper()
	devicetest.New(t).Use()
	return guesttest.StartFirefox(host, t)
}

// TestGuestInFirefox has a guest whose browser is Firefox meet two programs.
// All are on a host of their own: Firefox finds no path without a network.
func TestGuestInFirefox(t *testing.T) {
	executable(t)
	host := pathtest.NewStar(t).A // a host to which no address comes late
	firefox := startFirefox(host, t)
	at := place{namespace: host.Namespace}
	g := unbegun(t, at, "--http", "127.0.0.1:0")
	data := make([]byte, 400_000)
	if _, err := rand.Read(data); err != nil {
		t.Fatal(err)
	}
	file, theirs, ours := filepath.Join(t.TempDir(), "plan.bin"), t.TempDir(), t.TempDir()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	gus := firefox.Come(g.link, "Gus", guesttest.Signals)
	gus.Downloads(ours)
	ada := g.nears("Ada", at, append([]string{"--accept-files", "--downloads", theirs, "--send", file}, signals...)...)
	ada.meets("Gus")
	guestTakes(gus, ours, data)
	bo := g.nears("Bo", at, signals...)
	guestVisits(t, gus, ada, bo, theirs)
	silent(t, g, gus)
	for _, p := range []*program{ada, bo} {
		if status := p.leave(); status != exitDone {
			t.Errorf("%s ended with status %d", p.name, status)
		}
		p.event(call.EventEnded)
	}
}
