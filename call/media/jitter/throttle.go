package jitter

import "time"

// keyFrameInterval is the least time between two requests for a key frame: one
// costs the sender several times a frame's bits.
const keyFrameInterval = 500 * time.Millisecond

// Throttle limits requests for key frames. The zero value is ready. It belongs
// to one goroutine.
type Throttle struct {
	last time.Time
}

// Allow reports whether a request may be sent now, and takes it as sent. On a
// long path it leaves the last one the time to be answered.
func (t *Throttle) Allow(now time.Time, rtt time.Duration) bool {
	if !t.last.IsZero() && now.Sub(t.last) < max(keyFrameInterval, rtt*3/2) {
		return false
	}
	t.last = now
	return true
}
