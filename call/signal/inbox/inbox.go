// Package inbox calls people who are known, across the internet and without a
// new link: PROTOCOL.md. Each device has an inbox at a server of its choice, where
// others leave sealed messages.
package inbox

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"

	"parley/call/identity"
)

// Subprotocol names the protocol and its version when an owner's WebSocket is
// opened (RFC 6455 section 1.9).
const Subprotocol = "parley.inbox.v1"

// Kinds of frames between an owner and the server: PROTOCOL.md section 1.
const (
	FrameChallenge byte = 1
	FrameProof     byte = 2
	FrameOpen      byte = 3
	FrameMessage   byte = 4
	FrameTokens    byte = 5
)

// Sizes in bytes, and numbers of tokens.
const (
	ChallengeSize = 32
	ProofSize     = 32 + 64
	MaxTokens     = 4  // that an owner shows
	MaxAsked      = 64 // in one question
)

var (
	// ErrServer says that what answers is no server that has inboxes, or takes
	// nothing now.
	ErrServer = errors.New("the server does not take part")
	// ErrCard says that a card is none, has ended, or is not the contact's.
	ErrCard = errors.New("not a card that can be used")
	// ErrMessage says that a message is none, or not for this inbox now.
	ErrMessage = errors.New("not a message for this inbox")
)

// Address is an inbox, as it stands in addresses.
type Address [16]byte

// Of returns the inbox of a key.
func Of(key identity.Key) Address {
	sum := sha256.Sum256(append([]byte("parley inbox v1"), key[:]...))
	return Address(sum[:16])
}

// ParseAddress reads what String returned and nothing else.
func ParseAddress(s string) (Address, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(raw) != len(Address{}) || Address(raw).String() != s {
		return Address{}, false
	}
	return Address(raw), true
}

func (a Address) String() string { return base64.RawURLEncoding.EncodeToString(a[:]) }

// ownerContext is what an owner's proof is for.
const ownerContext = "parley inbox owner v1"

// Prove answers a challenge of the server at a host.
func Prove(id *identity.Identity, host string, challenge []byte) []byte {
	key := id.Key()
	return append(key[:], id.Sign(ownerContext, []byte(host), challenge)...)
}

// Proven reports whether a proof answers the challenge for that inbox.
func Proven(proof []byte, at Address, host string, challenge []byte) bool {
	if len(proof) != ProofSize {
		return false
	}
	key := identity.Key(proof[:32])
	return Of(key) == at && key.Verify(proof[32:], ownerContext, []byte(host), challenge)
}
