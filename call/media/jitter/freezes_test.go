package jitter

import (
	"testing"
	"time"
)

func TestFreezes(t *testing.T) {
	const frame = 33 * time.Millisecond
	cases := []struct {
		name   string
		pauses []time.Duration // after 40 of 33 ms
		count  int
		total  time.Duration
	}{
		{"even", nil, 0, 0},
		{"just no freeze", []time.Duration{182 * time.Millisecond}, 0, 0},
		{"just a freeze", []time.Duration{183 * time.Millisecond}, 1, 183 * time.Millisecond},
		{"two", []time.Duration{time.Second, frame, 300 * time.Millisecond}, 2, 1300 * time.Millisecond},
		{"switched off", []time.Duration{-1}, 0, 0},
	}
	for _, c := range cases {
		var f Freezes
		at := time.Unix(1000, 0)
		f.Shown(at)
		for range 40 {
			at = at.Add(frame)
			f.Shown(at)
		}
		for _, pause := range c.pauses {
			if pause < 0 {
				f.Paused()
				pause = time.Minute
			}
			at = at.Add(pause)
			f.Shown(at)
		}
		if f.Count != c.count || f.Total != c.total {
			t.Errorf("%s: %d freezes of %v; want %d of %v", c.name, f.Count, f.Total, c.count, c.total)
		}
	}
}

// At five pictures a second three average pauses are the longer bound.
func TestFreezesOfASlowStream(t *testing.T) {
	var f Freezes
	at := time.Unix(1000, 0)
	for range 40 {
		at = at.Add(200 * time.Millisecond)
		f.Shown(at)
	}
	f.Shown(at.Add(599 * time.Millisecond))
	if f.Count != 0 {
		t.Error("599 ms after pauses of 200 ms counted as a freeze")
	}
}
