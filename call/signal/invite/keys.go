package invite

import (
	"crypto/hkdf"
	"crypto/sha256"
	"strings"

	"golang.org/x/crypto/argon2"
)

// keys is the secret and what follows from it.
type keys struct {
	secret [16]byte
	room   [16]byte
	door   [32]byte
	words  []string // that the secret was made of; nil if not known
}

// hidden returns the keys.
func (k *keys) hidden() *keys { return k }

const (
	wordSalt = "parley words v1"
	roomSalt = "parley room v1"

	passes = 3
	memory = 64 << 10 // KiB
	lanes  = 1
)

// stretch makes the secret of words, slowly: they are 77 bits, and a server
// that tries them all, with the room to check against, shall not get through.
func stretch(words []string) *keys {
	text := []byte(strings.Join(words, " "))
	var secret [16]byte
	copy(secret[:], argon2.IDKey(text, []byte(wordSalt), passes, memory, lanes, uint32(len(secret))))
	k := derive(secret)
	k.words = words
	return k
}

func derive(secret [16]byte) *keys {
	k := &keys{secret: secret}
	expand(k.room[:], secret, "room")
	expand(k.door[:], secret, "door")
	return k
}

// expand fills out. HKDF fails for an output of more than 255 digests only.
func expand(out []byte, secret [16]byte, info string) {
	key, err := hkdf.Key(sha256.New, secret[:], []byte(roomSalt), info, len(out))
	if err != nil {
		panic(err)
	}
	copy(out, key)
}
