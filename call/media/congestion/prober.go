package congestion

import "time"

const (
	// firstProbe and furtherProbe are what is tried, in targets: what libwebrtc
	// tries at first and on the way up.
	firstProbe, furtherProbe = 3, 2
	// probeMargin is how much more than wanted is tried: a burst measures a
	// little less than there is.
	probeMargin = 1.15
	// fullProbe is how much of what was tried must have come through for more
	// to be tried at once.
	fullProbe = 0.7
	// A probe that found nothing, or what then was not there, is repeated after
	// firstPause, and after twice as long each time until mostPause: a path that
	// is full stays so for a while, and bursts disturb it.
	firstPause, mostPause = 2 * time.Second, 5 * time.Second
	// vain is how soon a fall shows that what a probe found was not there.
	vain = 4 * time.Second
	// probeTimeout is when a burst counts as lost.
	probeTimeout = time.Second
	// wishRise is how much more must be wanted to try at once.
	wishRise = 1.1
	// probeQueue is the longest queue on a path that is probed.
	probeQueue = 50 * time.Millisecond
)

// prober decides when to try whether the path carries more: when more is wanted
// than the target, and only then, so that who has nothing to send sends nothing.
// Rates are in bits a second.
type prober struct {
	most  float64 // the ceiling
	want  float64 // zero while nobody has said
	pause time.Duration
	next  time.Duration // when to try again
	fresh bool          // nothing was tried since more is wanted
	busy  bool          // a burst is under way
	done  time.Duration // when one found something, unless it was in vain
	tried float64
	count int // of bursts
}

// cluster is a burst to be sent: so many bits a second for a moment.
type cluster struct {
	number int
	rate   float64
	length time.Duration
}

// wish says how much is wanted now.
func (p *prober) wish(now time.Duration, want float64) {
	if want > p.want*wishRise {
		p.pause, p.next, p.fresh = firstPause, now, true
	}
	p.want = want
}

// wants reports whether more than a rate could be used.
func (p *prober) wants(rate float64) bool { return p.want == 0 || p.want > rate }

// short reports whether a rate holds media back: a good deal more is wanted.
func (p *prober) short(rate float64) bool { return 0.9*min(p.want, p.most) > rate }

// fell says that the target was cut from a rate to another. What was there
// before a collapse may come back soon; what a probe found in error does not.
func (p *prober) fell(now time.Duration, from, to float64) {
	switch {
	case p.done > 0 && now-p.done < vain:
		p.pause = min(2*p.pause, mostPause)
		p.done = 0
	case to < from/2:
		p.pause = firstPause
	}
	p.next, p.busy = now+p.pause, false
}

// due returns the burst to be sent now, if any. A path with a queue is left
// alone.
func (p *prober) due(now time.Duration, target float64, queue time.Duration) (cluster, bool) {
	if p.busy || now < p.next || target >= min(p.want, p.most) || queue > probeQueue {
		return cluster{}, false
	}
	factor := float64(furtherProbe)
	if p.fresh {
		factor = firstProbe
	}
	p.fresh, p.busy = false, true
	p.tried = min(factor*target, probeMargin*min(p.want, p.most))
	p.count++
	return cluster{number: p.count, rate: p.tried, length: burstTime}, true
}

// found takes in what a burst found, zero for nothing.
func (p *prober) found(now time.Duration, rate float64) {
	p.busy = false
	if rate >= fullProbe*p.tried {
		p.next, p.done = now, now
		return
	}
	p.next = now + p.pause
	p.pause = min(2*p.pause, mostPause)
}
