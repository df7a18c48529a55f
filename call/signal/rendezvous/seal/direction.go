package seal

import (
	"crypto/cipher"
	"encoding/binary"
	"fmt"

	"parley/call/signal"
)

// direction is one side's key and how far it counted.
type direction struct {
	aead cipher.AEAD
	way  path
	next uint64
}

func newDirection(key [32]byte, way path) direction { return direction{aead: newAEAD(key), way: way} }

// seal seals the next message, without its header.
func (d *direction) seal(kind Kind, plain []byte) []byte {
	sealed := d.aead.Seal(nil, nonce(d.next), plain, d.way.additional(kind))
	d.next++
	return sealed
}

// numbered is a whole message of kind Carry or End.
func (d *direction) numbered(kind Kind, plain []byte) []byte {
	out := binary.BigEndian.AppendUint64(header(kind, d.way.link), d.next)
	return append(out, d.seal(kind, plain)...)
}

// open opens a message with a number, without counting it.
func (d *direction) open(kind Kind, number uint64, sealed []byte) ([]byte, error) {
	plain, err := d.aead.Open(nil, nonce(number), sealed, d.way.additional(kind))
	if err != nil {
		return nil, ErrSeal
	}
	return plain, nil
}

// take opens the next message. One that is another shows that messages
// between were lost, or came again: the link has no order any more.
func (d *direction) take(kind Kind, message []byte) ([]byte, error) {
	if len(message) < Overhead {
		return nil, ErrSeal
	}
	number := binary.BigEndian.Uint64(message[headerSize:])
	plain, err := d.open(kind, number, message[headerSize+numberSize:])
	if err != nil {
		return nil, err
	}
	if number != d.next {
		return nil, fmt.Errorf("%w: message %d instead of %d", signal.ErrLost, number, d.next)
	}
	d.next++
	return plain, nil
}

func nonce(number uint64) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, nonceSize-numberSize, nonceSize), number)
}
