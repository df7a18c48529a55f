// Package obu takes AV1 bitstreams apart into their open bitstream units and
// puts them together again (AV1 Bitstream & Decoding Process Specification,
// section 5.3; the sections named below are its). It decodes nothing, and any
// input is safe.
package obu

import (
	"errors"
	"fmt"
)

// ErrMalformed is wrapped by the error for everything that is no AV1.
var ErrMalformed = errors.New("malformed av1 bitstream")

// Type says what a unit holds (section 6.2.2).
type Type uint8

// The types that matter here.
const (
	SequenceHeader    Type = 1
	TemporalDelimiter Type = 2
	FrameHeader       Type = 3
	Frame             Type = 6
	TileList          Type = 8
	Padding           Type = 15
)

// Bits of a unit's first byte (section 5.3.2).
const (
	forbidden    = 0x80
	hasExtension = 0x04
	hasSize      = 0x02
	typeShift    = 3
	typeMask     = 0x0f
)

// Unit is one open bitstream unit. Its memory is that of what it was read from.
type Unit struct {
	Type    Type
	head    [2]byte // without the bit that says that a size follows
	headLen int
	Payload []byte
}

// Next takes the first unit off a stream in the low-overhead format (section
// 5.2), in which every unit says its size, and returns what follows it.
func Next(stream []byte) (u Unit, rest []byte, err error) {
	u, rest, sized, err := header(stream)
	if err != nil {
		return Unit{}, nil, err
	}
	if !sized {
		return Unit{}, nil, fmt.Errorf("%w: a unit without a size", ErrMalformed)
	}
	size, n := ReadLEB128(rest)
	if n == 0 || size > len(rest)-n {
		return Unit{}, nil, fmt.Errorf("%w: a unit cut short", ErrMalformed)
	}
	u.Payload = rest[n : n+size]
	return u, rest[n+size:], nil
}

// Whole reads the one unit that fills data, whether or not it says its size.
func Whole(data []byte) (Unit, error) {
	u, rest, sized, err := header(data)
	if err != nil {
		return Unit{}, err
	}
	if sized {
		size, n := ReadLEB128(rest)
		if n == 0 || size != len(rest)-n {
			return Unit{}, fmt.Errorf("%w: a unit of another size than it says", ErrMalformed)
		}
		rest = rest[n:]
	}
	u.Payload = rest
	return u, nil
}

// header reads the first one or two bytes of a unit.
func header(data []byte) (u Unit, rest []byte, sized bool, err error) {
	if len(data) == 0 || data[0]&forbidden != 0 {
		return Unit{}, nil, false, fmt.Errorf("%w: no unit", ErrMalformed)
	}
	u.Type = Type(data[0] >> typeShift & typeMask)
	u.head[0], u.headLen = data[0]&^hasSize, 1
	if data[0]&hasExtension != 0 {
		if len(data) < 2 {
			return Unit{}, nil, false, fmt.Errorf("%w: a unit's header cut short", ErrMalformed)
		}
		u.head[1], u.headLen = data[1], 2
	}
	return u, data[u.headLen:], data[0]&hasSize != 0, nil
}

// Size is how many bytes AppendBare adds.
func (u Unit) Size() int { return u.headLen + len(u.Payload) }

// AppendBare appends the unit without its size to b.
func (u Unit) AppendBare(b []byte) []byte {
	return append(append(b, u.head[:u.headLen]...), u.Payload...)
}

// AppendSized appends the unit in the low-overhead format to b.
func (u Unit) AppendSized(b []byte) []byte {
	b = append(b, u.head[:u.headLen]...)
	b[len(b)-u.headLen] |= hasSize
	b = AppendLEB128(b, len(u.Payload))
	return append(b, u.Payload...)
}
