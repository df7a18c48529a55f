//go:build linux

package main

import (
	"testing"
	"time"

	"parley/call/peer/pathtest"
	"parley/call/stats"
)

// The smallest of what `make bench-network` does, with bounds that a busy
// machine holds: a call goes on through a narrow time, and through much loss.

// narrowFor is how long the path of TestDip is narrow.
const narrowFor = 8 * time.Second

// oneWay starts a call that sends picture and sound from the first host of a
// path to the second.
func oneWay(t *testing.T, path *pathtest.Path) (a, b *program) {
	t.Helper()
	b = start(t, "Bo", place{namespace: path.B.Namespace}, "wait", "--listen", path.B.Address+":0", "--headless", "--accept-calls",
		"--camera", "none", "--microphone", "test", "--speaker", "none", "--view", "360")
	a = start(t, "Ada", place{namespace: path.A.Namespace}, append([]string{"ring", b.listening()}, signals...)...)
	flows(b)
	return a, b
}

// TestDip narrows a path to 0.25 Mbit/s for a while: what is sent follows, sound
// goes on, and once the path is wide again the picture is smooth again.
func TestDip(t *testing.T) {
	wide := usual
	path := joined(t, wide)
	a, b := oneWay(t, path)
	b.track(stats.Camera, stats.Receive, "is above what the path will carry", func(s stats.Track) bool { return s.Bitrate > megabit*3/10 })

	narrow := wide
	narrow.Rate = megabit / 4
	path.Set(narrow)
	a.forget()
	a.track(stats.Camera, stats.Send, "is to fit the narrow path", func(s stats.Track) bool { return s.Target > 0 && s.Target < narrow.Rate })
	path.Forget()
	b.forget()
	time.Sleep(narrowFor)
	b.track(stats.Microphone, stats.Receive, "is still heard", func(s stats.Track) bool { return s.Bitrate > 0 && s.ConcealedRatio < 0.5 })
	if there, _ := path.Counts(); there.WaitMedian > 250*time.Millisecond {
		t.Errorf("the queue stays full on the narrow path: %v", there)
	}

	path.Set(wide)
	b.forget()
	b.track(stats.Camera, stats.Receive, "grows again", func(s stats.Track) bool { return s.Bitrate > narrow.Rate*3/2 && s.FPS > 5 })
	a.leave()
	b.leave()
}

// TestLoss loses a tenth of the packets, each way: the picture goes on, and
// most of the sound is played and not made up.
func TestLoss(t *testing.T) {
	lossy := usual
	lossy.Loss = 0.1
	path := joined(t, usual)
	a, b := oneWay(t, path)
	path.Set(lossy)
	b.forget()
	time.Sleep(narrowFor)
	flows(b)
	var concealed, moves []float64
	for _, s := range b.tracks() {
		switch {
		case s.Direction != stats.Receive:
		case s.Track == stats.Microphone:
			concealed = append(concealed, s.ConcealedRatio)
		case s.Track == stats.Camera:
			moves = append(moves, s.FPS)
		}
	}
	// Chromium makes up 7 to 9 % of the sound here.
	if len(concealed) == 0 || median(concealed) > 0.25 {
		t.Errorf("of the sound was made up, second by second: %.2f", concealed)
	}
	if len(moves) == 0 || median(moves) < 5 {
		t.Errorf("pictures a second: %.0f", moves)
	}
	if there, _ := path.Counts(); there.Lost == 0 {
		t.Errorf("the path lost nothing: %v", there)
	}
	a.leave()
	b.leave()
}
