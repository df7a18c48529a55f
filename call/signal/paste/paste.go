// Package paste opens a link between two people who share no network and no
// server: each gives the other one short text. PROTOCOL.md in this folder is
// what it does.
package paste

import (
	"errors"
	"time"
)

// The faults of a text.
var (
	// ErrNoText says that something is no text of this package at all.
	ErrNoText = errors.New("no pasted invitation")
	// ErrVersion says that a later Parley made it.
	ErrVersion = errors.New("made by a later version")
	// ErrDamaged says that a part is missing or changed.
	ErrDamaged = errors.New("damaged")
	// ErrOld says that it was made too long ago.
	ErrOld = errors.New("too old")
	// ErrFuture says that it was made by a clock that runs ahead.
	ErrFuture = errors.New("made in the future")
	// ErrOwn says that one's own text came back.
	ErrOwn = errors.New("one's own")
	// ErrOther says that an answer belongs to another offer.
	ErrOther = errors.New("an answer to another offer")
	// ErrKind says that an offer came where an answer is wanted, or the other way
	// round.
	ErrKind = errors.New("the other of the two texts")
	// ErrNoNetwork says that this computer has no address.
	ErrNoNetwork = errors.New("no address on any network")
)

// Sentence says in words what is wrong with a text; it is empty for errors of
// another kind.
func Sentence(err error) string {
	for _, s := range sentences {
		if errors.Is(err, s.err) {
			return s.text
		}
	}
	return ""
}

var sentences = []struct {
	err  error
	text string
}{
	{ErrNoText, "This is no invitation. Copy all of it, from parley- to the end."},
	{ErrVersion, "This invitation was made by a newer Parley. Update yours."},
	{ErrDamaged, "A part of this invitation is missing or changed. Copy all of it again."},
	{ErrOld, "This invitation has run out. Ask for a new one."},
	{ErrFuture, "The clocks of the two computers differ by more than ten minutes. Set them, then try again."},
	{ErrOwn, "This is your own invitation. Send it to the other person, and paste what they send back."},
	{ErrOther, "This answers another invitation. Send yours again, and paste the answer to it."},
	{ErrNoNetwork, "This computer is on no network. Connect it first."},
	{ErrKind, "This is the other of the two texts: paste an answer where you invited, and an invitation where you did not."},
}

const (
	// goodFor is how long a text can be used.
	goodFor = time.Hour
	// ahead is how much another clock may run ahead of ours.
	ahead = 10 * time.Minute
)
