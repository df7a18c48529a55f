package congestion

import (
	"math"
	"time"
)

const (
	// burstTime is how long a burst lasts; longBurst where a limit is known: a
	// moment between two pictures of somebody else must not be taken for room.
	// burstPackets are the fewest packets that make a measurement.
	burstTime    = 15 * time.Millisecond
	longBurst    = 40 * time.Millisecond
	burstPackets = 5
	// burstShare of the packets must have arrived.
	burstShare = 0.8
	// saturated is the share of the rate of sending below which the arrival was
	// held up by the path, and saturatedShare what is then taken of it.
	saturated, saturatedShare = 0.9, 0.95
	// hasty is how much faster than planned a burst may have left and still be
	// believed.
	hasty = 1.25
)

// burst is a cluster that is under way, and the packets of it that arrived.
type burst struct {
	cluster
	begun   time.Duration
	packets int // sent, media among them
	bytes   int // of those
	over    bool
	lost    int
	arrived []acknowledged
}

// full reports whether enough was sent.
func (b *burst) full() bool {
	return b.packets > burstPackets && float64(b.bytes)*8 >= b.cluster.rate*b.length.Seconds()
}

// due is when the next packet may leave.
func (b *burst) due() time.Duration {
	return b.begun + time.Duration(float64(b.bytes)*8/b.cluster.rate*float64(time.Second))
}

// add takes a feedback in.
func (b *burst) add(n news) {
	for _, p := range n.arrived {
		if p.probe != b.number {
			continue
		}
		b.arrived = append(b.arrived, p)
		if p.found {
			b.lost--
		}
	}
	for _, p := range n.gone {
		if p.probe == b.number {
			b.lost++
		}
	}
}

// known reports whether there is nothing to wait for any more.
func (b *burst) known(now time.Duration) bool {
	return b.over && len(b.arrived)+b.lost >= b.packets || now-b.begun > probeTimeout
}

// rate returns what the path carried, in bits a second: as much as was sent, or
// as much as came in the time it took to arrive, with the share that is lost at
// any rate. It is zero when too little is known.
func (b *burst) rate(inherent float64) float64 {
	if len(b.arrived) < burstPackets || float64(len(b.arrived)) < burstShare*(1-inherent)*float64(b.packets) {
		return 0
	}
	first, last := b.arrived[0], b.arrived[0] // sent
	early, late := b.arrived[0], b.arrived[0] // arrived
	total := 0
	for _, p := range b.arrived {
		total += p.size
		if p.sent < first.sent {
			first = p
		}
		if p.sent >= last.sent {
			last = p
		}
		if p.arrived < early.arrived {
			early = p
		}
		if p.arrived >= late.arrived {
			late = p
		}
	}
	sent := rateOver(total-last.size, last.sent-first.sent) / (1 - inherent)
	came := rateOver(total-early.size, late.arrived-early.arrived) / (1 - inherent)
	if came < saturated*sent {
		sent = saturatedShare * came
	}
	return min(sent, hasty*b.cluster.rate)
}

func rateOver(size int, d time.Duration) float64 {
	if d <= 0 {
		return math.Inf(1)
	}
	return bits(size, d)
}
