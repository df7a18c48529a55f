package congestion

import (
	"slices"
	"time"
)

// BBR, of its first version (draft-cardwell-iccrg-bbr-congestion-control-00).
const (
	startGain, windowGain = 2.885, 2
	bandwidthRounds       = 10
	tripWindow            = 10 * time.Second
	tripProbe             = 200 * time.Millisecond
	leastWindow           = 4
)

// bbr keeps about as much on the way again as the path carries, whatever gets
// lost, and empties the queue every ten seconds to measure the path.
type bbr struct {
	rounds    [bandwidthRounds]float64 // the most in each; segments a second
	round     int
	roundEnds int // when so many are delivered
	full      float64
	stale     int // rounds without growth
	filled    bool
	drained   bool

	trip     time.Duration // the least
	tripAt   time.Time
	probing  time.Time // until then
	cycle    int
	cycledAt time.Time
}

func (b *bbr) acknowledge(c *tcp, s segment, now time.Time) {
	trip := now.Sub(s.sent)
	old := now.Sub(b.tripAt) > tripWindow
	if b.trip == 0 || trip <= b.trip || old {
		b.trip, b.tripAt = trip, now
	}
	if old && b.filled {
		b.probing = now.Add(tripProbe + trip)
	}
	if now.Before(b.probing) {
		return
	}
	b.measure(c, s, now)
	b.drained = b.drained || b.filled && float64(len(c.flying)) <= b.product()
	if now.Sub(b.cycledAt) > b.trip {
		b.cycle, b.cycledAt = (b.cycle+1)%8, now
	}
}

// measure takes in at which rate segments came through while one was on its way.
func (b *bbr) measure(c *tcp, s segment, now time.Time) {
	if s.delivered >= b.roundEnds {
		b.round, b.roundEnds = (b.round+1)%bandwidthRounds, c.delivered
		b.grow()
		b.rounds[b.round] = 0
	}
	rate := float64(c.delivered-s.delivered) / now.Sub(s.sent).Seconds()
	b.rounds[b.round] = max(b.rounds[b.round], rate)
}

// grow ends the start when three rounds brought nothing more.
func (b *bbr) grow() {
	if b.bandwidth() > 1.25*b.full {
		b.full, b.stale = b.bandwidth(), 0
		return
	}
	b.stale++
	b.filled = b.filled || b.stale >= 3
}

func (b *bbr) bandwidth() float64 { return slices.Max(b.rounds[:]) }

// product is how much the empty path holds, in segments.
func (b *bbr) product() float64 { return b.bandwidth() * b.trip.Seconds() }

func (b *bbr) lose(time.Time) {}

func (b *bbr) window() float64 {
	switch {
	case time.Now().Before(b.probing):
		return leastWindow
	case !b.filled:
		return max(firstWindow, startGain*b.product())
	}
	return max(leastWindow, windowGain*b.product())
}

func (b *bbr) pace() time.Duration {
	rate := b.gain() * b.bandwidth()
	if rate == 0 {
		return 0
	}
	return time.Duration(float64(time.Second) / rate)
}

func (b *bbr) gain() float64 {
	switch {
	case !b.filled:
		return startGain
	case !b.drained:
		return 1 / startGain
	case b.cycle == 0:
		return 1.25
	case b.cycle == 1:
		return 0.75
	}
	return 1
}
