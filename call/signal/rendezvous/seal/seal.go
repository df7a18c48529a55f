// Package seal makes one sealed link between two people in a room, so that who
// carries its messages can only lose them: PROTOCOL.md of the folder above,
// section 4. It knows no network and no clock: messages go in and come out.
package seal

import (
	"encoding/hex"
	"errors"
	"fmt"

	"parley/call/signal"
)

// ErrSeal says that a message is not for this link, from the other side and in
// its place. It is dropped: anybody who reaches the server may have sent it.
var ErrSeal = errors.New("the seal does not open")

// Peer is one connection to a room, as the server names it.
type Peer [8]byte

// ParsePeer reads what Peer.String returned and nothing else.
func ParsePeer(s string) (Peer, error) {
	var p Peer
	if len(s) != hex.EncodedLen(len(p)) {
		return Peer{}, fmt.Errorf("%w: a peer of %d digits", signal.ErrProtocol, len(s))
	}
	if _, err := hex.Decode(p[:], []byte(s)); err != nil || p.String() != s {
		return Peer{}, fmt.Errorf("%w: a peer", signal.ErrProtocol)
	}
	return p, nil
}

// String returns 16 lower-case hexadecimal digits.
func (p Peer) String() string { return hex.EncodeToString(p[:]) }

// ID tells the links between two peers apart. Who opens a link draws it.
type ID [8]byte

// Kind is what a message is.
type Kind byte

// The kinds.
const (
	Open     Kind = 1 // A, who opens: an ephemeral key
	Answer   Kind = 2 // B: an ephemeral key, and who B is
	Identify Kind = 3 // A: who A is
	Carry    Kind = 4 // both: a message of the link
	End      Kind = 5 // both: the link ends here
)

// Sizes in bytes.
const (
	headerSize = 1 + 8 // kind and link
	numberSize = 8
	tagSize    = 16
	// Overhead is how much longer a message of the link is when sealed.
	Overhead = headerSize + numberSize + tagSize
	// MaxMessage is the longest sealed message.
	MaxMessage = signal.MaxMessage + Overhead
)

// Header reads which link a message is for. It is a claim until the seal opens.
func Header(message []byte) (Kind, ID, error) {
	if len(message) < headerSize || len(message) > MaxMessage {
		return 0, ID{}, fmt.Errorf("%w: %d bytes", ErrSeal, len(message))
	}
	kind := Kind(message[0])
	if kind < Open || kind > End {
		return 0, ID{}, fmt.Errorf("%w: kind %d", ErrSeal, kind)
	}
	return kind, ID(message[1:headerSize]), nil
}

func header(kind Kind, link ID) []byte { return append([]byte{byte(kind)}, link[:]...) }
