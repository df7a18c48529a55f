package congestion

import "time"

// As libwebrtc's AlrDetector has them.
const (
	limitedUsage  = 0.65 // of the target; who sends less does not fill it
	limitedWindow = 500 * time.Millisecond
	limitedFrom   = 0.8 // of the window's budget
	limitedUntil  = 0.5
)

// limited notices that the application limits the rate, not the target: what is
// sent then says little about the path. It keeps a budget that fills with time
// and is spent by sending.
type limited struct {
	budget float64 // bits left over
	last   time.Duration
	yes    bool
}

// spend takes in that so many bits were sent now, at a target in bits a second.
func (l *limited) spend(now time.Duration, sent, target float64) {
	rate := limitedUsage * target
	full := rate * limitedWindow.Seconds()
	l.budget += rate*(now-l.last).Seconds() - sent
	l.budget = min(max(l.budget, -full), full)
	l.last = now
	switch {
	case l.budget > limitedFrom*full:
		l.yes = true
	case l.budget < limitedUntil*full:
		l.yes = false
	}
}
