package signal

import (
	"context"
	"net"

	"parley/call/identity"
)

// Room is this side's place in a room, where several people meet. What others
// open there comes with all other links: see Transport. All methods may be
// called from any goroutine.
type Room interface {
	// Entries delivers each entry, the one that is under way first. Who takes
	// them does so until it is closed, which it is when the room is over.
	Entries() <-chan Entry
	// Err returns why the room is over: ErrFull when it was full on coming
	// back, ErrClosed after Close. It is nil before.
	Err() error
	// Seek opens a link to who has the key, and waits for them until ctx ends.
	Seek(ctx context.Context, key identity.Key) (Link, error)
	// ICE returns the newest servers for ICE that the room's server offers.
	ICE() []ICEServer
	// Contains reports whether an address of a link is in this room.
	Contains(net.Addr) bool
	// Close ends the links in the room, leaves it and waits, about two seconds
	// at most. It may be called any number of times.
	Close() error
}

// Entry is an entry into a room, or, without Found, that this side is away
// from it: its server is not reached.
type Entry struct {
	// Found delivers a link, opened by this side, to each who was there before
	// and answers. Who takes it closes it. It is closed when nobody more will.
	Found <-chan Link
}

// ICEServer is a STUN or TURN server, with what it wants to hear.
type ICEServer struct {
	URLs                 []string // RFC 7064, RFC 7065
	Username, Credential string
}
