package congestion

import (
	"math"
	"slices"
	"time"
)

// CUBIC (RFC 9438).
const (
	segmentSize = 1500
	cubicC      = 0.4
	cubicBeta   = 0.7
	firstWindow = 10
)

// tcp is a TCP flow under CUBIC, with selective acknowledgements.
type tcp struct {
	link *link
	back time.Duration // of the acknowledgements
	left int           // segments to be sent; below zero without end

	window, threshold float64 // segments
	most              float64 // window at the last loss
	reduced           time.Time
	recover           int // losses up to here belong to the last one
	number            int
	flying            []segment // by the time of their acknowledgement
	acknowledged      int       // segments
}

type segment struct {
	number int
	sent   time.Time
	at     time.Time // when it is acknowledged, or found lost
	lost   bool
}

func newTCP(l *link, segments int) *tcp {
	return &tcp{link: l, back: l.delay, left: segments, window: firstWindow, threshold: math.Inf(1)}
}

func (c *tcp) step(int) {
	now := time.Now()
	for len(c.flying) > 0 && !c.flying[0].at.After(now) {
		s := c.flying[0]
		c.flying = c.flying[1:]
		if s.lost {
			c.lose(s, now)
		} else {
			c.acknowledge(s, now)
		}
	}
	for c.left != 0 && float64(len(c.flying)) < c.window {
		c.send(now)
	}
}

func (c *tcp) send(now time.Time) {
	at, ok := c.link.carry(segmentSize)
	if !ok { // the next acknowledgements tell
		at = now.Add(c.link.delay + c.link.queue)
	}
	s := segment{c.number, now, at.Add(c.back), !ok}
	i, _ := slices.BinarySearchFunc(c.flying, s, func(a, b segment) int { return a.at.Compare(b.at) })
	c.flying = slices.Insert(c.flying, i, s)
	c.number++
	c.left--
}

// lose reduces the window once for all losses of a round trip.
func (c *tcp) lose(s segment, now time.Time) {
	c.left++
	if s.number < c.recover {
		return
	}
	c.recover, c.reduced, c.most = c.number, now, c.window
	c.window = max(cubicBeta*c.window, 2)
	c.threshold = c.window
}

func (c *tcp) acknowledge(s segment, now time.Time) {
	c.acknowledged++
	if c.window < c.threshold {
		c.window++
		return
	}
	since, trip := now.Sub(c.reduced).Seconds(), now.Sub(s.sent).Seconds()
	k := math.Cbrt(c.most * (1 - cubicBeta) / cubicC)
	cubic := cubicC*math.Pow(since+trip-k, 3) + c.most
	reno := cubicBeta*c.most + 3*(1-cubicBeta)/(1+cubicBeta)*since/trip
	c.window += max(min(max(cubic, reno), 1.5*c.window)-c.window, 0) / c.window
}

// received returns the bits a second that arrived since the last call, d ago.
func (c *tcp) received(d time.Duration) int {
	rate := int(bits(c.acknowledged*segmentSize, d))
	c.acknowledged = 0
	return rate
}
