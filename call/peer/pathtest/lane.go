//go:build linux

package pathtest

import (
	"math"
	"math/rand/v2"
	"time"
)

// lane is the model of one direction: a queue before a link of some rate, and
// the way behind it, on which packets are lost or delayed. It knows no clock:
// who uses it says what time it is, and never an earlier one than before.
type lane struct {
	conditions Conditions
	random     *rand.Rand
	now        time.Time // up to when everything is decided
	queue      []packet  // the first one is on the link
	waiting    int       // bytes in queue
	carried    float64   // bits of the first packet that are through
	flight     []packet  // on their way, in order
	losing     bool      // in the bad state
	counts     Counts
	waits      waits
}

// packet is one IP packet.
type packet struct {
	bytes []byte
	at    time.Time // when it came, then when it is due
}

// arrive takes a packet, which the lane keeps.
func (l *lane) arrive(now time.Time, bytes []byte) {
	l.advance(now)
	l.counts.Packets++
	l.counts.Bytes += len(bytes)
	if !l.conditions.fits(l.waiting, len(bytes)) {
		l.counts.Dropped++
		return
	}
	if len(l.queue) == 0 {
		l.waits.add(0)
	}
	l.queue = append(l.queue, packet{bytes, now})
	l.waiting += len(bytes)
	l.advance(now)
}

// set changes the conditions. What is under way stays; what waits goes on at
// the new rate.
func (l *lane) set(now time.Time, c Conditions) {
	l.advance(now)
	l.conditions = c
	l.advance(now)
}

// due returns what has arrived at the other end by now.
func (l *lane) due(now time.Time) []packet {
	l.advance(now)
	n := 0
	for n < len(l.flight) && !l.flight[n].at.After(now) {
		n++
	}
	arrived := l.flight[:n:n]
	l.flight = l.flight[n:]
	return arrived
}

// next returns when something will happen, if nothing comes meanwhile.
func (l *lane) next() (at time.Time, any bool) {
	if len(l.queue) > 0 {
		at, any = l.now.Add(l.left()), true
	}
	if len(l.flight) > 0 && (!any || l.flight[0].at.Before(at)) {
		at, any = l.flight[0].at, true
	}
	return at, any
}

// left is how long the link still takes for the first packet.
func (l *lane) left() time.Duration {
	if l.conditions.Rate == 0 {
		return 0
	}
	bits := float64(len(l.queue[0].bytes)*8) - l.carried
	// Rounded up: a wait that is a little short would be waited for again.
	return max(0, time.Duration(math.Ceil(bits/float64(l.conditions.Rate)*float64(time.Second))))
}

// advance lets the link work until now.
func (l *lane) advance(now time.Time) {
	for len(l.queue) > 0 {
		left := l.left()
		if l.now.Add(left).After(now) {
			l.carried += now.Sub(l.now).Seconds() * float64(l.conditions.Rate)
			break
		}
		l.now = l.now.Add(left)
		l.leave()
	}
	l.now = now
}

// leave takes the first packet off the link, and sends it on its way.
func (l *lane) leave() {
	p := l.queue[0]
	l.queue, l.carried = l.queue[1:], 0
	l.waiting -= len(p.bytes)
	if len(l.queue) > 0 {
		l.waits.add(l.now.Sub(l.queue[0].at))
	}
	if l.loses() {
		l.counts.Lost++
		return
	}
	c := l.conditions
	p.at = l.now.Add(max(0, c.Delay+time.Duration(l.random.NormFloat64()*float64(c.Jitter))))
	if n := len(l.flight); n > 0 && p.at.Before(l.flight[n-1].at) {
		p.at = l.flight[n-1].at
	}
	l.flight = append(l.flight, p)
}

// loses decides about a packet. A run of losses ends with the chance 1/Burst,
// and begins so often that the share Loss is lost in all.
func (l *lane) loses() bool {
	loss, burst := l.conditions.Loss, l.conditions.Burst
	switch {
	case loss <= 0 || loss >= 1:
		l.losing = loss >= 1
	case burst <= 1:
		l.losing = l.random.Float64() < loss
	case l.losing:
		l.losing = l.random.Float64() >= 1/burst
	default:
		l.losing = l.random.Float64() < loss/(1-loss)/burst
	}
	return l.losing
}

// count returns the counts so far.
func (l *lane) count() Counts {
	c := l.counts
	c.WaitMedian, c.Wait95, c.WaitMost = l.waits.quantile(0.5), l.waits.quantile(0.95), l.waits.most
	return c
}
