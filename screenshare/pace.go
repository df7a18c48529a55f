package screenshare

import "time"

const (
	// settle is how long a change may go on before it is captured, so that a
	// picture does not catch a program between clearing a line and writing it.
	settle = 4 * time.Millisecond
	// rest is how long nothing is looked at when all news is told: not for ever,
	// as the pointer can be moved by a program without a word.
	rest = time.Second
	// patience is how many attempts in a row may fail. At 15 a second it is two
	// seconds, in which every change of a window is over.
	patience = 30
)

// pace decides when to take pictures. The zero value wants none.
type pace struct {
	wanted bool
	since  time.Time // when it was first wanted
	last   time.Time // the last picture
	failed int       // attempts since
}

// note takes in whether there is something to show.
func (p *pace) note(now time.Time, fresh bool) {
	if fresh && !p.wanted {
		p.wanted, p.since = true, now
	}
}

// due reports whether it is time for a picture that is wanted; wait is how long
// it is until then.
func (p *pace) due(now time.Time, interval time.Duration) (wait time.Duration, due bool) {
	wait = p.at(interval).Sub(now)
	return wait, wait <= 0
}

// at is when the next picture is due. Within a run of them the interval is time
// enough to settle.
func (p *pace) at(interval time.Duration) time.Time {
	next := p.last.Add(interval)
	if at := p.since.Add(min(settle, interval)); at.Sub(next) > interval {
		return at
	}
	return next
}

// taken takes in a picture that was taken at some time. That it came a little late
// does not delay the next, or the rate would never be reached.
func (p *pace) taken(at time.Time, interval time.Duration) {
	if due := p.at(interval); at.Sub(due) < interval {
		at = due
	}
	*p = pace{last: at}
}
