package seal

import (
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"io"

	"parley/call/identity"
	"parley/call/signal"
)

const (
	context         = "parley link v1"
	openerContext   = context + " opener"
	answererContext = context + " answerer"
	identitySize    = 32
	signatureSize   = 64
)

// newEphemeral draws a key for one link (RFC 7748: any 32 bytes are one).
func newEphemeral(random io.Reader) (*ecdh.PrivateKey, error) {
	var seed [ephemeralSize]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return nil, fmt.Errorf("draw a key: %w", err)
	}
	return ecdh.X25519().NewPrivateKey(seed[:])
}

// agreement is what both sides of one link have agreed on.
type agreement struct {
	transcript       []byte // h
	opener, answerer direction
}

// agree derives the keys. way is the opener's. The error wraps ErrProtocol.
func agree(c Config, own *ecdh.PrivateKey, far []byte, way path, ephemerals ...[]byte) (*agreement, error) {
	public, err := ecdh.X25519().NewPublicKey(far)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", signal.ErrProtocol, err)
	}
	shared, err := own.ECDH(public) // refuses an all-zero secret
	if err != nil {
		return nil, fmt.Errorf("%w: %w", signal.ErrProtocol, err)
	}
	h := transcript(way, ephemerals...)
	return &agreement{
		transcript: h,
		opener:     newDirection(expand(shared, c.Door, "opener", h), way),
		answerer:   newDirection(expand(shared, c.Door, "answerer", h), way.back()),
	}, nil
}

func transcript(way path, ephemerals ...[]byte) []byte {
	sum := sha256.New()
	for _, part := range append([][]byte{[]byte(context), way.room[:], way.from[:], way.to[:], way.link[:]}, ephemerals...) {
		sum.Write(part)
	}
	return sum.Sum(nil)
}

// expand derives a key. HKDF fails for an output of more than 255 digests only.
func expand(shared []byte, door [32]byte, side string, h []byte) [32]byte {
	key, err := hkdf.Key(sha256.New, shared, door[:], side+string(h), 32)
	if err != nil {
		panic(err)
	}
	return [32]byte(key)
}

// prove says who one is, for this link alone.
func prove(id *identity.Identity, purpose string, h []byte) []byte {
	key := id.Key()
	return append(key[:], id.Sign(purpose, h)...)
}

// proven reads who the other side is. The error wraps ErrProtocol.
func proven(proof []byte, purpose string, h []byte) (identity.Key, error) {
	if len(proof) != identitySize+signatureSize {
		return identity.Key{}, fmt.Errorf("%w: a proof of %d bytes", signal.ErrProtocol, len(proof))
	}
	key := identity.Key(proof[:identitySize])
	if !key.Verify(proof[identitySize:], purpose, h) {
		return identity.Key{}, fmt.Errorf("%w: the identity is not proven", signal.ErrProtocol)
	}
	return key, nil
}
