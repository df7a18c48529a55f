package inbox

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"
	"unicode/utf8"

	"parley/call/identity"
)

// Sizes of messages in bytes: all that is sealed has one, and so has what it
// becomes.
const (
	plainSize   = 1024
	SealedSize  = 32 + plainSize + 16
	messageHead = 1 + 1 + 32 + 16 + 8 + 2
	maxLink     = 512
)

const (
	messageVersion = 1
	messageContext = "parley inbox message v1"
	sealContext    = "parley inbox v1"
)

// ID tells messages apart.
type ID [16]byte

// Message is what came for this inbox, from who has proven to have sent it.
type Message struct {
	From identity.Key
	ID   ID
	At   time.Time // by the sender's clock
	Body Body
}

// Body is a Ring, a Cancel or a NewCard.
type Body interface {
	encode() (kind byte, body []byte)
}

type (
	// Ring says that the sender waits behind a link, which is no more trusted
	// than one that was pasted.
	Ring struct{ Link string }
	// Cancel says that the sender gave up a ring.
	Cancel struct{ Ring ID }
	// NewCard is the sender's, read and as it is kept.
	NewCard struct {
		Card Card
		Text string
	}

	// signedCard is a NewCard on its way out.
	signedCard []byte
)

const (
	ringKind   = 1
	cancelKind = 2
	cardKind   = 3
)

func (r Ring) encode() (byte, []byte)       { return ringKind, []byte(r.Link) }
func (c Cancel) encode() (byte, []byte)     { return cancelKind, c.Ring[:] }
func (NewCard) encode() (byte, []byte)      { return cardKind, nil }
func (c signedCard) encode() (byte, []byte) { return cardKind, c }

// OwnCard is the body that gives somebody the card of these keys.
func (k *Keys) OwnCard(id *identity.Identity, server string) Body {
	return signedCard(k.card(id, server))
}

// Seal makes a message to the owner of a card, and returns its id. The error
// wraps ErrCard or ErrMessage.
func Seal(id *identity.Identity, to Card, body Body, now time.Time) (ID, []byte, error) {
	public, err := ecdh.X25519().NewPublicKey(to.Prekey[:])
	if err != nil {
		return ID{}, nil, fmt.Errorf("%w: %w", ErrCard, err)
	}
	key, err := hpke.NewDHKEMPublicKey(public)
	if err != nil {
		return ID{}, nil, fmt.Errorf("%w: %w", ErrCard, err)
	}
	number, plain, err := write(id, to, body, now)
	if err != nil {
		return ID{}, nil, err
	}
	sealed, err := hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES256GCM(), info(to.Key), plain)
	if err != nil {
		return ID{}, nil, fmt.Errorf("%w: %w", ErrCard, err)
	}
	return number, sealed, nil
}

func info(receiver identity.Key) []byte {
	at := Of(receiver)
	return append([]byte(sealContext), at[:]...)
}

func write(id *identity.Identity, to Card, body Body, now time.Time) (number ID, plain []byte, err error) {
	kind, encoded := body.encode()
	if messageHead+len(encoded)+signature > plainSize || kind == ringKind && len(encoded) > maxLink {
		return ID{}, nil, fmt.Errorf("%w: %d bytes", ErrMessage, len(encoded))
	}
	_, _ = rand.Read(number[:]) // never fails
	from := id.Key()
	b := append(make([]byte, 0, plainSize), messageVersion, kind)
	b = append(b, from[:]...)
	b = append(b, number[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(now.UnixMilli()))
	b = binary.BigEndian.AppendUint16(b, uint16(len(encoded)))
	b = append(b, encoded...)
	b = append(b, id.Sign(messageContext, to.Key[:], to.Prekey[:], b)...)
	return number, append(b, make([]byte, plainSize-len(b))...), nil
}

// open opens a message for an identity with one of its prekeys. The error wraps
// ErrMessage.
func open(own identity.Key, private *ecdh.PrivateKey, sealed []byte, now time.Time) (Message, error) {
	if len(sealed) != SealedSize {
		return Message{}, fmt.Errorf("%w: %d bytes", ErrMessage, len(sealed))
	}
	key, err := hpke.NewDHKEMPrivateKey(private)
	if err != nil {
		return Message{}, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	plain, err := hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), info(own), sealed)
	if err != nil {
		return Message{}, fmt.Errorf("%w: not sealed for it", ErrMessage)
	}
	return read(own, private.PublicKey().Bytes(), plain, now)
}

// read takes a message apart, as strictly as it can be.
func read(own identity.Key, prekey, plain []byte, now time.Time) (Message, error) {
	if len(plain) != plainSize || plain[0] != messageVersion {
		return Message{}, fmt.Errorf("%w: not of its form", ErrMessage)
	}
	end := messageHead + int(binary.BigEndian.Uint16(plain[messageHead-2:]))
	if end+signature > plainSize || len(bytes.TrimLeft(plain[end+signature:], "\x00")) > 0 {
		return Message{}, fmt.Errorf("%w: not of its form", ErrMessage)
	}
	m := Message{
		From: identity.Key(plain[2:]), ID: ID(plain[34:]),
		At: time.UnixMilli(int64(min(binary.BigEndian.Uint64(plain[50:]), 1<<50))),
	}
	if m.From == own || !m.From.Verify(plain[end:end+signature], messageContext, own[:], prekey, plain[:end]) {
		return Message{}, fmt.Errorf("%w: not signed by its sender", ErrMessage)
	}
	var err error
	m.Body, err = readBody(plain[1], plain[messageHead:end], m.From, now)
	return m, err
}

func readBody(kind byte, body []byte, from identity.Key, now time.Time) (Body, error) {
	switch {
	case kind == ringKind && len(body) > 0 && len(body) <= maxLink && utf8.Valid(body):
		return Ring{string(body)}, nil
	case kind == cancelKind && len(body) == len(ID{}):
		return Cancel{ID(body)}, nil
	case kind == cardKind:
		c, err := readCard(body, from, now)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMessage, err)
		}
		return NewCard{c, base64.RawURLEncoding.EncodeToString(body)}, nil
	}
	return nil, fmt.Errorf("%w: of no known kind", ErrMessage)
}
