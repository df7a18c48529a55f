package jitter

import "time"

// shelfSlots bounds how many packets of sound wait: 5 s of 20 ms packets. It
// is a power of two.
const shelfSlots = 256

// stored is a packet that waits.
type stored struct {
	sequence  int64
	timestamp int64
	lateness  time.Duration // against the fastest packet, when it came
	payload   []byte
}

// shelf keeps packets in order of their sequence numbers. When it is full, the
// oldest make room. It keeps copies of the payloads, in memory that is used
// again: what it hands out is good until the next call of the same method.
type shelf struct {
	slots  [shelfSlots]slot
	next   int64 // the first number not yet played
	newest int64
	count  int
	begun  bool // something was put
	taken  bool // something was taken: older packets are too late

	out, shown []byte // payloads handed out, by take and by show
}

// slot is the place of every 256th packet.
type slot struct {
	stored
	state slotState
}

type slotState int

const (
	vacant  slotState = iota
	waiting           // its packet is there
	played            // its packet was, or was had from the redundancy of another
)

// outcome is what became of a packet.
type outcome int

const (
	kept outcome = iota
	duplicate
	tooLate
)

// put stores a copy of p and returns how many waiting packets had to make room
// for it.
func (s *shelf) put(p stored) (what outcome, evicted int) {
	if !s.begun {
		s.begun, s.next, s.newest = true, p.sequence, p.sequence
	}
	at := &s.slots[p.sequence%shelfSlots]
	switch {
	case at.sequence == p.sequence && at.state != vacant:
		return duplicate, 0
	case p.sequence < s.next && !s.rewind(p.sequence):
		return tooLate, 0
	}
	evicted = s.pass(p.sequence - shelfSlots + 1)
	p.payload = append(at.payload[:0], p.payload...)
	*at = slot{p, waiting}
	s.count++
	s.newest = max(s.newest, p.sequence)
	return kept, evicted
}

// rewind lets a packet in that overtook no sound yet: the first ones to come
// may be out of order.
func (s *shelf) rewind(sequence int64) bool {
	if s.taken || s.newest-sequence >= shelfSlots {
		return false
	}
	s.next = sequence
	return true
}

// first returns the packet with the lowest number, which stays, without its
// payload.
func (s *shelf) first() (stored, bool) {
	if s.count == 0 {
		return stored{}, false
	}
	at := s.next
	for s.slots[at%shelfSlots].state != waiting {
		at++
	}
	p := s.slots[at%shelfSlots].stored
	p.payload = nil
	return p, true
}

// show returns p, which first returned, with its payload. It stays.
func (s *shelf) show(p stored) stored {
	s.shown = append(s.shown[:0], s.slots[p.sequence%shelfSlots].payload...)
	p.payload = s.shown
	return p
}

// take removes p, which first returned, passes over all before it, and returns
// it with its payload.
func (s *shelf) take(p stored) stored {
	at := &s.slots[p.sequence%shelfSlots]
	p.payload, at.payload, s.out = at.payload, s.out[:0], at.payload
	at.state = played
	s.count--
	s.next, s.taken = p.sequence+1, true
	return p
}

// had passes over the packet before a number, which was had otherwise, and all
// before it, some of which may have come meanwhile. It returns how many had.
func (s *shelf) had(number int64) (dropped int) {
	dropped = s.pass(number)
	s.taken = true
	// The place may be that of a packet to come, 256 later.
	if at := &s.slots[(number-1)%shelfSlots]; at.state != waiting {
		at.sequence, at.state = number-1, played
	}
	return dropped
}

// pass goes on to a number, unless it is there already or beyond, and counts the
// packets that waited before it.
func (s *shelf) pass(number int64) (dropped int) {
	for ; s.next < number; s.next++ {
		if at := &s.slots[s.next%shelfSlots]; at.state == waiting {
			at.state = vacant
			s.count--
			dropped++
		}
	}
	return dropped
}
