package congestion

import "time"

const (
	// backoff is what remains of the delivered rate when a queue grows.
	backoff = 0.85
	// growth is by how much the rate rises in a second while its limit is
	// unknown, and firstGrowth before any limit was met: without probes a call
	// has to find its rate in some seconds.
	growth      = 0.08
	firstGrowth = 0.4
	// ahead is how far the rate may be ahead of what arrives.
	ahead, aheadMore = 1.5, 10_000
	// Near the limit the rate rises by half a packet in a response time, that
	// of the path and of the filter.
	filterTime  = 100 * time.Millisecond
	packetBits  = 1200 * 8
	leastGrowth = 4_000
	// deepQueue is a queue that must be emptied at once.
	deepQueue = 100 * time.Millisecond
)

// rateControl turns what the delay says into a rate: additive or multiplicative
// increase, multiplicative decrease (draft-ietf-rmcat-gcc-02 section 5.5).
type rateControl struct {
	config   Config
	rate     float64
	capacity capacity
	met      bool          // a limit was met at some time
	updated  time.Duration // when the rate rose, or could have
	fell     time.Duration // when it fell
}

// observation is what a feedback says in sum.
type observation struct {
	now       time.Duration
	roundTrip time.Duration // of the path and the feedback
	delivered float64       // bits a second
	queue     time.Duration
	limited   bool // by the application
}

// increase lets the rate grow. What the application limits stays: nobody has
// tried more.
func (c *rateControl) increase(o observation) {
	passed := min(o.now-c.updated, time.Second).Seconds()
	c.updated = o.now
	most := ahead*o.delivered + aheadMore
	if o.limited || c.rate >= most {
		return
	}
	if o.delivered > c.capacity.above() {
		c.capacity = capacity{} // there is more now
	}
	next := c.rate * (1 + firstGrowth*passed)
	switch {
	case c.capacity.known():
		next = c.rate + max(packetBits/2/(o.roundTrip+filterTime).Seconds(), leastGrowth)*passed
	case c.met:
		next = c.rate * (1 + growth*passed)
	}
	c.rate = c.config.clamp(min(next, most))
}

// decrease answers a queue that grows, once in a response time, and reports
// whether it did.
func (c *rateControl) decrease(o observation) bool {
	if c.met && o.now-c.fell < o.roundTrip+filterTime {
		return false
	}
	c.met, c.fell, c.updated = true, o.now, o.now
	next := backoff * o.delivered
	if o.limited {
		next = max(next, c.rate*c.caution(o.queue))
	} else {
		if o.delivered < c.capacity.below() {
			c.capacity = capacity{}
		}
		if next > c.rate && c.capacity.known() {
			next = backoff * c.capacity.rate()
		}
		c.capacity.full(o.delivered)
	}
	c.rate = c.config.clamp(min(next, c.rate))
	return true
}

// caution is what remains of a rate that was not being used when a queue grew:
// what was delivered says nothing of the limit then.
func (c *rateControl) caution(queue time.Duration) float64 {
	if queue > deepQueue {
		return 0.5
	}
	return backoff
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
