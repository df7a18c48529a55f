package mesh

import (
	"context"
	"errors"
	"syscall"
	"time"

	"parley/call/session"
	"parley/call/signal"
)

const (
	// relinkFirst and relinkMost bound the wait between two attempts to open
	// a new signalling link.
	relinkFirst = 300 * time.Millisecond
	relinkMost  = 2 * time.Second
	// linkSettles is for how long, of two links that crossed, the one opened
	// by the smaller key stays.
	linkSettles = 3 * time.Second
	// seekFirst and seekSecond are after how long a person is sought in the
	// room of a meeting, by the smaller key and by the other. Before that, one
	// of both may enter the room again, which makes a link too.
	seekFirst  = time.Second
	seekSecond = 5 * time.Second
)

// linkLost ends a call that rings. One that was answered goes on: media does
// not need the link, and a new one is opened beside it. One that does not ring
// yet needs a link only when it shall: see proceed.
func (l *leg) linkLost(link signal.Link, err error) {
	if link != l.link {
		return
	}
	l.discard(link)
	l.link = nil
	switch {
	case l.phase == incoming:
		l.finish(session.Cancelled, err.Error())
	case l.phase != answered && errors.Is(err, signal.ErrProtocol):
		l.finish(session.ProtocolFail, err.Error())
	case l.phase == reached:
	case l.phase != answered:
		l.finish(session.Unreachable, err.Error())
	default:
		l.relink()
	}
}

// relink opens a new link to the same person, wherever they are now.
func (l *leg) relink() {
	if l.relinking != nil || l.phase != answered {
		return
	}
	ctx, cancel := context.WithCancel(l.ctx)
	l.relinking = cancel
	if m, key := l.meeting, l.key; m != nil {
		wait := seekFirst
		if m.self.String() > key.String() {
			wait = seekSecond
		}
		l.b.wg.Go(func() {
			l.redial(ctx, wait, func(ctx context.Context) (signal.Link, error) { return m.seek(ctx, key) })
		})
		return
	}
	target := session.Target{Text: l.person.Key, Key: l.person.Key, Address: l.person.Address}
	// Who was rung is rung again; who was reached directly is there or gone.
	rings := !isHostPort(target.Address)
	l.b.wg.Go(func() {
		l.redial(ctx, relinkFirst, func(ctx context.Context) (signal.Link, error) { return l.b.connect(ctx, target, rings) })
	})
}

// redial finds the other side, after a wait, and again after longer ones.
func (l *leg) redial(ctx context.Context, wait time.Duration, find func(context.Context) (signal.Link, error)) {
	for ; ; wait = min(2*wait, max(wait, relinkMost)) {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
		link, err := find(ctx)
		if err == nil {
			_ = link.Send(signal.Envelope{Call: l.call, Body: signal.Resume{}})
			l.give(link, func() { l.relinked(link, true) })
			return
		}
		refused := errors.Is(err, syscall.ECONNREFUSED)
		l.do(func() { l.refused(refused) })
	}
}

// refused counts attempts that reached the other computer and found nobody.
func (l *leg) refused(yes bool) {
	if yes {
		l.refusals++
	} else {
		l.refusals = 0
	}
}

// relinked makes a new link the call's link.
func (l *leg) relinked(link signal.Link, ours bool) {
	if link.Remote() == l.key && l.phase == calling {
		l.discard(link) // it has overtaken the answer
		return
	}
	if link.Remote() != l.key || l.phase != answered {
		l.b.wg.Go(func() { l.b.refuse(link, l.call, signal.End{Reason: string(session.Lost)}) })
		return
	}
	settled := time.Since(l.linkSince) > linkSettles
	preferred := ours == (l.b.cfg.Identity.Key().String() < l.key.String())
	if l.link != nil && !settled && !preferred {
		l.discard(link)
		return
	}
	if l.relinking != nil {
		l.relinking()
		l.relinking = nil
	}
	old := l.link
	l.adopt(link, ours)
	l.linkSince = time.Now()
	l.refusals = 0
	if old != nil {
		l.discard(old)
	}
	if l.moved || !l.lost.IsZero() {
		l.moved = false
		l.restart(time.Now())
	}
}

// discard closes a link beside the leg's goroutine: it may take a second.
func (l *leg) discard(link signal.Link) {
	l.b.wg.Go(func() { link.Close() })
}

// networkChanged looks for a way from where this computer is now.
func (l *leg) networkChanged() {
	if l.phase != answered {
		return
	}
	if l.link != nil && !present(l.link.LocalAddr()) {
		l.discard(l.link)
		l.link = nil
	}
	if l.link == nil {
		l.moved = true
		l.relink()
		return
	}
	// A room learns late that its server is not reached any more: then what is
	// said now gets lost, and is said again over the next link.
	l.moved = !isHostPort(l.link.LocalAddr().String())
	l.restart(time.Now())
}

// restart gathers addresses anew and negotiates a new path (RFC 8445 section
// 9): the offerer offers, the other side asks it to.
func (l *leg) restart(now time.Time) {
	if l.link == nil || l.conn == nil {
		return
	}
	l.restarted = now
	if err := l.conn.Restart(); err != nil {
		l.b.cfg.Logger.Debug("restart failed", "call", l.id, "error", err)
	}
}
