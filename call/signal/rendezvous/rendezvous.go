// Package rendezvous meets people through a server that passes sealed messages
// on and learns nothing: PROTOCOL.md.
package rendezvous

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"parley/call/identity"
	"parley/call/signal/invite"
	"parley/call/signal/rendezvous/seal"
)

// Config is what a Room works with.
type Config struct {
	Link     invite.Link
	Identity *identity.Identity
	Name     string // what others see
	Device   string // this computer's name, as others see it
	// Greets says that Entries is asked for at once, so that the first entry
	// finds those who were there before, and nobody who came since.
	Greets bool
	// Logger gets what nobody needs to be told; nil drops it.
	Logger *slog.Logger
	// HTTP reaches the server; nil stands for the default client.
	HTTP *http.Client
}

// Peer is one connection to a room, as the server names it. Somebody who came
// back is another peer.
type Peer = seal.Peer

// ErrServer says that what answers is no server to meet through, or will not
// let this computer in now.
var ErrServer = errors.New("the server does not take part")

// Numbers of PROTOCOL.md, sections 3 and 4.
const (
	subprotocol     = "parley.rendezvous.v1"
	maxFrame        = 65704 // bytes
	maxPeople       = 16
	maxLinks        = 64
	maxLinksPeer    = 4
	handshakeTime   = 10 * time.Second
	handshakesPeer  = 5  // a second
	handshakesTotal = 40 // a second: a server can name peers as it likes
	pingAfter       = 10 * time.Second
	lostAfter       = 30 * time.Second
	serverPing      = 20 * time.Second
)

// What this side sends stays well below what the server takes, because frames
// that wait on the way arrive together; and what it sends at once fits into what
// may wait there for somebody who reads slowly.
const (
	frameRate  = 48 // a second
	frameBurst = 128
	byteRate   = 192 << 10 // a second
	byteBurst  = 256 << 10
)

const (
	enterTime  = 15 * time.Second // to connect and to be welcomed
	writeTime  = 10 * time.Second // of one frame, to a server that does not read
	farewell   = time.Second      // of Close, for what is queued
	inboxLinks = 16               // that wait to be taken from Links; one more is closed
)

// Join enters the room of a link. When the server cannot be reached at all,
// that is the error, which wraps signal.ErrFull when the room is full; one that
// is lost later is come back to. The caller closes the room.
func Join(ctx context.Context, cfg Config) (*Room, error) {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	cfg.Logger = cfg.Logger.With("link", cfg.Link)
	r := newRoom(cfg)
	v, err := r.enter(ctx)
	if err != nil {
		r.cancel()
		return nil, err
	}
	go r.run(v)
	return r, nil
}
