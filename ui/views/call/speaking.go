package call

import "time"

// audible is the level, of a meter from 0 to 1, above which somebody speaks.
const audible = 0.2

// A speaker is shown as one after speakingOn of sound and until speakingOff
// after the last of it, so that a cough does not flash and a pause does not
// flicker.
const (
	speakingOn  = 200 * time.Millisecond
	speakingOff = 800 * time.Millisecond
)

// speaking follows the level of one person's microphone.
type speaking struct {
	since time.Time // of the sound that goes on; zero while there is none
	last  time.Time // when there was sound last
	on    bool
}

// update says whether the person counts as speaking at now.
func (s *speaking) update(level float64, now time.Time) bool {
	if level < audible {
		if now.Sub(s.last) >= speakingOff {
			s.on = false
		}
		if now.Sub(s.last) >= speakingOn {
			s.since = time.Time{}
		}
		return s.on
	}
	if s.since.IsZero() {
		s.since = now
	}
	s.last = now
	s.on = s.on || now.Sub(s.since) >= speakingOn
	return s.on
}
