package mesh

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"parley/call/session"
	"parley/call/signal"
	"parley/transfer"
)

// CourierConfig is what a Courier works with.
type CourierConfig struct {
	Transport signal.Transport
	Files     Files
	Logger    *slog.Logger
}

// Courier carries files without a call: to whom Reach is told, and from
// anybody who opens a stream. It owns the transport.
type Courier struct {
	cfg    CourierConfig
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
	people directory
}

const (
	// courierFirst and courierMost bound the pause before a stream that ended is
	// opened again.
	courierFirst = 300 * time.Millisecond
	courierMost  = 5 * time.Second
)

// NewCourier starts to look for people nearby, and to take streams.
func NewCourier(cfg CourierConfig) *Courier {
	ctx, cancel := context.WithCancel(context.Background())
	c := &Courier{cfg: cfg, ctx: ctx, cancel: cancel}
	c.wg.Go(c.look)
	c.wg.Go(c.take)
	return c
}

func (c *Courier) look() {
	for people := range c.cfg.Transport.Nearby() {
		c.people.set(people)
	}
}

// take attaches the streams that others open. What they offer is asked about.
func (c *Courier) take() {
	for s := range c.cfg.Transport.Streams() {
		c.cfg.Files.Attach(s.Remote().String(), s, transfer.Direct)
	}
}

// Knows reports whether a target is nearby, or names an address or a key.
func (c *Courier) Knows(target session.Target) bool {
	_, found := c.people.find(target)
	return found || target.Key != "" || target.Address != ""
}

// Reach opens a stream to a person and opens it again whenever it ends, until
// ctx is done. It returns the key that was proven there, or why nobody was
// reached.
func (c *Courier) Reach(ctx context.Context, target session.Target) (key string, err error) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(c.ctx, cancel)
	s, err := c.cfg.Transport.DialStream(ctx, c.people.resolve(target))
	if err != nil {
		stop()
		cancel()
		return "", err
	}
	key = s.Remote().String()
	c.wg.Go(func() {
		defer cancel()
		defer stop()
		c.keep(ctx, s, session.Target{Text: key, Key: key, Address: s.RemoteAddr().String()})
	})
	return key, nil
}

// keep attaches a stream, and another when it ended.
func (c *Courier) keep(ctx context.Context, s signal.Stream, target session.Target) {
	wait := courierFirst
	for {
		if s != nil {
			attached := c.cfg.Files.Attach(target.Key, s, transfer.Direct)
			select {
			case <-attached.Done():
				wait = courierFirst
			case <-ctx.Done():
				return
			}
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
		var err error
		if s, err = c.cfg.Transport.DialStream(ctx, c.people.resolve(target)); err != nil {
			c.cfg.Logger.Debug("nobody reached", "error", err)
			s, wait = nil, min(2*wait, courierMost)
		}
	}
}

// Close ends all streams and the transport, and waits.
func (c *Courier) Close() error {
	c.cancel()
	err := c.cfg.Transport.Close()
	c.wg.Wait()
	return err
}
