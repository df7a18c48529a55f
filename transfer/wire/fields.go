package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrBreach is wrapped by every error that says that the other side does not
// keep to the protocol.
var ErrBreach = errors.New("breach of the transfer protocol")

// fields reads a payload field by field. The first error sticks, and done
// reports it, or that something is left.
type fields struct {
	rest []byte
	err  error
}

func (f *fields) take(n int) []byte {
	if f.err != nil || len(f.rest) < n {
		f.fail("frame too short")
		return nil
	}
	taken := f.rest[:n:n]
	f.rest = f.rest[n:]
	return taken
}

func (f *fields) fail(why string) {
	if f.err == nil {
		f.err = fmt.Errorf("%w: %s", ErrBreach, why)
	}
}

func (f *fields) u8() uint8 {
	if b := f.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (f *fields) u16() uint16 {
	if b := f.take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (f *fields) u32() uint32 {
	if b := f.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// number reads 8 bytes that must be 0 to limit.
func (f *fields) number(limit int64) int64 {
	b := f.take(8)
	if b == nil {
		return 0
	}
	n := binary.BigEndian.Uint64(b)
	if n > uint64(limit) {
		f.fail("number out of range")
		return 0
	}
	return int64(n)
}

// among reads a byte that must be low to high.
func (f *fields) among(low, high uint8) uint8 {
	b := f.u8()
	if f.err == nil && (b < low || b > high) {
		f.fail("value out of range")
	}
	return b
}

// array copies a field of fixed length.
func (f *fields) array(to []byte) { copy(to, f.take(len(to))) }

// all takes what is left, which may be nothing.
func (f *fields) all() []byte {
	left := f.rest
	f.rest = nil
	return left
}

func (f *fields) done() error {
	if len(f.rest) != 0 {
		f.fail("frame too long")
	}
	return f.err
}
