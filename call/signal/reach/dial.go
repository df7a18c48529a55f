package reach

import (
	"context"
	"errors"
	"fmt"

	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/paste"
	"parley/call/signal/rendezvous"
)

// Dial opens a link. A target whose Host is a link to a room is sought there,
// and so is one whose Host is the address of somebody in a room where this side
// is; the first who is there and has the target's key, or any, is the one. When
// nobody is there it waits, until ctx ends. A Host that answers what Offer made
// leads to who answered. Who is known is rung beside all that, when the target
// says so. Everything else is the network's.
func (t *Transport) Dial(ctx context.Context, target signal.Target) (signal.Link, error) {
	if paste.KindOf(target.Host) == paste.AnswerText {
		l, err := t.dialPasted(ctx, target)
		if err != nil {
			return nil, fmt.Errorf("dial: %w", err)
		}
		return l, nil
	}
	ways, err := t.ways(target)
	switch {
	case err != nil:
		return nil, fmt.Errorf("dial: %w", err)
	case len(ways) == 1:
		return ways[0](ctx)
	}
	return firstOf(ctx, ways...)
}

// ways are all that lead to a target, one at least.
func (t *Transport) ways(target signal.Target) (ways []dialer, err error) {
	direct := target
	seek, err := t.seeker(target)
	left := errors.Is(err, ErrLeft)
	if err != nil && !left {
		return nil, err
	}
	if seek != nil || left {
		direct.Host = ""
	}
	if seek != nil {
		ways = append(ways, seek)
	}
	if direct.Host != "" || len(direct.Addresses) > 0 {
		ways = append(ways, func(ctx context.Context) (signal.Link, error) { return t.Network.Dial(ctx, direct) })
	}
	if ring := t.ringer(target); ring != nil {
		ways = append(ways, ring)
	}
	if left {
		return append(ways, func(context.Context) (signal.Link, error) { return nil, ErrLeft }), nil
	}
	if len(ways) == 0 {
		ways = append(ways, func(ctx context.Context) (signal.Link, error) { return t.Network.Dial(ctx, direct) })
	}
	return ways, nil
}

// DialStream opens a stream for files, which the network alone can.
func (t *Transport) DialStream(ctx context.Context, target signal.Target) (signal.Stream, error) {
	if invite.Is(target.Host) || isRoom(target.Host) {
		target.Host = ""
		if len(target.Addresses) == 0 {
			return nil, fmt.Errorf("dial: %w", ErrNoStream)
		}
	}
	return t.Network.DialStream(ctx, target)
}

// dialer opens one link.
type dialer func(context.Context) (signal.Link, error)

// seeker returns what looks for a target in a room, nil for a target that is
// in none.
func (t *Transport) seeker(target signal.Target) (dialer, error) {
	switch {
	case invite.Is(target.Host):
		l, err := invite.Parse(target.Host)
		if err != nil {
			return nil, err
		}
		return t.seekBy(l, target), nil
	case isRoom(target.Host):
		t.mu.Lock()
		p := t.find(func(p *place) bool { return rendezvous.In(target.Host, p.link) })
		t.mu.Unlock()
		if p == nil {
			return nil, ErrLeft
		}
		return t.seekBy(p.link, target), nil
	}
	return nil, nil
}

func (t *Transport) seekBy(l invite.Link, target signal.Target) dialer {
	return func(ctx context.Context) (signal.Link, error) {
		if err := t.callers.Enter(); err != nil {
			return nil, err
		}
		defer t.callers.Leave()
		p, err := t.enter(ctx, l, false)
		if err != nil {
			return nil, err
		}
		return t.dialIn(ctx, p, target)
	}
}

// firstOf tries two ways at once. The link that comes second is closed.
func firstOf(ctx context.Context, ways ...dialer) (signal.Link, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type outcome struct {
		link signal.Link
		err  error
	}
	outcomes := make(chan outcome, len(ways))
	for _, dial := range ways {
		go func() {
			l, err := dial(ctx)
			outcomes <- outcome{l, err}
		}()
	}
	var won signal.Link
	var failed error
	for range ways {
		switch o := <-outcomes; {
		case o.err != nil:
			failed = errors.Join(failed, o.err)
		case won == nil:
			won = o.link
			cancel()
		default:
			o.link.Close()
		}
	}
	if won == nil {
		return nil, failed
	}
	return won, nil
}
