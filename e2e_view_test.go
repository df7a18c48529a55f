//go:build linux

package main

import (
	"testing"

	"parley/call/stats"
)

// TestWindowSaysWhatItShows sends a picture to a window while that shows it, and
// nothing while it shows the settings instead, or is minimised.
func TestWindowSaysWhatItShows(t *testing.T) {
	b := furnish(t, "Bo", "", "--accept-calls", "--listen", "127.0.0.1:0")
	b.turnTo("home")
	a := ringing(t, "Ada", place{}, b.listening(), signals...)
	inCall(t, a, b.program)
	window := b.display.Window("Ada – Parley")
	unseen := func(s stats.Track) int { return s.Frames.Dropped["unseen"] }
	seen := a.track(stats.Camera, stats.Send, "is sent", func(s stats.Track) bool { return s.Bitrate > 0 })
	if unseen(seen) > 0 {
		t.Errorf("%d pictures are unseen in a window that shows them", unseen(seen))
	}

	for _, hides := range []struct{ away, back func() }{
		{
			func() { b.display.Key("ctrl+comma"); b.turnTo("settings") },
			func() { b.display.Key("Escape"); b.turnTo("call") },
		},
		{func() { b.display.Minimize(window) }, func() { b.display.Activate(window) }},
	} {
		before := unseen(seen)
		hides.away()
		a.forget()
		hidden := a.track(stats.Camera, stats.Send, "is unseen", func(s stats.Track) bool { return unseen(s) > before && s.Bitrate == 0 })
		b.forget()
		b.track(stats.Camera, stats.Receive, "does not come", func(s stats.Track) bool { return s.Bitrate == 0 })

		hides.back()
		a.forget()
		seen = a.track(stats.Camera, stats.Send, "is sent again", func(s stats.Track) bool { return s.Bitrate > 0 })
		if seen.KeyFrames <= hidden.KeyFrames {
			t.Error("it does not begin with a key frame")
		}
	}
	b.forget()
	comes := b.track(stats.Camera, stats.Receive, "comes again", func(s stats.Track) bool { return s.FPS > 1 })
	if comes.Frames.Dropped["corrupt"] > 0 || comes.Frames.Dropped["undecodable"] > 0 {
		t.Errorf("%+v", comes.Frames)
	}
}
