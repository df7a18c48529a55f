package congestion

import "time"

const (
	// vainCuts is how many cuts in a row may leave a queue as it is before
	// others are blamed for it; one is enough for remembered after a rivalry,
	// as BBR empties the queue every ten seconds to see what is below it
	// (draft-cardwell-iccrg-bbr-congestion-control-00 section 4.3.5).
	vainCuts   = 3
	remembered = 30 * time.Second
	// vainQueue is what must be left of a queue after a cut for that cut to be
	// in vain, and kept how far the rate may have risen. Who sends more than the
	// path carries sees the queue grow by vainGrowth of the time since, or, where
	// it is full, so much of what was sent get lost.
	vainQueue, kept, vainGrowth = 0.8, 1.1, 0.1
	// series is how long after a cut another one belongs to it.
	series = 3 * time.Second
	// emptyQueue is a queue that nobody keeps full, and so is emptied of the
	// longest there was: CUBIC leaves more (RFC 9438 section 4.6).
	emptyQueue = 20 * time.Millisecond
	emptied    = 0.25
	// Beside a rival the rate rises by rivalGrowth bits a second in a second, by
	// no more than rivalShare of itself, and rivalBackoff of it remains when the
	// queue is full: about as CUBIC does over some tenths of a second.
	rivalGrowth, rivalShare = 100_000, 0.6
	rivalBackoff            = 0.75
)

// rival notices that somebody else keeps the queue full: one who sends until
// packets get lost, as TCP does. Who gives way to such a queue gives way until
// nothing is left. Its zero value sees none.
type rival struct {
	yes    bool
	known  time.Duration // until when it is remembered
	cuts   int           // in this series
	last   time.Duration // when the last one was
	queue  time.Duration // then
	rate   float64       // that it left
	sent   float64       // packets since
	lost   float64       // of them, more than usual
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
	r.last, r.queue, r.rate, r.sent, r.lost = o.now, o.queue, to, 0, 0
	r.yes = r.cuts > vainCuts || r.cuts > 1 && o.now < r.known
	return r.yes
}

// vain reports whether the last cut was obeyed and the queue stays all the same.
// Whoever is alone on the path sees it shrink then.
func (r *rival) vain(o observation, rate float64) bool {
	since, grown := o.now-r.last, o.queue-r.queue
	return since < series && r.queue >= emptyQueue && rate <= kept*r.rate &&
		float64(o.queue) >= vainQueue*float64(r.queue) &&
		float64(grown) <= vainGrowth*float64(since) && r.lost <= vainGrowth*r.sent
}

// share is the rate to begin a rivalry with: half of what the path carried
// before, or what it had when the rival was last there.
func (r *rival) share(now time.Duration) float64 {
	if now < r.known {
		return r.before
	}
	return r.before / 2
}

// look takes in how long the queue is at a rate. An empty one ends the rivalry.
func (r *rival) look(o observation, rate float64) {
	r.most = max(r.most, o.queue)
	r.sent += o.sent
	r.lost += o.lost
	if o.queue >= max(emptyQueue, time.Duration(emptied*float64(r.most))) {
		return
	}
	if r.yes {
		r.known = o.now + remembered
	}
	*r = rival{known: r.known, before: rate}
}
