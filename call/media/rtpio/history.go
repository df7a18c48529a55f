package rtpio

import (
	"encoding/binary"
	"time"
)

const (
	// historySize is how many packets of a track can be sent again, a power of
	// two: seven seconds of a camera's 2.5 Mbit/s, two of the 9 Mbit/s that is
	// the most we send.
	historySize = 2048
	// repeatMargin is how long after a round trip a repeated request can still
	// have left before the answer to the one before came.
	repeatMargin = 5 * time.Millisecond
	// hurry is what part of a round trip lies between two answers that do not wait
	// for each other, and minRepeat the least time.
	hurry     = 4
	minRepeat = 10 * time.Millisecond
	// originalNumber is the size of the number that a retransmission begins
	// with, in bytes (RFC 4588 section 4).
	originalNumber = 2
)

// History keeps the packets that a track has sent last, to send them again when
// they are asked for (RFC 4588). The zero value is ready. It is not safe for
// concurrent use.
type History struct{ slots []kept }

// Kept is a packet that was sent.
type Kept struct {
	Timestamp uint32
	Marker    bool
	// Payload is that of the retransmission (RFC 4588 section 4): the packet's
	// own number, then what it carried. It is valid until the next Add.
	Payload []byte
}

type kept struct {
	Kept
	sequence uint16
	answers  int       // how often it was sent again
	answered time.Time // when it was last
	early    bool      // before the answer to that could be seen
}

// Add keeps a copy of a packet's payload, in the place of the packet that was
// sent historySize before.
func (h *History) Add(sequence uint16, timestamp uint32, marker bool, payload []byte) {
	if h.slots == nil {
		h.slots = make([]kept, historySize)
	}
	slot := &h.slots[sequence%historySize]
	memory := binary.BigEndian.AppendUint16(slot.Payload[:0], sequence)
	*slot = kept{sequence: sequence, Kept: Kept{timestamp, marker, append(memory, payload...)}}
}

// Find returns a packet, if it is still here.
func (h *History) Find(sequence uint16) (Kept, bool) {
	if slot := h.at(sequence); slot != nil {
		return slot.Kept, true
	}
	return Kept{}, false
}

// Ask takes a request for a packet on a path with this round trip, and returns
// the size of what is to be sent again; zero when it is not here any more, or was
// just before. early says that the first answer may still be on its way: of two,
// one comes through where packets get lost. Then both are waited for. What is
// asked for after that is late already, and not waited for a whole round trip.
func (h *History) Ask(sequence uint16, now time.Time, rtt time.Duration) (size int, early bool) {
	slot := h.at(sequence)
	if slot == nil || slot.answers > 0 && now.Sub(slot.answered) < slot.pause(rtt) {
		return 0, false
	}
	slot.early = slot.answers == 1 && now.Sub(slot.answered) < rtt+repeatMargin
	slot.answers++
	slot.answered = now
	return len(slot.Payload), slot.early
}

// pause is how long after the last answer requests are ignored.
func (k *kept) pause(rtt time.Duration) time.Duration {
	if k.early {
		return rtt + repeatMargin
	}
	return max(minRepeat, rtt/hurry-repeatMargin)
}

// at returns where a packet is kept; nil when it is not.
func (h *History) at(sequence uint16) *kept {
	if h.slots == nil {
		return nil
	}
	if slot := &h.slots[sequence%historySize]; slot.sequence == sequence && len(slot.Payload) > 0 {
		return slot
	}
	return nil
}
