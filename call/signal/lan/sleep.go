package lan

import "time"

const (
	// glance is how often it is looked whether the computer has slept.
	glance = time.Second
	// nap is how much longer than that a glance must have taken: a computer that
	// is merely busy does not come that late, and the peers of one that does have
	// given its paths up.
	nap = 2 * time.Second
)

// sleep tells a computer that slept, or a program that was stopped, by a clock
// that went on meanwhile.
type sleep struct{ last time.Duration }

// over reports whether the computer has slept since the last glance.
func (s *sleep) over(now time.Duration) bool {
	gap := now - s.last
	s.last = now
	return gap > glance+nap
}
