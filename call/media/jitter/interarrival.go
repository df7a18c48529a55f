package jitter

import "time"

// interarrival estimates the jitter of RFC 3550 section 6.4.1. The zero value
// is ready.
type interarrival struct {
	started bool
	transit time.Duration
	jitter  time.Duration
}

// add takes the transit of the next packet in order: its arrival minus its
// timestamp, both from any fixed origin.
func (i *interarrival) add(transit time.Duration) {
	if i.started {
		i.jitter += ((transit - i.transit).Abs() - i.jitter) / 16
	}
	i.started, i.transit = true, transit
}

// rebase forgets the last transit but keeps the estimate, for a stream that
// starts over.
func (i *interarrival) rebase() { i.started = false }
