package congestion

import (
	"slices"
	"time"
)

// tcp is a TCP flow with selective acknowledgements.
type tcp struct {
	control tcpControl
	link    *link
	back    time.Duration // of the acknowledgements
	left    int           // segments to be sent; below zero without end

	recover      int // losses up to here belong to the last one
	number       int
	flying       []segment // by the time of their acknowledgement
	delivered    int       // segments
	acknowledged int       // segments, of those since they were last asked for
	paced        time.Time // when the next may leave
}

// tcpControl is how a TCP flow tells what the path carries.
type tcpControl interface {
	acknowledge(c *tcp, s segment, now time.Time)
	lose(now time.Time)  // for all losses of a round trip
	window() float64     // segments
	pace() time.Duration // from one segment to the next
}

type segment struct {
	number    int
	sent      time.Time
	at        time.Time // when it is acknowledged, or found lost
	lost      bool
	delivered int // of the flow, when this one was sent
}

const segmentSize = 1500

func newTCP(l *link, c tcpControl, segments int) *tcp {
	return &tcp{control: c, link: l, back: l.delay, left: segments}
}

func (c *tcp) step(int) {
	now := time.Now()
	for len(c.flying) > 0 && !c.flying[0].at.After(now) {
		s := c.flying[0]
		c.flying = c.flying[1:]
		if s.lost {
			c.lose(s, now)
			continue
		}
		c.acknowledged++
		c.delivered++
		c.control.acknowledge(c, s, now)
	}
	for c.left != 0 && float64(len(c.flying)) < c.control.window() && !c.paced.After(now) {
		c.send(now)
	}
}

func (c *tcp) send(now time.Time) {
	at, ok := c.link.carry(segmentSize)
	if !ok { // the next acknowledgements tell
		at = now.Add(c.link.delay + c.link.queue)
	}
	s := segment{c.number, now, at.Add(c.back), !ok, c.delivered}
	i, _ := slices.BinarySearchFunc(c.flying, s, func(a, b segment) int { return a.at.Compare(b.at) })
	c.flying = slices.Insert(c.flying, i, s)
	c.number++
	c.left--
	if c.paced.Before(now.Add(-simStep)) {
		c.paced = now
	}
	c.paced = c.paced.Add(c.control.pace())
}

func (c *tcp) lose(s segment, now time.Time) {
	c.left++
	if s.number >= c.recover {
		c.recover = c.number
		c.control.lose(now)
	}
}

// received returns the bits a second that arrived since the last call, d ago.
func (c *tcp) received(d time.Duration) int {
	rate := int(bits(c.acknowledged*segmentSize, d))
	c.acknowledged = 0
	return rate
}
