package devices

import (
	"time"
)

// supply follows how much sound a speaker still has to play, to notice when it
// ran dry: miniaudio does not tell, but people hear it.
type supply struct {
	started time.Time // when a sample 0 would have been heard
	given   int64     // samples per channel
}

// drySlack is how far the estimate may be off.
const drySlack = 3 * time.Millisecond

// give notes that the speaker takes some more samples, and tells whether it
// had run out of them.
func (s *supply) give(samples int, now time.Time) (dry bool) {
	if s.given == 0 {
		s.started = now
	}
	heard := s.started.Add(duration(s.given))
	if dry = now.Sub(heard) > drySlack; dry {
		s.started = now.Add(-duration(s.given))
	}
	s.given += int64(samples)
	return dry
}
