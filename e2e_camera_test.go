//go:build linux

package main

import (
	"os"
	"testing"
	"time"

	"parley/call"
	"parley/call/stats"
)

// TestCameraGoneAndBack takes the pictures away from a camera in mid-call and
// gives them back: words, the sound goes on, and the picture returns. The
// camera is a film here, which goes through the same hands as a device;
// vividtest does the same with a device.
func TestCameraGoneAndBack(t *testing.T) {
	clip := filmOf(t, 640, 360, time.Second)
	content, err := os.ReadFile(clip)
	if err != nil {
		t.Fatal(err)
	}
	b, address := waiting(t, "Bo", place{}, "--headless", "--accept-calls",
		"--camera", "file:"+clip, "--microphone", "test", "--speaker", "none")
	a := ringing(t, "Ada", place{}, address, signals...)
	moves := func(s stats.Track) bool { return s.FPS > 5 }
	a.track(stats.Camera, stats.Receive, "moves", moves)

	if err := os.Truncate(clip, 0); err != nil {
		t.Fatal(err)
	}
	if e := b.event(call.EventError); e.Text == "" || e.Hint == "" {
		t.Errorf("told %+v", e.Event)
	}
	a.forget()
	a.track(stats.Camera, stats.Receive, "stands still", func(s stats.Track) bool { return s.FPS == 0 })
	a.track(stats.Microphone, stats.Receive, "is heard", func(s stats.Track) bool { return s.Bitrate > 0 && s.ConcealedRatio < 0.5 })

	if err := os.WriteFile(clip, content, 0o600); err != nil {
		t.Fatal(err)
	}
	a.forget()
	a.track(stats.Camera, stats.Receive, "moves again", moves)
	for _, p := range []*program{a, b} {
		if e, over := p.find(func(e told) bool { return e.Kind == call.EventEnded }); over {
			t.Errorf("%s was told %+v", p.name, e.Event)
		}
	}
	a.leave()
	b.leave()
}
