//go:build linux

package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"parley/call"
)

// TestCallByTexts calls with no server and no address: two texts go over a
// third way, here the hands of the test.
func TestCallByTexts(t *testing.T) {
	input, hand, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer input.Close()
	defer hand.Close()
	a := start(t, "Ada", place{input: input}, append([]string{"offer", "--loopback"}, signals...)...)
	offer := a.event(call.EventInvitation).Invitation
	b := start(t, "Bo", place{input: strings.NewReader("Here you are:\n" + offer + "\n")}, append([]string{"answer", "--loopback"}, signals...)...)
	answer := b.event(call.EventInvitation).Invitation
	for _, text := range []string{offer, answer} {
		if len(text) > 300 {
			t.Errorf("%d letters", len(text))
		}
	}
	if _, err := fmt.Fprintf(hand, "%s\n", answer); err != nil {
		t.Fatal(err)
	}
	inCall(t, a, b)
	if status := a.leave(); status != exitDone {
		t.Errorf("status %d", status)
	}
	if status := b.status(); status != exitDone {
		t.Errorf("status %d at the other side", status)
	}
}
