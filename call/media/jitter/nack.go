package jitter

import (
	"slices"
	"time"
)

// How missing packets are asked for (RFC 4585 section 6.2.1).
const (
	// maxMissing bounds how many packets are asked for at a time. When more
	// are missing a key frame is cheaper.
	maxMissing = 500
	maxTries   = 10
	// retryFloor keeps requests apart where the round trip takes no time.
	retryFloor = 20 * time.Millisecond
	// maxGrace bounds the wait for a packet that was merely overtaken.
	maxGrace = 20 * time.Millisecond
	// defaultRTT is assumed until the round trip was measured.
	defaultRTT = 50 * time.Millisecond
)

// absent is one missing packet.
type absent struct {
	sequence int64
	seen     time.Time // when a later one came
	sent     time.Time // when it was asked for last
	tries    int
}

// nack keeps which packets are missing, lowest number first. The zero value is
// ready.
type nack struct {
	list  []absent
	grace time.Duration // for reordering; zero on a path that does not reorder
}

// add notes from up to, but without, to as missing. It reports false, and
// forgets all, when these are too many.
func (n *nack) add(from, to int64, now time.Time) bool {
	if int64(len(n.list))+to-from > maxMissing {
		n.list = n.list[:0]
		return false
	}
	for ; from < to; from++ {
		n.list = append(n.list, absent{sequence: from, seen: now})
	}
	return true
}

// came takes a number off. A packet that came by itself shows how far the path
// reorders.
func (n *nack) came(sequence int64, now time.Time) {
	i, found := slices.BinarySearchFunc(n.list, sequence, func(a absent, s int64) int { return int(a.sequence - s) })
	if !found {
		return
	}
	if a := n.list[i]; a.tries == 0 {
		n.grace = max(n.grace, min(now.Sub(a.seen)*5/4, maxGrace))
	}
	n.list = slices.Delete(n.list, i, i+1)
}

// calm lets the grace shrink, a little with every packet in order.
func (n *nack) calm() { n.grace -= n.grace / 512 }

// due returns what to ask for now: each once the grace is over, again after a
// round trip, and from then on twice a round trip, for requests get lost too.
func (n *nack) due(now time.Time, rtt time.Duration) (numbers []uint16) {
	for i := range n.list {
		a := &n.list[i]
		since, wait := now.Sub(a.sent), max(retryFloor, rtt/2)
		switch a.tries {
		case 0:
			since, wait = now.Sub(a.seen), n.grace
		case 1:
			wait = max(retryFloor, rtt*5/4)
		}
		if since < wait || a.tries >= maxTries {
			continue
		}
		a.tries++
		a.sent = now
		numbers = append(numbers, uint16(a.sequence))
	}
	return numbers
}

// pass forgets what is below a number.
func (n *nack) pass(sequence int64) {
	i := 0
	for i < len(n.list) && n.list[i].sequence < sequence {
		i++
	}
	n.list = slices.Delete(n.list, 0, i)
}

// oldest returns the lowest missing number.
func (n *nack) oldest() (absent, bool) {
	if len(n.list) == 0 {
		return absent{}, false
	}
	return n.list[0], true
}
