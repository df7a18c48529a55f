package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"io"
)

const (
	nonceSize     = 12
	ephemeralSize = 32
	sealedKeySize = nonceSize + ephemeralSize + tagSize
)

// path is the way of one message, which its seal holds fast.
type path struct {
	room     [16]byte
	from, to Peer
	link     ID
}

func (p path) back() path { return path{room: p.room, from: p.to, to: p.from, link: p.link} }

// additional returns the additional data of a seal.
func (p path) additional(kind Kind) []byte {
	out := append(append(p.room[:], p.from[:]...), p.to[:]...)
	return append(append(out, byte(kind)), p.link[:]...)
}

// newAEAD is AES-256-GCM, which fails for a key of another length only.
func newAEAD(key [32]byte) cipher.AEAD {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return aead
}

// door seals an ephemeral key under what everybody with the link knows.
func door(key [32]byte, random io.Reader, ephemeral []byte, way path, kind Kind) ([]byte, error) {
	nonce := make([]byte, nonceSize)
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, fmt.Errorf("draw a nonce: %w", err)
	}
	return newAEAD(key).Seal(nonce, nonce, ephemeral, way.additional(kind)), nil
}

// enter opens what door sealed.
func enter(key [32]byte, sealed []byte, way path, kind Kind) ([]byte, error) {
	if len(sealed) != sealedKeySize {
		return nil, ErrSeal
	}
	ephemeral, err := newAEAD(key).Open(nil, sealed[:nonceSize], sealed[nonceSize:], way.additional(kind))
	if err != nil {
		return nil, ErrSeal
	}
	return ephemeral, nil
}
