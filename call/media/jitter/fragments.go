package jitter

import (
	"errors"
	"time"

	"parley/call/media/frame"
)

// Bounds of the packets that wait to be a frame. The number of slots is a
// power of two; the largest holds a frame of maxFrameBytes.
const (
	minSlots = 256
	maxSlots = 4096
)

// errOversize is returned for a frame of a size that none may have.
var errOversize = errors.New("impossible frame size")

// fragment is one received packet. Its number is zero when the slot is empty.
type fragment struct {
	sequence  int64
	timestamp uint32
	arrived   time.Time
	part      frame.Fragment // Data is nil once it is part of a frame
	marker    bool
	filler    bool // padding: belongs to no frame
	bad       bool // could not be parsed
	linked    bool // all packets of its frame up to it are here

	memory []byte // of the slot: what part.Data lies in
}

// fragments keeps packets by number; a new one takes the slot of one that is
// older by the number of slots.
type fragments struct {
	slots []fragment
	bytes int
	parts [][]byte                       // of the frame that is gathered
	pool  frame.BytePool                 // of the frames
	join  func([][]byte) ([]byte, error) // nil: frames are their parts in a row
}

// at returns the packet with a number, or nil.
func (f *fragments) at(sequence int64) *fragment {
	if len(f.slots) == 0 {
		return nil
	}
	slot := &f.slots[sequence&int64(len(f.slots)-1)]
	if slot.sequence != sequence {
		return nil
	}
	return slot
}

// put stores a copy of p, making more slots as long as packets from floor on would be
// overwritten. It reports false for a duplicate or one older than what its
// slot holds.
func (f *fragments) put(p fragment, floor int64) bool {
	for len(f.slots) < minSlots || len(f.slots) < maxSlots && p.sequence-floor >= int64(len(f.slots)) {
		f.double()
	}
	slot := &f.slots[p.sequence&int64(len(f.slots)-1)]
	if slot.sequence >= p.sequence {
		return false
	}
	f.bytes += len(p.part.Data) - len(slot.part.Data)
	slot.hold(p)
	return true
}

// hold makes p the fragment of a slot.
func (slot *fragment) hold(p fragment) {
	p.memory = append(slot.memory[:0], p.part.Data...)
	if p.part.Data != nil {
		p.part.Data = p.memory
	}
	*slot = p
}

func (f *fragments) double() {
	old := f.slots
	f.slots = make([]fragment, max(minSlots, 2*len(old)))
	for _, p := range old {
		if p.sequence > 0 {
			f.slots[p.sequence&int64(len(f.slots)-1)] = p
		}
	}
}

// reset forgets all, and gives up slots beyond the usual.
func (f *fragments) reset() {
	f.bytes = 0
	if len(f.slots) > minSlots {
		f.slots = nil
	}
	clear(f.slots)
}

// link marks which packets from sequence on have all of their frame before
// them, and returns the last packet of a frame that became whole. Padding
// before the first of them is passed over.
func (f *fragments) link(sequence int64) (last int64, whole bool) {
	for p := f.at(sequence); p != nil && p.filler; p = f.at(sequence) {
		sequence++
	}
	for ; ; sequence++ {
		p := f.at(sequence)
		if p == nil || p.linked || !f.follows(p) {
			return 0, false
		}
		p.linked = true
		if p.marker {
			return sequence, true
		}
	}
}

// follows reports whether p starts a frame or continues the one before it.
func (f *fragments) follows(p *fragment) bool {
	if p.filler || p.bad || p.part.Start {
		return p.part.Start
	}
	before := f.at(p.sequence - 1)
	if before != nil && p.part.MayStart && f.ended(before) {
		p.part.Start = true
		return true
	}
	return before != nil && before.linked && !before.marker && before.timestamp == p.timestamp
}

// ended reports whether a frame is known to have ended with p or, if that is
// padding, before it: senders put padding between frames only.
func (f *fragments) ended(p *fragment) bool {
	for p != nil && p.filler {
		p = f.at(p.sequence - 1)
	}
	return p != nil && p.marker
}

// gather takes the data of the frame that ends with the packet last. It
// returns errOversize when the frame is empty, exceeds maxFrameBytes, or had
// more packets than there are slots; and why its parts do not fit together.
func (f *fragments) gather(last int64) (held, error) {
	first, size := last, 0
	for p := f.at(last); ; p = f.at(first) {
		if p == nil {
			return held{}, errOversize
		}
		if size += len(p.part.Data); p.part.Start {
			break
		}
		first--
	}
	whole := f.describe(first, last)
	defer f.pass(first, last+1)
	if size == 0 || size > maxFrameBytes {
		return held{}, errOversize
	}
	f.parts = f.parts[:0]
	for s := first; s <= last; s++ {
		f.parts = append(f.parts, f.at(s).part.Data)
	}
	if f.join == nil {
		whole.Allocate(&f.pool, size)
		concatenate(whole.Data, f.parts)
		return whole, nil
	}
	var err error
	whole.Data, err = f.join(f.parts)
	return whole, err
}

// concatenate fills to with parts.
func concatenate(to []byte, parts [][]byte) {
	for _, part := range parts {
		to = to[copy(to, part):]
	}
}

// describe returns the frame of the packets first to last without its data.
func (f *fragments) describe(first, last int64) held {
	head := f.at(first)
	whole := held{first: first, last: last, picture: head.part.PictureID, modulus: head.part.PictureIDModulus}
	whole.Key, whole.Timestamp, whole.First = head.part.Key, head.timestamp, head.arrived
	for s := first; s <= last; s++ {
		if at := f.at(s).arrived; at.Before(whole.First) {
			whole.First = at
		}
	}
	return whole
}

// clear frees the data of a packet and remembers that it was here.
func (f *fragments) clear(sequence int64) {
	if p := f.at(sequence); p != nil {
		f.bytes -= len(p.part.Data)
		p.part.Data = nil
	}
}

// pass frees the data of packets from..to, to excluded, and counts the frames
// they were of.
func (f *fragments) pass(from, to int64) (incomplete int) {
	var last *fragment
	for s := max(from, to-int64(len(f.slots))); s < to; s++ {
		p := f.at(s)
		if p == nil || p.part.Data == nil {
			continue
		}
		if last == nil || p.timestamp != last.timestamp {
			incomplete++
		}
		last = p
		f.clear(s)
	}
	return incomplete
}
