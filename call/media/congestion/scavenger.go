package congestion

import "time"

const (
	// queueTarget is how long packets may wait because of a scavenger. RFC 6817
	// section 2.1 allows 100 ms; in a call that would be heard.
	queueTarget = 25 * time.Millisecond
	// lossLimit is the share of lost packets from which on a scavenger gives
	// way, beside what the path loses at any rate.
	lossLimit = 0.05
	// climb and fall are by how much the rate changes in a step with no queue,
	// and with one of twice the target or more.
	climb = 0.03
	fall  = 0.3
	// careful is climb near where a queue showed last: what a step adds there
	// shows two or three steps later only, and is then taken away as often.
	careful = 0.01
	// yield is fall, once a queue shows at all, while media is short of room:
	// its estimate climbs by a hundredth in a step, and would not get back
	// what a scavenger has taken. courtesy is for how long the rate then
	// stays as it is, for media to climb.
	yield    = 0.1
	courtesy = 10 * time.Second
	// start is climb until the first queue shows: an empty path is filled in a
	// second or two.
	start = 0.2
	// mostOthers bounds how much of the waiting is taken for somebody else's, and
	// learnOthers is the weight of one step in learning it.
	mostOthers  = 100 * time.Millisecond
	learnOthers = 0.1
	// idle is next to nothing, in bytes a second.
	idle = 32 << 10
	// staleAfter is when feedback is too old to tell of room.
	staleAfter = time.Second
)

// MinScavenge, FirstScavenge and MaxScavenge bound the rate in bytes a second.
// The least leaves sound its room on a path of 100 kbit/s.
const (
	MinScavenge   = 4 << 10
	FirstScavenge = 128 << 10
	MaxScavenge   = 1 << 30
)

// ScavengeEvery is how often a Scavenger wants to be asked.
const ScavengeEvery = 100 * time.Millisecond

// Scavenger finds a rate for files beside media on the same path: what is left
// over, and not more (the idea of LEDBAT, RFC 6817). It watches how long
// media's packets wait, so it works over any transport. Its zero value is
// ready.
//
// Packets also wait where no file is to blame: for a busy computer at either
// end, or because others use the path. That is learned while files take next
// to nothing; otherwise such a computer would get no file at all.
type Scavenger struct {
	rate   float64
	others time.Duration // how long packets wait without files
	met    time.Time     // when the path's limit showed last
	full   bool          // it shows now
	limit  float64       // the rate at which it began to show
}

// Next returns the rate in bytes a second for the next step. used is the rate
// of the last one: room that nobody used is not believed in.
func (s *Scavenger) Next(now time.Time, p Path, used int) int {
	if s.rate == 0 {
		s.rate = FirstScavenge
	}
	if used <= idle {
		s.others += time.Duration(learnOthers * float64(min(p.Queueing, mostOthers)-s.others))
	}
	s.rate *= 1 + s.change(now, p)
	tried := max(2*float64(used), FirstScavenge)
	s.rate = max(MinScavenge, min(s.rate, tried, MaxScavenge))
	return int(s.rate)
}

// change is by how much the rate should grow, or shrink below zero.
func (s *Scavenger) change(now time.Time, p Path) float64 {
	off := 1 - float64(p.Queueing-s.others)/float64(queueTarget)
	full := off < 0.5
	if full {
		s.met = now
		if !s.full {
			s.limit = s.rate
		}
	}
	s.full = full
	switch {
	case p.At.IsZero(), now.Sub(p.At) > staleAfter, p.Loss-p.Inherent > lossLimit:
		return -fall / 2
	case p.Short && full:
		return -max(yield, fall*min(-off, 1))
	case off < 0:
		return fall * max(off, -1)
	case p.Short && now.Sub(s.met) < courtesy:
		return 0
	case !p.Short && s.met.IsZero():
		return start * min(off, 1)
	}
	if s.rate > 0.85*s.limit && s.rate < 1.1*s.limit {
		return careful * min(off, 1)
	}
	return climb * min(off, 1)
}
