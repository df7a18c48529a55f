// Package reach joins the ways to reach people into one: a network, such as
// package lan's, and the rooms of links.
package reach

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
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
	// Carrier makes links of texts; without one, nobody is reached by text.
	Carrier Carrier
	// STUN returns the servers that tell this computer's address for a text, such
	// as stun:meet.example.org; nil for none.
	STUN func() []string
	// Known rings people who are known; without it, nobody is rung. The transport
	// owns and closes it.
	Known Known
	// Loopback lets texts name 127.0.0.1, for tests on one computer.
	Loopback bool
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
	cfg     Config
	inbox   chan signal.Link
	ctx     context.Context
	cancel  context.CancelFunc
	callers signal.Callers // and what runs beside them

	mu     sync.Mutex
	name   string
	places []*place
	texts  texts

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
	t.callers.Go(func() { t.forward(network.Links(), nil, func(signal.Link) bool { return true }) })
	if cfg.Known != nil {
		t.callers.Go(t.followRings)
	}
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
	p, err := t.enter(ctx, l, false)
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

// ICE returns the newest servers for ICE of the room that an address of a link
// is in. Other addresses have none.
func (t *Transport) ICE(address net.Addr) []signal.ICEServer {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.find(func(p *place) bool { return p.room != nil && rendezvous.In(address.String(), p.link) })
	if p == nil {
		return nil
	}
	return p.room.ICE().Servers
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

// hurry lets whatever leads over a server look whether it still does, and come
// back at once where not.
func (t *Transport) hurry() {
	if t.cfg.Known != nil {
		t.cfg.Known.Hurry()
	}
	t.eachRoom((*rendezvous.Room).Hurry)
}

// Check lets rooms look whether they still reach their server. It does not wait.
func (t *Transport) Check() { t.eachRoom((*rendezvous.Room).Check) }

func (t *Transport) eachRoom(do func(*rendezvous.Room)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.places {
		if p.room != nil {
			do(p.room)
		}
	}
}

// Close leaves all rooms, closes the network and waits. It may be called any
// number of times.
func (t *Transport) Close() error {
	t.closing.Do(func() {
		t.mu.Lock()
		t.callers.Refuse()
		places := append([]*place(nil), t.places...)
		t.mu.Unlock()
		t.cancel()
		t.Withdraw()
		var leaving sync.WaitGroup
		for _, p := range places {
			leaving.Go(func() { t.leave(p) })
		}
		t.err = t.Network.Close()
		leaving.Wait()
		if t.cfg.Known != nil {
			t.err = errors.Join(t.err, t.cfg.Known.Close())
		}
		t.callers.Wait()
		close(t.inbox)
	})
	return t.err
}

// forward hands links on until they end, or over is closed. met is told of
// each, and says whether it is welcome.
func (t *Transport) forward(links <-chan signal.Link, over <-chan struct{}, met func(signal.Link) bool) {
	for {
		select {
		case l, ok := <-links:
			if !ok {
				return
			}
			if !met(l) {
				l.Close()
				continue
			}
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
