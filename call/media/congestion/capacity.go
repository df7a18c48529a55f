package congestion

import "math"

const (
	capacityWeight = 0.05 // of a new sample
	// capacityLeast and capacityMost bound the variance, relative to the mean.
	capacityLeast, capacityMost = 0.4, 2.5
)

// capacity remembers at which rates the path was full (libwebrtc's
// LinkCapacityEstimator). Rates are in bits a second; kbit/s inside. The zero
// value knows nothing.
type capacity struct{ mean, variance float64 }

// full takes in what arrived while a queue grew.
func (c *capacity) full(rate float64) {
	sample := rate / 1000
	if c.mean == 0 {
		c.mean, c.variance = sample, capacityLeast
		return
	}
	c.mean += capacityWeight * (sample - c.mean)
	off := c.mean - sample
	relative := off * off / max(c.mean, 1)
	c.variance += capacityWeight * (relative - c.variance)
	c.variance = min(max(c.variance, capacityLeast), capacityMost)
}

// known reports whether the path ever was full.
func (c *capacity) known() bool { return c.mean > 0 }

// rate is the mean.
func (c *capacity) rate() float64 { return c.mean * 1000 }

// below and above bound what is close to it: three standard deviations.
func (c *capacity) below() float64 { return max(c.mean-3*c.deviation(), 0) * 1000 }
func (c *capacity) above() float64 { return (c.mean + 3*c.deviation()) * 1000 }

func (c *capacity) deviation() float64 { return math.Sqrt(c.variance * c.mean) }
