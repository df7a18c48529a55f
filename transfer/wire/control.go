package wire

import (
	"encoding/binary"
	"slices"
)

// AppendHello appends a hello with the version of this package.
func AppendHello(b []byte) []byte {
	start := len(b)
	b = append(head(b, TypeHello), magic...)
	return fill(append(b, 1, Version), start)
}

// DecodeHello returns the version to speak, 0 if there is none in common.
func DecodeHello(payload []byte) (int, error) {
	f := fields{rest: payload}
	if string(f.take(len(magic))) != magic {
		f.fail("another protocol")
	}
	versions := f.take(int(f.among(1, maxVersions)))
	if err := f.done(); err != nil {
		return 0, err
	}
	if slices.Contains(versions, Version) {
		return Version, nil
	}
	return 0, nil
}

// Accept takes an offer and asks for the manifest from Offset on.
type Accept struct {
	ID     ID
	Handle Handle
	Offset int64
}

// Append appends the frame.
func (m Accept) Append(b []byte) []byte {
	start := len(b)
	b = append(head(b, TypeAccept), m.ID[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(m.Handle))
	return fill(binary.BigEndian.AppendUint64(b, uint64(m.Offset)), start)
}

// DecodeAccept reads an Accept.
func DecodeAccept(payload []byte) (Accept, error) {
	f := fields{rest: payload}
	m := Accept{ID: f.id(), Handle: f.handle(), Offset: f.number(MaxManifest)}
	return m, f.done()
}

// Go asks for content: the holes, the entry from Block on, all after it.
type Go struct {
	ID     ID
	Handle Handle
	Entry  uint32
	Block  int64
	Holes  []int64 // ascending, below Block
}

// Append appends the frame.
func (m Go) Append(b []byte) []byte {
	start := len(b)
	b = append(head(b, TypeGo), m.ID[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(m.Handle))
	b = binary.BigEndian.AppendUint32(b, m.Entry)
	b = binary.BigEndian.AppendUint64(b, uint64(m.Block))
	b = binary.BigEndian.AppendUint16(b, uint16(len(m.Holes)))
	for _, hole := range m.Holes {
		b = binary.BigEndian.AppendUint64(b, uint64(hole))
	}
	return fill(b, start)
}

// DecodeGo reads a Go. Its entry may be one past the last.
func DecodeGo(payload []byte) (Go, error) {
	f := fields{rest: payload}
	m := Go{ID: f.id(), Handle: f.handle(), Entry: f.u32(), Block: f.number(MaxBytes)}
	if m.Entry > MaxEntries {
		f.fail("entry out of range")
	}
	count := f.u16()
	if count > MaxHoles || len(f.rest) != 8*int(count) {
		f.fail("holes")
		return Go{}, f.err
	}
	before := int64(-1)
	for range count {
		hole := f.number(MaxBytes)
		if hole <= before || hole >= m.Block {
			f.fail("holes out of order")
			break
		}
		m.Holes, before = append(m.Holes, hole), hole
	}
	return m, f.done()
}

// Note is a frame about a whole transfer: decline, cancel, pause, done and
// closed have the fields named below.
type Note struct {
	Type    Type
	ID      ID
	Side    Side   // pause, cancel, closed
	On      bool   // pause
	Reason  Reason // decline, pause, cancel
	Skipped uint32 // done
}

// Append appends the frame.
func (m Note) Append(b []byte) []byte {
	start := len(b)
	b = append(head(b, m.Type), m.ID[:]...)
	if m.sided() {
		b = append(b, byte(m.Side))
	}
	if m.Type == TypePause {
		b = append(b, onOff[m.On])
	}
	if m.reasoned() {
		b = append(b, byte(m.Reason))
	}
	if m.Type == TypeDone {
		b = binary.BigEndian.AppendUint32(b, m.Skipped)
	}
	return fill(b, start)
}

// DecodeNote reads a Note of type t.
func DecodeNote(t Type, payload []byte) (Note, error) {
	f := fields{rest: payload}
	m := Note{Type: t, ID: f.id()}
	if m.sided() {
		m.Side = f.side()
	}
	if t == TypePause {
		m.On = f.among(0, 1) == 1
	}
	if m.reasoned() {
		m.Reason = f.reason()
	}
	if t == TypeDone {
		m.Skipped = f.u32()
	}
	return m, f.done()
}

var onOff = map[bool]byte{true: 1}

func (m Note) sided() bool {
	return m.Type == TypePause || m.Type == TypeCancel || m.Type == TypeClosed
}

func (m Note) reasoned() bool {
	return m.Type == TypePause || m.Type == TypeCancel || m.Type == TypeDecline
}

// AppendBye appends a bye.
func AppendBye(b []byte, why Reason) []byte {
	return fill(append(head(b, TypeBye), byte(why)), len(b))
}

// DecodeBye reads a bye.
func DecodeBye(payload []byte) (Reason, error) {
	f := fields{rest: payload}
	why := f.reason()
	return why, f.done()
}
