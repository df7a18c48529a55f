//go:build linux

package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley/call"
	"parley/transfer"
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

// TestDropOnAWindow drops a file, and then a folder with an empty file and odd
// names, on the window. The other person accepts by a click.
func TestDropOnAWindow(t *testing.T) {
	downloads := filepath.Join(t.TempDir(), "downloads")
	a, b := twoDesktops(t, "--downloads", downloads)
	bag := luggage(t, 50, 3<<20)
	note := filepath.Join(t.TempDir(), "Grüße aus Köln.txt")
	if err := os.WriteFile(note, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{note, bag} {
		at := a.find("call", "tile-0")
		a.display.Drop(a.display.Window("Bo – Parley"), (at.Min.X+at.Max.X)/2, (at.Min.Y+at.Max.Y)/2, path)
		a.click("call", "parcel-offer")
		b.files("be offered "+filepath.Base(path), func(e call.Event) bool {
			return e.State == transfer.Offered.String() && e.Name == filepath.Base(path)
		})
		if _, err := os.Stat(filepath.Join(downloads, filepath.Base(path))); err == nil {
			t.Error("it is there before it was accepted")
		}
		b.shoot("7-offer")
		b.click("call", "offer-0-accept")
		b.files("have it", func(e call.Event) bool { return e.State == transfer.Done.String() && e.Name == filepath.Base(path) })
		same(t, treeOf(t, path), treeOf(t, filepath.Join(downloads, filepath.Base(path))))
		time.Sleep(200 * time.Millisecond) // the offer's card leaves
	}
	a.leave()
	b.leave()
}
