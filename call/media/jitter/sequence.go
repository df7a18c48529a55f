package jitter

import "time"

// How far a sequence number may be from the newest one, in packets: the
// MAX_DROPOUT and MAX_MISORDER of RFC 3550 appendix A.1, the latter larger
// because a retransmitted video packet comes late.
const (
	maxDropout  = 3000
	maxMisorder = 1000
)

// place says where a packet stands among those before it.
type place int

const (
	newest    place = iota // ahead of all others
	behind                 // late, reordered or a duplicate
	stray                  // too far off to belong to the stream: refuse it
	restarted              // the second in a row that was far off: a new stream
)

// sequencer extends the 16-bit sequence numbers of one source so that they
// never wrap, and counts what is missing. The zero value is ready.
type sequencer struct {
	started  bool
	first    int64
	highest  int64
	received int // since first
	lost     int // before first
	expect   uint16
	jumping  bool // the last packet was stray, and expect would confirm it
}

// place extends number. A stray packet has no extended number.
func (s *sequencer) place(number uint16) (int64, place) {
	if !s.started {
		s.begin(number)
		return s.highest, newest
	}
	delta := int64(int16(number - uint16(s.highest)))
	switch {
	case delta > 0 && delta <= maxDropout:
		s.highest += delta
		s.received++
		s.jumping = false
		return s.highest, newest
	case delta <= 0 && delta >= -maxMisorder:
		s.received++
		return s.highest + delta, behind
	case s.jumping && number == s.expect:
		s.begin(number)
		return s.highest, restarted
	}
	s.expect, s.jumping = number+1, true
	return 0, stray
}

// earlier extends the number of what came along with the newest packet. ok is
// false unless it is one of those shortly before.
func (s *sequencer) earlier(number uint16) (extended int64, ok bool) {
	delta := int64(int16(number - uint16(s.highest)))
	return s.highest + delta, s.started && delta < 0 && delta > -shelfSlots
}

// begin starts a stream at number, in a range of its own.
func (s *sequencer) begin(number uint16) {
	at := (s.highest>>16+2)<<16 + int64(number)
	*s = sequencer{started: true, first: at, highest: at, received: 1, lost: s.missing()}
}

// end makes the next packet begin a stream.
func (s *sequencer) end() { s.started, s.lost = false, s.missing() }

// missing counts the packets that were expected and did not come. Duplicates
// make it smaller, as RFC 3550 section 6.4.1 has it.
func (s *sequencer) missing() int {
	if !s.started {
		return s.lost
	}
	return s.lost + max(0, int(s.highest-s.first)+1-s.received)
}

// unwrap extends a 32-bit RTP timestamp to the number nearest to reference.
func unwrap(timestamp uint32, reference int64) int64 {
	return reference + int64(int32(timestamp-uint32(reference)))
}

// ticksToTime converts ticks of an RTP clock, in ticks a second, without
// overflow and without rounding errors that add up.
func ticksToTime(ticks, rate int64) time.Duration {
	return time.Duration(ticks/rate)*time.Second + time.Duration(ticks%rate)*time.Second/time.Duration(rate)
}
