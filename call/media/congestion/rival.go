package congestion

import "time"

const (
	// vainCuts is how many cuts in a row may leave a queue as it is before
	// others are blamed for it.
	vainCuts = 3
	// vainQueue is what must be left of a queue after a cut for that cut to be
	// in vain, vainRate how much of the new rate must have come through, and
	// kept how far the rate may have risen since.
	vainQueue, vainRate, kept = 0.8, 0.9, 1.1
	// series is how long after a cut another one belongs to it.
	series = 3 * time.Second
	// emptyQueue is a queue that nobody keeps full, and so is emptied of the
	// longest there was: CUBIC leaves more (RFC 9438 section 4.6).
	emptyQueue = 20 * time.Millisecond
	emptied    = 0.25
	// Beside a rival the rate rises by rivalGrowth bits a second in a second, by
	// no more than rivalShare of itself, and rivalBackoff of it remains when the
	// queue is full: about as CUBIC does over some tenths of a second.
	rivalGrowth, rivalShare = 60_000, 0.15
	rivalBackoff            = 0.75
)

// rival notices that somebody else keeps the queue full: one who sends until
// packets get lost, as TCP does. Who gives way to such a queue gives way until
// nothing is left. Its zero value sees none.
type rival struct {
	yes    bool
	cuts   int           // in this series
	last   time.Duration // when the last one was
	queue  time.Duration // then
	rate   float64       // that it left
	before float64       // the rate before the series
	most   time.Duration // of the queue
}

// cut takes in that a queue was answered by lowering the rate, and reports
// whether that was in vain once too often.
func (r *rival) cut(o observation, from, to float64) bool {
	if !r.vain(o, from) {
		r.cuts = 0
	}
	r.cuts++
	r.last, r.queue, r.rate = o.now, o.queue, to
	r.yes = r.cuts > vainCuts
	return r.yes
}

// vain reports whether the last cut was obeyed and the queue stays all the same.
// Whoever is alone on the path sees it shrink then.
func (r *rival) vain(o observation, rate float64) bool {
	return o.now-r.last < series && r.queue >= emptyQueue && float64(o.queue) >= vainQueue*float64(r.queue) &&
		(o.limited || o.delivered >= vainRate*r.rate) && rate <= kept*r.rate
}

// share is the rate to begin a rivalry with: half of what the path carried before.
func (r *rival) share() float64 { return r.before / 2 }

// look takes in how long the queue is at a rate. An empty one ends the rivalry.
func (r *rival) look(queue time.Duration, rate float64) {
	r.most = max(r.most, queue)
	if queue < max(emptyQueue, time.Duration(emptied*float64(r.most))) {
		*r = rival{before: rate}
	}
}
