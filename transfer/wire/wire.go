// Package wire reads and writes the frames of the file transfer protocol: see
// PROTOCOL.md in the folder above, whose sections the comments cite.
//
// Reader and the Decode functions are strict, and hold no more than one frame
// in memory. The Append functions write what they are given.
package wire

import (
	"encoding/binary"

	"parley/transfer/block"
)

// The limits of section 2.
const (
	MaxFrame    = 64 << 10             // with its head
	MaxPayload  = MaxFrame - headBytes // of one frame
	MaxEntries  = 1 << 20
	MaxManifest = 1 << 28
	MaxBytes    = 1 << 62
	MaxName     = 1024
	MaxItems    = 16
	MaxHoles    = 1024
	maxVersions = 16

	headBytes = 4
	// blockFields is how long the fields of a block frame are that come
	// before its content.
	blockFields = 4 + 4 + 8 + 4 + 32
)

// Version is the version of the protocol that this package speaks.
const Version = 1

// magic begins every stream.
const magic = "PARLEY-F"

// Type is the type of a frame: section 4.
type Type uint8

// The types.
const (
	TypeHello Type = iota + 1
	TypePing
	TypePong
	TypeOffer
	TypeOffered
	TypeAccept
	TypeDecline
	TypeManifest
	TypeGo
	TypeBlock
	TypeData
	TypeZeros
	TypeEnd
	TypeSkip
	TypeFinished
	TypeStop
	TypeStopped
	TypePause
	TypeCancel
	TypeDone
	TypeClosed
	TypeBye
)

// ID names a transfer; its sender chose it at random.
type ID [16]byte

// Handle stands for one transfer on one stream, from accept or go to stopped
// or finished. Zero stands for none.
type Handle uint32

// Side is who of a transfer speaks.
type Side uint8

// The sides.
const (
	Sender   Side = 1
	Receiver Side = 2
)

// head appends a frame's head; fill puts the length in when the payload is
// complete.
func head(b []byte, t Type) []byte { return append(b, byte(t), 0, 0, 0) }

func fill(b []byte, start int) []byte {
	n := len(b) - start - headBytes
	b[start+1], b[start+2], b[start+3] = byte(n>>16), byte(n>>8), byte(n)
	return b
}

// AppendEmpty appends a frame without fields: ping, pong, offered.
func AppendEmpty(b []byte, t Type) []byte { return fill(head(b, t), len(b)) }

// AppendHandle appends a frame with only a handle: finished, stop, stopped.
func AppendHandle(b []byte, t Type, h Handle) []byte {
	return fill(binary.BigEndian.AppendUint32(head(b, t), uint32(h)), len(b))
}

// DecodeHandle reads what AppendHandle wrote.
func DecodeHandle(payload []byte) (Handle, error) {
	f := fields{rest: payload}
	h := f.handle()
	return h, f.done()
}

// DecodeEmpty refuses a payload.
func DecodeEmpty(payload []byte) error {
	f := fields{rest: payload}
	return f.done()
}

func (f *fields) handle() Handle {
	h := Handle(f.u32())
	if h == 0 {
		f.fail("no handle")
	}
	return h
}

func (f *fields) entry() uint32 {
	entry := f.u32()
	if entry >= MaxEntries {
		f.fail("entry out of range")
	}
	return entry
}

func (f *fields) hash() (h block.Hash) {
	f.array(h[:])
	return h
}

func (f *fields) id() (id ID) {
	f.array(id[:])
	return id
}

func (f *fields) side() Side { return Side(f.among(uint8(Sender), uint8(Receiver))) }
