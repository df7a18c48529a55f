package jitter

import "time"

// shelfSlots bounds how many packets of sound wait: 5 s of 20 ms packets. It
// is a power of two.
const shelfSlots = 256

// stored is a packet that waits. Its payload is nil when the slot is empty.
type stored struct {
	sequence  int64
	timestamp int64
	lateness  time.Duration // against the fastest packet, when it came
	payload   []byte
}

// shelf keeps packets in order of their sequence numbers. When it is full, the
// oldest make room.
type shelf struct {
	slots  [shelfSlots]stored
	next   int64 // the first number not yet played
	newest int64
	count  int
	begun  bool // something was put
	taken  bool // something was taken: older packets are too late
}

// outcome is what became of a packet.
type outcome int

const (
	kept outcome = iota
	duplicate
	tooLate
)

// put stores p and returns how many waiting packets had to make room for it.
func (s *shelf) put(p stored) (what outcome, evicted int) {
	if !s.begun {
		s.begun, s.next, s.newest = true, p.sequence, p.sequence
	}
	if p.sequence < s.next && !s.rewind(p.sequence) {
		return tooLate, 0
	}
	for p.sequence >= s.next+shelfSlots {
		evicted += s.drop()
	}
	slot := &s.slots[p.sequence%shelfSlots]
	if slot.payload != nil {
		return duplicate, evicted
	}
	*slot = p
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

// first returns the packet with the lowest number, which stays.
func (s *shelf) first() (stored, bool) {
	if s.count == 0 {
		return stored{}, false
	}
	at := s.next
	for s.slots[at%shelfSlots].payload == nil {
		at++
	}
	return s.slots[at%shelfSlots], true
}

// take removes p, which first returned, and passes over all before it.
func (s *shelf) take(p stored) {
	s.slots[p.sequence%shelfSlots] = stored{}
	s.count--
	s.next, s.taken = p.sequence+1, true
}

// pass gives up on all before a number.
func (s *shelf) pass(number int64) {
	s.next, s.taken = max(s.next, number), true
}

// drop passes over the next number and counts the packet that was there.
func (s *shelf) drop() (dropped int) {
	slot := &s.slots[s.next%shelfSlots]
	if slot.payload != nil {
		*slot = stored{}
		s.count--
		dropped = 1
	}
	s.next++
	return dropped
}
