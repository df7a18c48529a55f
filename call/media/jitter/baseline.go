package jitter

import "time"

// The fastest packet of the last two seconds is what the others are late
// against: NetEQ's max_history_ms, in slices so that it needs no list.
const (
	baselineSlices = 8
	baselineSlice  = 250 * time.Millisecond
)

// maxTransitJump is how far a packet's transit may be from the fastest one
// before its timestamps are taken for those of another stream.
const maxTransitJump = 3 * time.Second

// baseline is the sliding minimum of packets' transits: arrival minus
// timestamp. The minimum follows a drifting clock and a changed path. The zero
// value is ready.
type baseline struct {
	slices  [baselineSlices]slice
	started bool
	fastest time.Duration
}

type slice struct {
	number  int64 // counts the quarter seconds; zero when empty
	fastest time.Duration
}

// add takes one packet and returns how late it is against the fastest.
func (b *baseline) add(transit, at time.Duration) time.Duration {
	number := int64(max(at, 0)/baselineSlice) + baselineSlices
	current := &b.slices[number%baselineSlices]
	if current.number != number || transit < current.fastest {
		*current = slice{number, transit}
	}
	b.started, b.fastest = true, transit
	for _, s := range b.slices {
		if s.number > number-baselineSlices {
			b.fastest = min(b.fastest, s.fastest)
		}
	}
	return transit - b.fastest
}

// jumped reports whether a transit cannot belong to the same stream.
func (b *baseline) jumped(transit time.Duration) bool {
	return b.started && (transit-b.fastest).Abs() > maxTransitJump
}
