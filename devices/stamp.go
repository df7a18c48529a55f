package devices

import (
	"time"

	"parley/call/media/frame"
)

// stamper turns the uneven times at which blocks of samples arrive into the
// even times at which they were made. Blocks come late but never early, so
// the earliest one in a while tells when the first sample was made.
type stamper struct {
	origin time.Time // when sample 0 was made
	window int64     // the sample at which the window began
	least  time.Duration
}

const (
	// stampWindow is over how many samples blocks must all be late before the
	// origin moves later: the device's clock is slow, or samples were lost.
	stampWindow = frame.SampleRate
	// lapse is the lateness beyond which the device must have paused.
	lapse = 200 * time.Millisecond
)

// note learns that all samples before this one were ready at a time.
func (s *stamper) note(sample int64, ready time.Time) {
	origin := ready.Add(-duration(sample))
	late := origin.Sub(s.origin)
	if s.origin.IsZero() || late < 0 || late > lapse {
		*s = stamper{origin: origin, window: sample, least: lapse}
		return
	}
	s.least = min(s.least, late)
	if sample-s.window >= stampWindow {
		*s = stamper{origin: s.origin.Add(s.least), window: sample, least: lapse}
	}
}

// at is when a sample was made.
func (s *stamper) at(sample int64) time.Time { return s.origin.Add(duration(sample)) }

func duration(samples int64) time.Duration {
	return time.Duration(samples) * time.Second / frame.SampleRate
}
