package inbox

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Presence is the secret of who is seen to be there, shared with contacts alone.
type Presence [32]byte

// Token is what a server knows of it in one hour.
type Token [16]byte

func newPresence() (p Presence) {
	_, _ = rand.Read(p[:]) // never fails
	return p
}

// At returns the token of the hour of a time.
func (p Presence) At(t time.Time) Token {
	mac := hmac.New(sha256.New, p[:])
	mac.Write(binary.BigEndian.AppendUint64([]byte("parley presence v1"), uint64(t.Unix()/3600)))
	return Token(mac.Sum(nil)[:16])
}

// around returns the tokens to show: of this hour and those beside it.
func (p Presence) around(t time.Time) []Token {
	return []Token{p.At(t.Add(-time.Hour)), p.At(t), p.At(t.Add(time.Hour))}
}
