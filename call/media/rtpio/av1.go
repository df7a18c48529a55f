package rtpio

import (
	"fmt"

	"parley/call/media/codec/av1/obu"
	"parley/call/media/frame"
)

// Bits of the aggregation header, the first byte of a payload (RTP Payload
// Format For AV1, version 1.0.0, section 4.4).
const (
	av1Continues     = 0x80 // Z: the first element goes on from the last packet
	av1ToBeContinued = 0x40 // Y: the last element goes on in the next packet
	av1CountShift    = 4    // W: how many elements there are, 0 when all say their size
	av1CountMask     = 0x03
	av1NewSequence   = 0x08 // N: a coded video sequence begins
)

// ParseAV1 looks into one RTP payload of an AV1 track. Data of the result is
// the whole payload: what JoinAV1 puts together once all of a temporal unit are
// here. Any input is safe; the error wraps ErrMalformed.
//
// Only the first packet of a coded video sequence says of itself that a
// temporal unit starts with it. Of the others, all that begin with a new unit
// may: it depends on whether the packet before ended one.
func ParseAV1(payload []byte) (frame.Fragment, error) {
	e, err := newAV1Elements(payload)
	if err != nil {
		return frame.Fragment{}, err
	}
	for e.more() {
		if _, err := e.next(); err != nil {
			return frame.Fragment{}, err
		}
	}
	if err := e.end(); err != nil {
		return frame.Fragment{}, err
	}
	key := payload[0]&av1NewSequence != 0
	if key && e.continues {
		return frame.Fragment{}, fmt.Errorf("%w: a sequence that begins in the middle of a unit", ErrMalformed)
	}
	return frame.Fragment{Data: payload, Start: key, MayStart: !e.continues, Key: key}, nil
}

// JoinAV1 makes a temporal unit in the low-overhead format (AV1 specification
// section 5.2) of the payloads that carried it, in order. Any input is safe;
// the error wraps ErrMalformed.
func JoinAV1(payloads [][]byte) ([]byte, error) {
	j := av1Joiner{out: make([]byte, 0, joinedSize(payloads))}
	for _, p := range payloads {
		if err := j.add(p); err != nil {
			return nil, err
		}
	}
	if j.open || len(j.out) == 0 {
		return nil, fmt.Errorf("%w: a temporal unit without its end", ErrMalformed)
	}
	return j.out, nil
}

// joinedSize is room enough for what the payloads become: a unit's size takes
// some bytes more than it took, if it took any.
func joinedSize(payloads [][]byte) int {
	size := 0
	for _, p := range payloads {
		size += len(p) + 4
	}
	return size
}

// av1Joiner appends unit after unit to out.
type av1Joiner struct {
	out  []byte
	unit []byte // what is there of a unit that goes on in the next packet
	open bool   // whether there is one
}

func (j *av1Joiner) add(payload []byte) error {
	e, err := newAV1Elements(payload)
	if err != nil {
		return err
	}
	if e.continues != j.open {
		return fmt.Errorf("%w: units that do not fit together", ErrMalformed)
	}
	for e.more() {
		element, err := e.next()
		if err != nil {
			return err
		}
		if err := j.element(element, e.toBeContinued && !e.more()); err != nil {
			return err
		}
	}
	return e.end()
}

// element adds one, which ends its unit unless more of it comes.
func (j *av1Joiner) element(data []byte, more bool) error {
	if more || j.open {
		j.unit, j.open = append(j.unit, data...), more
		if more {
			return nil
		}
		data = j.unit
		defer func() { j.unit = j.unit[:0] }()
	}
	u, err := obu.Whole(data)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if carried(u) {
		j.out = u.AppendSized(j.out)
	}
	return nil
}

// carried reports whether a unit is to be sent, and heeded when it came
// (section 5).
func carried(u obu.Unit) bool {
	return u.Type != obu.TemporalDelimiter && u.Type != obu.TileList && u.Type != obu.Padding
}

// av1Elements walks through the elements of a payload.
type av1Elements struct {
	continues, toBeContinued bool
	count                    int // zero when every element says its size
	seen                     int
	rest                     []byte
}

func newAV1Elements(payload []byte) (av1Elements, error) {
	if len(payload) < 2 {
		return av1Elements{}, fmt.Errorf("%w: av1 payload without data", ErrMalformed)
	}
	return av1Elements{
		continues:     payload[0]&av1Continues != 0,
		toBeContinued: payload[0]&av1ToBeContinued != 0,
		count:         int(payload[0] >> av1CountShift & av1CountMask),
		rest:          payload[1:],
	}, nil
}

func (e *av1Elements) more() bool { return len(e.rest) > 0 }

// next returns the next element, which is never empty.
func (e *av1Elements) next() ([]byte, error) {
	e.seen++
	size, n := len(e.rest), 0
	if e.seen != e.count {
		if size, n = obu.ReadLEB128(e.rest); n == 0 {
			size = 0
		}
	}
	if size == 0 || size > len(e.rest)-n {
		return nil, fmt.Errorf("%w: av1 element cut short", ErrMalformed)
	}
	element := e.rest[n : n+size]
	e.rest = e.rest[n+size:]
	return element, nil
}

// end checks that there were as many elements as the payload says.
func (e *av1Elements) end() error {
	if e.count != 0 && e.seen != e.count {
		return fmt.Errorf("%w: %d av1 elements instead of %d", ErrMalformed, e.seen, e.count)
	}
	return nil
}
