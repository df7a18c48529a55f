package chat

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
)

// ID names one message of its author: 128 random bits. The zero ID names none.
type ID [16]byte

// NewID returns a random id.
func NewID() ID {
	var id ID
	_, _ = rand.Read(id[:]) // never fails
	return id
}

// String returns 32 lower-case hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText returns the text form.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText returned and nothing else.
func (id *ID) UnmarshalText(text []byte) error {
	var read ID
	if len(text) != hex.EncodedLen(len(read)) {
		return fmt.Errorf("%w: id of %d digits", errSenseless, len(text))
	}
	if _, err := hex.Decode(read[:], text); err != nil || read == (ID{}) || read.String() != string(text) {
		return fmt.Errorf("%w: id", errSenseless)
	}
	*id = read
	return nil
}
