package lan

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"

	"parley/call/identity"
)

const (
	service = "_parley._tcp"
	// maxText is the longest name or device in an advert or Hello, in bytes:
	// with its label it fits into a string of TXT.
	maxText     = 240
	hintContext = "parley nearby v1"
	hintSize    = 16 // bytes
	saltSize    = 10 // bytes of an instance's name, 16 letters
)

var lowerCase = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// newInstance returns a random name for adverts.
func newInstance() string {
	var salt [saltSize]byte
	_, _ = rand.Read(salt[:]) // never fails
	return lowerCase.EncodeToString(salt[:])
}

// profile is what an advert says of a person.
type profile struct {
	name, device string
	hint         string
}

// hint lets who knows the key recognise an instance (PROTOCOL.md, section 7).
func hint(instance string, key identity.Key) string {
	var message []byte
	for _, part := range [][]byte{[]byte(hintContext), []byte(instance), key[:]} {
		message = binary.BigEndian.AppendUint32(message, uint32(len(part)))
		message = append(message, part...)
	}
	sum := sha256.Sum256(message)
	return lowerCase.EncodeToString(sum[:hintSize])
}

// text returns the strings of TXT.
func (p profile) text() []string {
	return []string{"txtvers=1", "name=" + p.name, "device=" + p.device, "hint=" + p.hint}
}

// parseText reads TXT strictly: the four strings in their order and no other.
func parseText(text []string) (profile, bool) {
	if len(text) != 4 || text[0] != "txtvers=1" {
		return profile{}, false
	}
	name, ok1 := strings.CutPrefix(text[1], "name=")
	device, ok2 := strings.CutPrefix(text[2], "device=")
	mark, ok3 := strings.CutPrefix(text[3], "hint=")
	if !ok1 || !ok2 || !ok3 || len(name) > maxText || len(device) > maxText {
		return profile{}, false
	}
	if bytes, err := lowerCase.DecodeString(mark); err != nil || len(bytes) != hintSize {
		return profile{}, false
	}
	return profile{identity.CleanName(name), identity.CleanLabel(device), mark}, true
}
