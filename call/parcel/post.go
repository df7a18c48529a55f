// Package parcel carries files to and from people who are known, across the
// internet and without a call: PROTOCOL.md.
package parcel

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/transfer"
)

// Transport reaches people. Links are read by the Post alone.
type Transport interface {
	// Dial opens a link to somebody, who is rung.
	Dial(context.Context, signal.Target) (signal.Link, error)
	Links() <-chan signal.Link
	// ICE returns the newest servers for ICE of the room that an address is in.
	ICE(net.Addr) []signal.ICEServer
}

// Files takes the streams; a transfer.Engine does.
type Files interface {
	// Attach takes a stream to a person, by key, and closes it.
	Attach(peer string, stream io.ReadWriteCloser, rank transfer.Rank) *transfer.Stream
}

// Config is what a Post works with. All but the last two is required.
type Config struct {
	Identity  *identity.Identity
	Transport Transport
	Files     Files
	// Welcome says whose files are taken: those of contacts who are not blocked.
	// It may be called from any goroutine.
	Welcome func(identity.Key) bool
	// RelayOnly says whether others are to learn nothing of where this computer
	// is. It must not wait.
	RelayOnly func() bool
	// Loopback lets connections use 127.0.0.1 and ::1, for tests on one computer.
	Loopback bool
	// Logger gets what nobody needs to be told; nil drops it.
	Logger *slog.Logger
}

// The reasons why nobody was reached.
var (
	// ErrNoRelay says that a side does not want to be found, and there is no relay.
	ErrNoRelay = errors.New("no relay leads there")
	// ErrLost says that the connection did not come about, or is gone.
	ErrLost = errors.New("the connection is gone")
	// ErrRefused says that the other side takes no files.
	ErrRefused = errors.New("files are not taken there")
	// ErrAway says that nobody came who was rung.
	ErrAway = errors.New("nobody is there")
)

const (
	// ringTime is how long somebody is rung.
	ringTime = 30 * time.Second
	// offerTime is how long a link may stay silent.
	offerTime = 10 * time.Second
	// openTime is how long a connection may take.
	openTime = 30 * time.Second
	// againFirst and againMost bound the wait before somebody is rung again. A
	// server takes one message in two seconds.
	againFirst = 2 * time.Second
	againMost  = time.Minute
	// mostTaken is how many connections of others are kept.
	mostTaken = 8
)

// Post is where files come and go. Its methods may be called from any goroutine.
type Post struct {
	cfg    Config
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu     sync.Mutex
	closed bool
	taken  map[identity.Key]*parcel // from others
}

// Open takes what others send from now on. It owns neither the Transport nor the
// files.
func Open(cfg Config) *Post {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	p := &Post{cfg: cfg, ctx: ctx, cancel: cancel, taken: make(map[identity.Key]*parcel)}
	p.work.Go(p.take)
	return p
}

// Close ends all connections and waits. It may be called any number of times.
func (p *Post) Close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.cancel()
	p.work.Wait()
}

// spawn runs f on a goroutine that Close waits for; false when it is too late.
func (p *Post) spawn(f func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.work.Go(f)
	}
	return !p.closed
}

// Reach rings somebody, and returns once files can flow, or with why they
// cannot. From then on it keeps it so, until ctx is done or the Post is closed.
func (p *Post) Reach(ctx context.Context, key identity.Key) error {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(p.ctx, cancel)
	end := func() {
		stop()
		cancel()
	}
	first, err := p.send(ctx, key)
	if err != nil {
		end()
		return err
	}
	kept := p.spawn(func() {
		defer end()
		p.keep(ctx, key, first)
	})
	if !kept {
		end()
		return signal.ErrClosed
	}
	return nil
}

// keep rings again whenever a connection has ended.
func (p *Post) keep(ctx context.Context, key identity.Key, c *parcel) {
	for wait := againFirst; ; {
		if c != nil {
			<-c.done
			wait = againFirst
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
		var err error
		if c, err = p.send(ctx, key); err != nil {
			p.cfg.Logger.Debug("nobody reached for files", "error", err)
			wait = min(2*wait, againMost)
		}
	}
}

// send rings somebody and waits until files can flow.
func (p *Post) send(ctx context.Context, key identity.Key) (*parcel, error) {
	ringing, cancel := context.WithTimeout(ctx, ringTime)
	defer cancel()
	link, err := p.cfg.Transport.Dial(ringing, signal.Target{Key: key, Rings: true})
	switch {
	case err != nil && ringing.Err() != nil && ctx.Err() == nil:
		return nil, ErrAway
	case err != nil:
		return nil, err
	}
	c, err := p.start(ctx, link, signal.NewCallID(), true)
	if err != nil {
		return nil, err
	}
	select {
	case <-c.opened:
		return c, nil
	case <-c.done:
		return nil, c.reason()
	}
}

// take receives the links that others open.
func (p *Post) take() {
	for {
		select {
		case link, ok := <-p.cfg.Transport.Links():
			if !ok {
				return
			}
			if !p.spawn(func() { p.welcome(link) }) {
				link.Close()
			}
		case <-p.ctx.Done():
			return
		}
	}
}

// welcome answers an offer of who may make one. Any other link is closed.
func (p *Post) welcome(link signal.Link) {
	ctx, cancel := context.WithTimeout(p.ctx, offerTime)
	defer cancel()
	if !p.cfg.Welcome(link.Remote()) {
		link.Close()
		return
	}
	first, err := link.Receive(ctx)
	offer, ok := first.Body.(signal.Description)
	if err != nil || !ok || offer.Kind != signal.Offer {
		link.Close()
		return
	}
	c, err := p.start(p.ctx, link, first.Call, false)
	if err != nil {
		p.cfg.Logger.Debug("an offer of files was not answered", "error", err)
		return
	}
	p.replace(c)
	c.heed(offer)
	<-c.done
	p.forget(c)
}

// replace makes room for a connection that somebody opened.
func (p *Post) replace(c *parcel) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if old := p.taken[c.key]; old != nil {
		old.finish(ErrLost)
	} else if len(p.taken) >= mostTaken {
		c.finish(ErrLost)
		return
	}
	p.taken[c.key] = c
}

func (p *Post) forget(c *parcel) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken[c.key] == c {
		delete(p.taken, c.key)
	}
}
