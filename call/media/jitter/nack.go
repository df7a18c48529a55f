package jitter

import (
	"cmp"
	"slices"
	"time"
)

// How missing packets are asked for (RFC 4585 section 6.2.1).
const (
	// maxMissing bounds how many packets are asked for at a time. When more
	// are missing a key frame is cheaper.
	maxMissing = 500
	// minMissing is that bound for a stream of small key frames, and keyPrice
	// how many times its last key frame's packets it is otherwise.
	minMissing, keyPrice = 60, 2
	// maxRequest bounds one request.
	maxRequest = 256
	// retryHurry is what part of a round trip lies between two requests.
	retryHurry = 4
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
	limit int           // of the list; zero for maxMissing
}

// price bounds what is asked for by what a key frame costs instead, in packets.
func (n *nack) price(key int) { n.limit = max(minMissing, min(keyPrice*key, maxMissing)) }

// add notes from up to, but without, to as missing. It reports false, and
// forgets all, when these are too many.
func (n *nack) add(from, to int64, now time.Time) bool {
	if int64(len(n.list))+to-from > int64(cmp.Or(n.limit, maxMissing)) {
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

// due returns what to ask for now, on a path with this round trip and jitter.
func (n *nack) due(now time.Time, rtt, jitter time.Duration) (numbers []uint16) {
	for i := range n.list {
		a := &n.list[i]
		if now.Sub(a.since()) < n.pause(a.tries, rtt, jitter) {
			continue
		}
		a.tries++
		a.sent = now
		if numbers = append(numbers, uint16(a.sequence)); len(numbers) == maxRequest {
			break
		}
	}
	return numbers
}

// since is when something was last done about a.
func (a *absent) since() time.Time {
	if a.tries == 0 {
		return a.seen
	}
	return a.sent
}

// pause is how long to wait before a packet is asked for that was so often
// already: first until it is clear that it was not overtaken. It is asked for
// twice in short order, because on a path that loses packets one in five requests
// or answers may get lost too, and to learn that takes a round trip. Then the
// answers are waited for. From then on requests follow quickly: a sender leaves
// out what it has answered just before.
func (n *nack) pause(tries int, rtt, jitter time.Duration) time.Duration {
	switch tries {
	case 0:
		return n.grace
	case 2:
		return max(retryFloor, rtt+max(rtt/8, 2*jitter))
	}
	return max(retryFloor, rtt/retryHurry)
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
