package congestion

import (
	"math"
	"time"
)

// CUBIC (RFC 9438).
const (
	cubicC      = 0.4
	cubicBeta   = 0.7
	firstWindow = 10
)

// cubic fills the queue until packets get lost.
type cubic struct {
	size, threshold float64 // segments
	most            float64 // size at the last loss
	reduced         time.Time
}

func newCubic() *cubic { return &cubic{size: firstWindow, threshold: math.Inf(1)} }

func (c *cubic) window() float64 { return c.size }

func (c *cubic) pace() time.Duration { return 0 }

func (c *cubic) lose(now time.Time) {
	c.reduced, c.most = now, c.size
	c.size = max(cubicBeta*c.size, 2)
	c.threshold = c.size
}

func (c *cubic) acknowledge(_ *tcp, s segment, now time.Time) {
	if c.size < c.threshold {
		c.size++
		return
	}
	since, trip := now.Sub(c.reduced).Seconds(), now.Sub(s.sent).Seconds()
	k := math.Cbrt(c.most * (1 - cubicBeta) / cubicC)
	cubic := cubicC*math.Pow(since+trip-k, 3) + c.most
	reno := cubicBeta*c.most + 3*(1-cubicBeta)/(1+cubicBeta)*since/trip
	c.size += max(min(max(cubic, reno), 1.5*c.size)-c.size, 0) / c.size
}
