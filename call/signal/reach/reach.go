// Package reach joins the ways to reach people into one: a network, such as
// package lan's, and the rooms of links.
package reach

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/rendezvous"
)

// Network is what is reached without a link.
type Network interface {
	signal.Transport
	// Rename changes the name in adverts and new links.
	Rename(name string)
	// SetVisible announces this person to the network, or stops doing so.
	SetVisible(visible bool)
	// WatchNetwork calls changed whenever this computer's addresses or links
	// change, until ctx is done.
	WatchNetwork(ctx context.Context, changed func(online bool)) error
}

// Config is what rooms are joined with.
type Config struct {
	Identity *identity.Identity
	Name     string // what others see
	Device   string // this computer's name, as others see it
	Logger   *slog.Logger
	HTTP     *http.Client // nil stands for the default client
}

// The faults of a target.
var (
	// ErrLeft says that an address is in a room where this side is no more.
	ErrLeft = errors.New("the room was left")
	// ErrNoStream says that files find no way through a room's server.
	ErrNoStream = errors.New("no direct way for files is known")
)

// Transport is a Network and rooms beside it. What is not of rooms is the
// network's own.
type Transport struct {
	Network
	cfg    Config
	inbox  chan signal.Link
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu     sync.Mutex
	name   string
	places []*place
	closed bool

	closing sync.Once
	err     error
}

// Over puts rooms beside a network, which the transport owns and closes.
func Over(network Network, cfg Config) *Transport {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t := &Transport{Network: network, cfg: cfg, name: cfg.Name, ctx: ctx, cancel: cancel, inbox: make(chan signal.Link)}
	t.work.Go(func() { t.forward(network.Links(), nil, func(signal.Link) {}) })
	return t
}

// Links delivers the links that others open, on the network and in rooms.
func (t *Transport) Links() <-chan signal.Link { return t.inbox }

// Invite makes a link to a server and waits in its room for those who get it,
// until Revoke. It takes a moment.
func (t *Transport) Invite(ctx context.Context, host string) (invite.Link, error) {
	l, err := invite.New(host)
	if err != nil {
		return invite.Link{}, fmt.Errorf("invite: %w", err)
	}
	if err := t.Await(ctx, l); err != nil {
		return invite.Link{}, fmt.Errorf("invite: %w", err)
	}
	return l, nil
}

// Await waits in the room of a link that was made before, until Revoke.
func (t *Transport) Await(ctx context.Context, l invite.Link) error {
	p, err := t.enter(ctx, l)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !p.kept {
		p.kept = true // and so is the use that enter counted
		return nil
	}
	p.uses--
	return nil
}

// Revoke leaves a link's room, which ends the links in it.
func (t *Transport) Revoke(l invite.Link) {
	t.mu.Lock()
	p := t.find(func(p *place) bool { return p.link.Equal(l) })
	t.mu.Unlock()
	if p != nil {
		t.leave(p)
	}
}

// ICE returns the servers for ICE of the room that an address is in, as a
// link's RemoteAddr gives it. Other addresses have none.
func (t *Transport) ICE(address string) rendezvous.ICE {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.find(func(p *place) bool { return p.room != nil && rendezvous.In(address, p.link) })
	if p == nil {
		return rendezvous.ICE{}
	}
	return p.room.ICE()
}

// Rename changes the name in adverts and new links.
func (t *Transport) Rename(name string) {
	t.Network.Rename(name)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.name = name
	for _, p := range t.places {
		if p.room != nil {
			p.room.Rename(name)
		}
	}
}

// WatchNetwork is the network's, and lets rooms look whether they still reach
// their server.
func (t *Transport) WatchNetwork(ctx context.Context, changed func(online bool)) error {
	return t.Network.WatchNetwork(ctx, func(online bool) {
		if online {
			t.hurry()
		}
		changed(online)
	})
}

func (t *Transport) hurry() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.places {
		if p.room != nil {
			p.room.Hurry()
		}
	}
}

// Close leaves all rooms, closes the network and waits. It may be called any
// number of times.
func (t *Transport) Close() error {
	t.closing.Do(func() {
		t.mu.Lock()
		t.closed = true
		places := append([]*place(nil), t.places...)
		t.mu.Unlock()
		t.cancel()
		var leaving sync.WaitGroup
		for _, p := range places {
			leaving.Go(func() { t.leave(p) })
		}
		t.err = t.Network.Close()
		leaving.Wait()
		t.work.Wait()
		close(t.inbox)
	})
	return t.err
}

// forward hands links on until they end, or over is closed. met is told of
// each.
func (t *Transport) forward(links <-chan signal.Link, over <-chan struct{}, met func(signal.Link)) {
	for {
		select {
		case l, ok := <-links:
			if !ok {
				return
			}
			met(l)
			t.hand(l)
		case <-over:
			return
		}
	}
}

func (t *Transport) hand(l signal.Link) {
	select {
	case t.inbox <- l:
	case <-t.ctx.Done():
		l.Close()
	}
}

// isRoom reports whether a host is an address in a room, known or not.
func isRoom(host string) bool {
	return strings.HasPrefix(host, "wss://") || strings.HasPrefix(host, "ws://")
}
