package congestion

import "time"

// draft-ietf-rmcat-gcc-02 section 6.
const (
	lossHigh = 0.10 // cuts
	lossLow  = 0.02 // allows growth
	// lossSample is how many packets make a judgement: with fewer, one would
	// be a high loss.
	lossSample = 20
	// lossEvery is the shortest time between two cuts, besides the round trip.
	lossEvery = 300 * time.Millisecond
)

// lossControl limits the rate by what gets lost. Growth is as in rateControl,
// which limits it too.
type lossControl struct {
	config         Config
	limit          float64
	expected, lost int
	judged         time.Duration
}

// add takes a feedback in, and reports whether the limit was cut, below a
// target in bits a second.
func (c *lossControl) add(n news, o observation, target float64) (cut bool) {
	c.expected += len(n.arrived) + n.lost
	c.lost += n.lost
	passed := o.now - c.judged
	if c.expected < lossSample || passed < lossEvery+o.roundTrip {
		return false
	}
	switch share := float64(c.lost) / float64(c.expected); {
	case share > lossHigh:
		c.limit = c.config.clamp(target * (1 - share/2))
		cut = true
	case share < lossLow:
		c.limit = c.config.clamp(c.limit * (1 + growth*min(passed, time.Second).Seconds()))
	}
	c.expected, c.lost, c.judged = 0, 0, o.now
	return cut
}

// probed takes in that the path carries a rate.
func (c *lossControl) probed(rate float64) { c.limit = max(c.limit, c.config.clamp(rate)) }
