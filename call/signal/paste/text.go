package paste

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
	"time"
	"unicode"

	"parley/call/identity"
)

// Kind tells the two texts apart.
type Kind byte

// The kinds.
const (
	OfferText  Kind = 1
	AnswerText Kind = 2
)

const (
	offerPrefix  = "parley-offer."
	answerPrefix = "parley-answer."
	// maxText is the longest text, in letters.
	maxText = 300
	// maxCandidates is how many addresses a text holds.
	maxCandidates = 7
	secretSize    = 16
	hashSize      = 8
	sumSize       = 4
	sumLabel      = "parley paste v1"
)

var encoding = base64.RawURLEncoding.Strict()

// text is what an offer or answer says.
type text struct {
	kind       Kind
	made       time.Time // to the second
	key        identity.Key
	secret     [secretSize]byte
	answers    [hashSize]byte // of an answer: the hash of its offer
	candidates []candidate
}

// KindOf tells what somebody pasted, without a look inside; 0 is none of both.
func KindOf(pasted string) Kind {
	switch pasted = strings.TrimSpace(pasted); {
	case strings.HasPrefix(pasted, offerPrefix):
		return OfferText
	case strings.HasPrefix(pasted, answerPrefix):
		return AnswerText
	}
	return 0
}

// bytes is the text before base 64.
func (t text) bytes() []byte {
	out := []byte{byte(t.kind)}
	out = binary.BigEndian.AppendUint32(out, uint32(t.made.Unix()))
	out = append(out, t.key[:]...)
	out = append(out, t.secret[:]...)
	if t.kind == AnswerText {
		out = append(out, t.answers[:]...)
	}
	out = append(out, byte(len(t.candidates)))
	for _, c := range t.candidates {
		out = c.append(out)
	}
	return append(out, sum(out)...)
}

// String is the text as people hand it over.
func (t text) String() string {
	prefix := offerPrefix
	if t.kind == AnswerText {
		prefix = answerPrefix
	}
	return prefix + encoding.EncodeToString(t.bytes())
}

// hash is what an answer names its offer by.
func (t text) hash() [hashSize]byte {
	full := sha256.Sum256(t.bytes())
	return [hashSize]byte(full[:])
}

func sum(data []byte) []byte {
	full := sha256.Sum256(append([]byte(sumLabel), data...))
	return full[:sumSize]
}

// credentials are those of ICE.
func (t text) credentials() (ufrag, password string) {
	derived, err := hkdf.Key(sha256.New, t.secret[:], nil, "parley paste ice", 24)
	if err != nil {
		panic(err) // the length is far below HKDF's limit
	}
	letters := encoding.EncodeToString(derived)
	// An ice-char (RFC 8839, section 5.4) is a letter, a digit, + or /.
	letters = strings.NewReplacer("-", "+", "_", "/").Replace(letters)
	return letters[:8], letters[8:]
}

// Check says what is wrong with a text as it was pasted; nil for one that may
// lead to somebody.
func Check(pasted string, want Kind) error {
	_, err := parse(pasted, want, time.Now(), true)
	return err
}

// parse reads a text of a kind, as strictly as PROTOCOL.md asks; local takes
// loopback addresses, for tests on one computer.
func parse(pasted string, want Kind, now time.Time, local bool) (text, error) {
	kind := KindOf(pasted)
	if kind == 0 {
		return text{}, ErrNoText
	}
	data, err := unwrap(pasted)
	if err != nil {
		return text{}, err
	}
	t, err := read(data, local)
	switch {
	case err != nil:
		return text{}, err
	case t.kind != kind:
		return text{}, ErrDamaged
	case kind != want:
		return text{}, ErrKind
	case now.Sub(t.made) > goodFor:
		return text{}, ErrOld
	case t.made.Sub(now) > ahead:
		return text{}, ErrFuture
	}
	return t, nil
}

// unwrap takes blanks, prefix and base 64 off, and checks for damage.
func unwrap(pasted string) ([]byte, error) {
	if len(pasted) > 4*maxText {
		return nil, ErrDamaged
	}
	letters := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, pasted)
	if len(letters) > maxText {
		return nil, ErrDamaged
	}
	_, letters, _ = strings.Cut(letters, ".")
	data, err := encoding.DecodeString(letters)
	if err != nil || len(data) == 0 {
		return nil, ErrDamaged
	}
	if data[0] != byte(OfferText) && data[0] != byte(AnswerText) {
		return nil, ErrVersion
	}
	if len(data) < sumSize || !bytes.Equal(sum(data[:len(data)-sumSize]), data[len(data)-sumSize:]) {
		return nil, ErrDamaged
	}
	return data[:len(data)-sumSize], nil
}

// read takes the bytes before the sum apart.
func read(data []byte, local bool) (text, error) {
	r := reader{data: data}
	t := text{kind: Kind(r.take(1)[0]), made: time.Unix(int64(binary.BigEndian.Uint32(r.take(4))), 0)}
	copy(t.key[:], r.take(len(t.key)))
	copy(t.secret[:], r.take(secretSize))
	if t.kind == AnswerText {
		copy(t.answers[:], r.take(hashSize))
	}
	n := int(r.take(1)[0])
	if n < 1 || n > maxCandidates {
		return text{}, fmt.Errorf("%w: %d candidates", ErrDamaged, n)
	}
	for range n {
		c, err := r.candidate(local)
		if err != nil {
			return text{}, err
		}
		t.candidates = append(t.candidates, c)
	}
	if r.short || len(r.data) > 0 {
		return text{}, ErrDamaged
	}
	if _, err := identity.ParseKey(t.key.String()); err != nil {
		return text{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return t, nil
}

// reader hands bytes out; beyond the end they are zero and short is set.
type reader struct {
	data  []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if len(r.data) < n {
		r.short, r.data = true, nil
		return make([]byte, n)
	}
	taken := r.data[:n]
	r.data = r.data[n:]
	return taken
}

func (r *reader) candidate(local bool) (candidate, error) {
	kind := r.take(1)[0]
	port := binary.BigEndian.Uint16(r.take(2))
	size := 4
	if kind&sixBit != 0 {
		size = 16
	}
	address, _ := netip.AddrFromSlice(r.take(size)) // both sizes are those of an address
	c := candidate{reflexive: kind&reflexiveBit != 0, at: netip.AddrPortFrom(address, port)}
	if r.short || kind > sixBit|reflexiveBit || !c.usable(local) {
		return candidate{}, fmt.Errorf("%w: a candidate", ErrDamaged)
	}
	return c, nil
}
