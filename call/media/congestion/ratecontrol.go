package congestion

import "time"

const (
	// backoff is what remains of the delivered rate when a queue grows, and
	// leastBackoff when it is so deep that it must be emptied first; between
	// them lies deepQueue and a bit more.
	backoff, leastBackoff = 0.85, 0.5
	deepQueue             = 100 * time.Millisecond
	// drainTime is how long a queue may take to shrink after a cut, and drainSlack
	// how much longer it may seem meanwhile.
	drainTime  = time.Second
	drainSlack = 1.25
	// firstGrowth is by how much the rate rises in a second before any limit was
	// met: without probes a call has to find its rate in some seconds.
	firstGrowth = 0.4
	// ahead is how far the rate may be ahead of what arrives.
	ahead, aheadMore = 1.5, 10_000
	// Near a known limit the rate rises by a packet in a response time, that of
	// the empty path and of the filter; where none is known, by openGrowth bits
	// a second in a second; and by no more than mostGrowth of itself. What is
	// added does not depend on the rate, but what is cut does: so flows that
	// share a path come to equal rates (Chiu and Jain, 1989).
	filterTime = 100 * time.Millisecond
	packetBits = 1200 * 8
	openGrowth = 150_000
	mostGrowth = 0.3
	// Sound alone fills no target, and without a picture nothing can be probed.
	// So up to smallest, which carries the smallest picture, the rate rises by
	// blindGrowth all the same.
	smallest    = 130_000
	blindGrowth = 10_000
)

// rateControl turns what the delay says into a rate: additive increase,
// multiplicative decrease (draft-ietf-rmcat-gcc-02 section 5.5).
type rateControl struct {
	config   Config
	rate     float64
	capacity capacity
	rival    rival
	met      bool          // a limit was met at some time
	updated  time.Duration // when the rate rose, or could have
	fell     time.Duration // when it fell
	queue    time.Duration // that there was then
	resume   float64       // the rate to go on with when the queue is empty, zero for none
}

// observation is what a feedback says in sum.
type observation struct {
	now       time.Duration
	roundTrip time.Duration // of the path and the feedback
	delivered float64       // bits a second, with what is lost at any rate
	queue     time.Duration
	sent      float64 // packets
	lost      float64 // of them, more than do at any rate
	limited   bool    // by the application
}

// response is how long a change of the rate takes to show.
func (o observation) response() time.Duration { return o.roundTrip + filterTime }

// increase lets the rate grow. What the application limits stays: nobody has
// tried more.
func (c *rateControl) increase(o observation) {
	passed := min(o.now-c.updated, time.Second).Seconds()
	c.updated = o.now
	most := ahead*o.delivered + aheadMore
	if o.limited || c.rate >= most {
		c.rate = max(c.rate, min(c.rate+blindGrowth*passed, smallest, float64(c.config.Max)))
		return
	}
	if o.delivered > c.capacity.above() {
		c.capacity = capacity{} // there is more now
	}
	next := c.rate + c.growth(o)*passed
	if o.queue < emptyQueue {
		next, c.resume = max(next, c.resume), 0
	}
	c.rate = c.config.clamp(min(next, most))
}

// growth is by how many bits a second the rate rises in a second.
func (c *rateControl) growth(o observation) float64 {
	switch {
	case c.rival.yes:
		return min(rivalGrowth, rivalShare*c.rate)
	case c.capacity.known():
		return min(packetBits/(o.response()-o.queue).Seconds(), mostGrowth*c.rate)
	case c.met:
		return min(openGrowth, mostGrowth*c.rate)
	}
	return firstGrowth * c.rate
}

// decrease answers a queue, once in a response time, and reports whether it did.
func (c *rateControl) decrease(o observation) bool {
	if c.met && o.now-c.fell < o.response() || c.drains(o) {
		return false
	}
	before := c.rate
	c.queue = o.queue
	c.met, c.fell, c.updated = true, o.now, o.now
	c.rate = c.config.clamp(min(c.reduced(o), before))
	if c.rival.cut(o, before, c.rate) {
		c.rate, c.resume = max(c.rate, c.rival.share(o.now)), 0
	}
	return c.rate < before
}

// drains reports whether the last cut was deep enough for the queue to be seen
// to shrink yet: until it has, what is delivered may be less than the path
// carries, because less is sent.
func (c *rateControl) drains(o observation) bool {
	return c.met && o.now-c.fell < drainTime && c.capacity.known() && c.rate <= backoff*c.capacity.rate() &&
		float64(o.queue) <= drainSlack*float64(c.queue)
}

// reduced is the rate that a queue calls for.
func (c *rateControl) reduced(o observation) float64 {
	if o.limited || o.delivered == 0 || c.burst(o) {
		// What was delivered says nothing of the limit, or is not known yet.
		return max(backoff*o.delivered, c.rate*remains(o.queue))
	}
	if o.delivered < c.capacity.below() {
		c.capacity = capacity{}
	}
	c.resume = backoff * o.delivered
	next := o.delivered * remains(o.queue)
	if next > c.rate && c.capacity.known() {
		next = backoff * c.capacity.rate()
	}
	c.capacity.full(o.delivered)
	return next
}

// burst reports whether the queue may be that of one picture: so little came
// through before, at a rate that is near to what the smallest takes.
func (c *rateControl) burst(o observation) bool {
	return o.queue < deepQueue && o.delivered < limitedUsage*c.rate && c.rate < 2*smallest
}

// remains is what remains of a rate that has made a queue: the deeper, the less,
// so that it is empty in about a second.
func remains(queue time.Duration) float64 {
	return max(backoff-max(queue-deepQueue, 0).Seconds(), leastBackoff)
}

// yield answers packets that a rival's queue has lost.
func (c *rateControl) yield(o observation) {
	if o.now-c.fell < o.response() {
		return
	}
	c.fell, c.updated = o.now, o.now
	c.rate = c.config.clamp(rivalBackoff * c.rate)
}

// lossy takes in what loss says that the rate should be.
func (c *rateControl) lossy(now time.Duration, rate float64) {
	c.met, c.updated, c.resume = true, now, 0
	c.rate = c.config.clamp(rate)
}

// probed takes in that the path carries a rate.
func (c *rateControl) probed(now time.Duration, rate float64) {
	if rate <= c.rate {
		return
	}
	if rate > c.capacity.above() {
		c.capacity = capacity{}
	}
	c.rate, c.updated = c.config.clamp(rate), now
}
