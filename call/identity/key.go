package identity

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
)

// ErrKey says that a text or certificate holds no usable key.
var ErrKey = errors.New("not a key")

// Key is a device's public Ed25519 key (RFC 8032). It is comparable. The zero
// Key means that no key is known; no signature verifies against it.
type Key [ed25519.PublicKeySize]byte

// text is RFC 4648's base 32 in lower case without padding: it survives being
// read aloud, and URLs and DNS leave it as it is.
var text = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// KeyLength is the length of a key's text form.
const KeyLength = 52

// ParseKey reads what Key.String returned and nothing else.
func ParseKey(s string) (Key, error) {
	var k Key
	if len(s) != KeyLength {
		return Key{}, fmt.Errorf("%w: %d characters, want %d", ErrKey, len(s), KeyLength)
	}
	// Decode skips line ends and ignores the last character's unused bits.
	// Writing the key again finds both: a key has one text form.
	if _, err := text.Decode(k[:], []byte(s)); err != nil {
		return Key{}, fmt.Errorf("%w: not lower-case base 32", ErrKey)
	}
	if k.IsZero() || k.String() != s {
		return Key{}, fmt.Errorf("%w: not written as keys are", ErrKey)
	}
	return k, nil
}

// String returns the key's text form; the zero Key's is empty.
func (k Key) String() string {
	if k.IsZero() {
		return ""
	}
	return text.EncodeToString(k[:])
}

// IsZero reports whether no key is known.
func (k Key) IsZero() bool { return k == Key{} }

// Fingerprint returns a short form for people to look at: the first 80 bits of
// the key's SHA-256 in four groups of four letters. It tells keys apart on a
// screen; programs compare the whole key.
func (k Key) Fingerprint() string {
	if k.IsZero() {
		return ""
	}
	sum := sha256.Sum256(k[:])
	s := text.EncodeToString(sum[:10])
	return strings.Join([]string{s[:4], s[4:8], s[8:12], s[12:]}, " ")
}

// MarshalText returns the text form.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the text form as strictly as ParseKey does.
func (k *Key) UnmarshalText(b []byte) error {
	parsed, err := ParseKey(string(b))
	if err != nil {
		return err
	}
	*k = parsed
	return nil
}
