package reach

import (
	"context"
	"errors"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/known"
)

// Known rings people who are known: known.Desk does.
type Known interface {
	// At returns the server where somebody has an inbox, empty for who cannot be
	// rung.
	At(identity.Key) string
	// Ring rings somebody to come to a link, until stop is called, which says
	// whether they came.
	Ring(key identity.Key, link string) (stop func(came bool))
	// Rings delivers who rings here, and is closed by Close.
	Rings() <-chan known.Ring
	// Hurry looks whether the inbox is still reached.
	Hurry()
	Close() error
}

const (
	// headStart is what who is nearby has to answer before they are rung by way
	// of a server, which then learns of it.
	headStart = 2 * time.Second
	// comeTime bounds the entry into the room of who rings.
	comeTime = 20 * time.Second
	// mostRung is how many rooms are entered at a time because somebody rang.
	mostRung = 8
)

// errNotKnown says that somebody cannot be rung any more.
var errNotKnown = errors.New("nobody to ring")

// ringer returns what rings a target; nil for who is not rung.
func (t *Transport) ringer(target signal.Target) dialer {
	if !target.Rings || t.cfg.Known == nil || target.Key.IsZero() || t.cfg.Known.At(target.Key) == "" {
		return nil
	}
	return func(ctx context.Context) (signal.Link, error) {
		if err := t.callers.Enter(); err != nil {
			return nil, err
		}
		defer t.callers.Leave()
		if len(target.Addresses) > 0 {
			select {
			case <-time.After(headStart):
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		return t.ring(ctx, target)
	}
}

// ring waits for somebody in a new room at their server, and rings them to come
// there.
func (t *Transport) ring(ctx context.Context, target signal.Target) (signal.Link, error) {
	server := t.cfg.Known.At(target.Key)
	if server == "" {
		return nil, errNotKnown
	}
	l, err := invite.New(server)
	if err != nil {
		return nil, err
	}
	p, err := t.enterFor(ctx, place{link: l, only: target.Key})
	if err != nil {
		return nil, err
	}
	stop := t.cfg.Known.Ring(target.Key, l.String())
	link, err := t.dialIn(ctx, p, target)
	stop(err == nil)
	if err != nil {
		t.leave(p)
	}
	return link, err
}

// followRings comes to who rings.
func (t *Transport) followRings() {
	for r := range t.cfg.Known.Rings() {
		if r.Over {
			t.giveUp(r)
			continue
		}
		t.callers.Go(func() { t.Come(t.ctx, r.From, r.Link) })
	}
}

// Come enters the room of a link and stays for a while, for one person alone
// to open a link there, which comes out of Links.
func (t *Transport) Come(ctx context.Context, from identity.Key, l invite.Link) {
	if t.rung(l) >= mostRung || t.callers.Enter() != nil {
		return
	}
	defer t.callers.Leave()
	ctx, cancel := context.WithTimeout(ctx, comeTime)
	defer cancel()
	p, err := t.enterFor(ctx, place{link: l, only: from})
	if err != nil {
		t.cfg.Logger.Debug("who rang is not reached", "error", err)
		return
	}
	t.release(p)
}

// rung counts the other rooms that this side is in because somebody rang.
func (t *Transport) rung(but invite.Link) (n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.places {
		if !p.only.IsZero() && !p.link.Equal(but) {
			n++
		}
	}
	return n
}

// giveUp leaves the room of who no longer waits there, unless it is used.
func (t *Transport) giveUp(r known.Ring) {
	t.mu.Lock()
	p := t.find(func(p *place) bool { return p.only == r.From && p.link.Equal(r.Link) && p.uses == 0 })
	t.mu.Unlock()
	if p != nil {
		t.leave(p)
	}
}
