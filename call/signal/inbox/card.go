package inbox

import (
	"crypto/ecdh"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"

	"parley/call/identity"
	"parley/call/signal/invite"
)

// Card is what contacts give each other: where and how a device is rung, and
// how it is seen to be there. It is for nobody else's eyes.
type Card struct {
	Key      identity.Key
	Prekey   [32]byte // X25519 (RFC 7748)
	Until    time.Time
	Presence Presence
	Server   string // an origin
}

const (
	cardVersion = 1
	cardContext = "parley inbox card v1"
	cardHead    = 1 + 32 + 32 + 8 + 32 + 1
	maxOrigin   = 255
	maxCard     = cardHead + maxOrigin + signature
	signature   = 64
)

// sign writes the card with its owner's signature.
func (c Card) sign(id *identity.Identity) []byte {
	b := make([]byte, 0, maxCard)
	b = append(b, cardVersion)
	b = append(b, c.Key[:]...)
	b = append(b, c.Prekey[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(c.Until.Unix()))
	b = append(b, c.Presence[:]...)
	b = append(b, byte(len(c.Server)))
	b = append(b, c.Server...)
	return append(b, id.Sign(cardContext, b)...)
}

// ParseCard reads the text of a card that came from a contact with that key.
// The error wraps ErrCard.
func ParseCard(text string, from identity.Key, now time.Time) (Card, error) {
	if base64.RawURLEncoding.DecodedLen(len(text)) > maxCard {
		return Card{}, fmt.Errorf("%w: too long", ErrCard)
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || base64.RawURLEncoding.EncodeToString(raw) != text {
		return Card{}, fmt.Errorf("%w: not in base 64", ErrCard)
	}
	return readCard(raw, from, now)
}

func readCard(raw []byte, from identity.Key, now time.Time) (Card, error) {
	if len(raw) < cardHead || raw[0] != cardVersion || len(raw) != cardHead+int(raw[cardHead-1])+signature {
		return Card{}, fmt.Errorf("%w: not of its form", ErrCard)
	}
	signed := raw[:len(raw)-signature]
	seconds := binary.BigEndian.Uint64(raw[65:])
	c := Card{
		Key: identity.Key(raw[1:]), Prekey: [32]byte(raw[33:]), Presence: Presence(raw[73:]), Server: string(signed[cardHead:]),
		Until: time.Unix(int64(min(seconds, 1<<40)), 0),
	}
	switch {
	case c.Key != from:
		return Card{}, fmt.Errorf("%w: of somebody else", ErrCard)
	case !c.Key.Verify(raw[len(signed):], cardContext, signed):
		return Card{}, fmt.Errorf("%w: not signed by its owner", ErrCard)
	case !now.Before(c.Until):
		return Card{}, fmt.Errorf("%w: it has ended", ErrCard)
	case !invite.IsOrigin(c.Server):
		return Card{}, fmt.Errorf("%w: no server", ErrCard)
	}
	if _, err := ecdh.X25519().NewPublicKey(c.Prekey[:]); err != nil {
		return Card{}, fmt.Errorf("%w: %w", ErrCard, err)
	}
	return c, nil
}
