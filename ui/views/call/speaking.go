package call

import (
	"slices"
	"time"
)

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

// ringSpeakers leaves the ring to who has the floor, as long as they speak: a
// keyboard or a word in between does not take the eye from them. While they
// are silent, whoever speaks has it. One's own tile follows one's own voice.
func (v *View) ringSpeakers() {
	floor := v.snapshot.Call.Speaker
	taken := slices.ContainsFunc(v.others, func(t *tile) bool { return t.state.key == floor && t.speaks.on })
	for _, t := range v.others {
		t.yield(taken && t.state.key != floor)
	}
}
