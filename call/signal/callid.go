package signal

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
)

// CallID names one call: 128 random bits. The zero CallID belongs to no call.
type CallID [16]byte

// NewCallID returns a random id.
func NewCallID() CallID {
	var id CallID
	_, _ = rand.Read(id[:]) // never fails
	return id
}

// ParseCallID reads what CallID.String returned and nothing else.
func ParseCallID(s string) (CallID, error) {
	var id CallID
	if len(s) != hex.EncodedLen(len(id)) {
		return CallID{}, fmt.Errorf("%w: call id of %d digits", ErrProtocol, len(s))
	}
	if _, err := hex.Decode(id[:], []byte(s)); err != nil || id.IsZero() || id.String() != s {
		return CallID{}, fmt.Errorf("%w: call id", ErrProtocol)
	}
	return id, nil
}

// String returns 32 lower-case hexadecimal digits.
func (id CallID) String() string { return hex.EncodeToString(id[:]) }

// IsZero reports whether the id belongs to no call.
func (id CallID) IsZero() bool { return id == CallID{} }
