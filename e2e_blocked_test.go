//go:build linux

package main

import (
	"slices"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"parley/call"
	"parley/call/media/frame"
	"parley/call/stats"
)

// TestBlockedWindow holds a window's drawing up for two seconds in mid-call:
// media does not notice.
func TestBlockedWindow(t *testing.T) {
	b := furnish(t, "Bo", "", "--listen", "127.0.0.1:0", "--accept-calls")
	b.turnTo("home")
	a := ringing(t, "Ada", place{}, b.listening(), signals...)
	a.state(call.Active)
	b.state(call.Active)
	b.sees()
	b.hears()
	time.Sleep(10 * time.Second) // the picture grows to its full size, and memory with it
	before, memory := b.received(), measure(t, b.cmd.Process.Pid).memory
	recording := b.sound.RecordSpeaker()
	begun := time.Now()
	b.block(2 * time.Second)
	if blocked := time.Since(begun); blocked < 2*time.Second {
		t.Fatalf("blocked for %v only", blocked)
	}
	after := b.received()
	if lost := after.camera.PacketsLost - before.camera.PacketsLost + after.sound.PacketsLost - before.sound.PacketsLost; lost != 0 {
		t.Errorf("%d packets were lost", lost)
	}
	if pictures := after.camera.Frames.Decoded - before.camera.Frames.Decoded; pictures < 20 {
		t.Errorf("%d pictures came in meanwhile", pictures)
	}
	if heard := audible(recording.Stop()); heard < time.Second {
		t.Errorf("sound was heard for %v meanwhile", heard)
	}
	if after.sound.ConcealedRatio > 0.5 {
		t.Errorf("%.0f %% of the sound had to be made up", 100*after.sound.ConcealedRatio)
	}
	if grown := measure(t, b.cmd.Process.Pid).memory - memory; grown > 50 {
		t.Errorf("memory grew by %.0f MB", grown)
	}
	b.sees()
	a.leave()
	b.leave()
}

// audible returns how much of a recording is louder than a whisper, in steps
// of 10 ms. The test microphone makes a pause now and then.
func audible(pcm []int16) (heard time.Duration) {
	const whisper = 100
	for block := range slices.Chunk(pcm, frame.BlockSamples) {
		if slices.Max(block) > whisper {
			heard += frame.BlockDuration
		}
	}
	return heard
}

// block keeps the display from serving anybody else (X11, GrabServer), which
// holds up whoever draws.
func (d *desktop) block(length time.Duration) {
	d.t.Helper()
	conn, err := xgb.NewConnDisplay(d.display.Name)
	if err != nil {
		d.t.Fatal(err)
	}
	defer conn.Close()
	if err := xproto.GrabServerChecked(conn).Check(); err != nil {
		d.t.Fatal(err)
	}
	time.Sleep(length)
	xproto.UngrabServer(conn)
}

// reception is how the tracks of the far side come in.
type reception struct{ camera, sound stats.Track }

// received returns the next statistics of what comes in.
func (d *desktop) received() (r reception) {
	d.t.Helper()
	d.forget()
	any := func(stats.Track) bool { return true }
	r.camera = d.track(stats.Camera, stats.Receive, "is measured", any)
	r.sound = d.track(stats.Microphone, stats.Receive, "is measured", any)
	return r
}
