package parcel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"parley/call/identity"
	"parley/call/peer"
	"parley/call/signal"
)

// noRelay is the reason that PROTOCOL.md has for ErrNoRelay.
const noRelay = "no-relay"

// parcel is one connection for files.
type parcel struct {
	post *Post
	link signal.Link
	call signal.CallID
	key  identity.Key // of the other side, proven
	conn *peer.Conn
	work sync.WaitGroup // what the connection's end ends

	opened  chan struct{} // closed when files can flow
	opening sync.Once
	over    chan struct{} // closed by finish
	done    chan struct{} // closed when all is given up

	mu  sync.Mutex
	err error // why it is over
}

// start makes a connection over a link, which it owns also when it fails.
func (p *Post) start(ctx context.Context, link signal.Link, id signal.CallID, offers bool) (*parcel, error) {
	c := &parcel{
		post: p, link: link, call: id, key: link.Remote(),
		opened: make(chan struct{}), over: make(chan struct{}), done: make(chan struct{}),
	}
	relayOnly := p.cfg.RelayOnly()
	if relayOnly && !slices.ContainsFunc(c.servers(), peer.Server.Relays) {
		c.say(signal.End{Reason: noRelay})
		link.Close()
		return nil, ErrNoRelay
	}
	var err error
	c.conn, err = peer.New(peer.Config{
		Offerer: offers, Loopback: p.cfg.Loopback, RelayOnly: relayOnly, Servers: c.servers, Handler: (*handler)(c), Logger: p.cfg.Logger,
	})
	if err != nil {
		link.Close()
		return nil, err
	}
	if !p.spawn(func() { c.run(ctx) }) {
		link.Close()
		return nil, errors.Join(signal.ErrClosed, c.conn.Close())
	}
	if err := c.conn.Start(); err != nil {
		c.finish(err)
	}
	return c, nil
}

// servers are those for ICE that the room of the link has.
func (c *parcel) servers() (out []peer.Server) {
	for _, s := range c.post.cfg.Transport.ICE(c.link.RemoteAddr()) {
		out = append(out, peer.Server(s))
	}
	return out
}

// run keeps the connection until it is over, and gives all up.
func (c *parcel) run(ctx context.Context) {
	defer close(c.done)
	listening, stop := context.WithCancel(ctx)
	c.work.Go(func() { c.listen(listening) })
	slow := time.NewTimer(openTime)
	defer slow.Stop()
	opened := c.opened
	for ended := false; !ended; {
		select {
		case <-opened:
			slow.Stop()
			opened = nil
		case <-slow.C:
			c.finish(ErrLost)
		case <-c.over:
			ended = true
		case <-ctx.Done():
			c.finish(ctx.Err())
		}
	}
	stop()
	c.say(signal.End{Reason: "hung-up"})
	_ = c.conn.Close() // nothing is left to be done about an error
	c.link.Close()
	c.work.Wait()
}

// finish ends it, the first time it is called, for a reason.
func (c *parcel) finish(why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = why
		close(c.over)
	}
}

func (c *parcel) reason() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// listen heeds what the other side says, until the link ends. Once files flow
// nobody needs it.
func (c *parcel) listen(ctx context.Context) {
	for {
		e, err := c.link.Receive(ctx)
		if err != nil {
			c.unlinked(err)
			return
		}
		if e.Call == c.call {
			c.heed(e.Body)
		}
	}
}

// unlinked ends a connection that is not there yet.
func (c *parcel) unlinked(err error) {
	select {
	case <-c.opened:
		return
	default:
	}
	if errors.Is(err, io.EOF) {
		c.finish(ErrRefused)
		return
	}
	c.finish(fmt.Errorf("%w: %w", ErrLost, err))
}

// heed takes one message. One that makes no sense ends the connection.
func (c *parcel) heed(body signal.Body) {
	var err error
	switch body := body.(type) {
	case signal.Description:
		if err = signal.VerifyDescription(c.key, c.post.cfg.Identity.Key(), c.call, body); err == nil {
			err = c.conn.Remote(peer.Description{Kind: body.Kind, SDP: body.SDP})
		}
	case signal.Candidate:
		err = c.conn.RemoteCandidate(peer.Candidate{
			Candidate: body.Candidate, Mid: body.Mid, MLine: body.MLine, UsernameFragment: body.UsernameFragment,
		})
	case signal.Renegotiate:
		err = c.conn.Restart()
	case signal.End:
		err = ErrLost
		if body.Reason == noRelay {
			err = ErrNoRelay
		}
	}
	if err != nil {
		c.finish(err)
	}
}

// say sends a message if there is a link.
func (c *parcel) say(body signal.Body) {
	if err := c.link.Send(signal.Envelope{Call: c.call, Body: body}); err != nil {
		c.post.cfg.Logger.Debug("nothing can be said about files", "error", err)
	}
}

// sign makes the signed form of this side's description.
func (c *parcel) sign(d peer.Description) (signal.Description, error) {
	fingerprint, err := peer.Fingerprint(d.SDP)
	if err != nil {
		return signal.Description{}, err
	}
	return signal.SignDescription(c.post.cfg.Identity, c.key, c.call, signal.Description{Kind: d.Kind, SDP: d.SDP, Fingerprint: fingerprint}), nil
}
