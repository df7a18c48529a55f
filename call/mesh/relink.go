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
	relinkMost  = time.Second
	// relinkTime is how long an attempt to reach an address may take: TCP asks at
	// 0 and 1 s, and then so rarely that a new attempt is sooner there.
	relinkTime = 3 * time.Second
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
		l.relink(relinkFirst)
	}
}

// abandon gives a link up that leads nowhere any more.
func (l *leg) abandon() {
	if l.link != nil {
		l.discard(l.link)
		l.link = nil
	}
}

// relink opens a new link to the same person, wherever they are now, after a
// wait. Without one, attempts that are under way begin anew. In a meeting there
// is a wait of its own.
func (l *leg) relink(wait time.Duration) {
	if l.phase != answered || l.relinking != nil && (wait > 0 || l.meeting != nil) {
		return
	}
	if l.relinking != nil {
		l.relinking()
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
		l.redial(ctx, wait, func(ctx context.Context) (signal.Link, error) {
			if !rings {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, relinkTime)
				defer cancel()
			}
			return l.b.connect(ctx, target, rings)
		})
	})
}

// redial finds the other side, after a wait, and again after longer ones.
func (l *leg) redial(ctx context.Context, wait time.Duration, find func(context.Context) (signal.Link, error)) {
	for ; ; wait = max(relinkFirst, min(2*wait, max(wait, relinkMost))) {
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
	if !ours {
		l.movedThere(time.Now())
	}
	if l.path.due || !l.lost.IsZero() {
		l.path.due = false
		l.restart(time.Now())
	}
}

// discard closes a link beside the leg's goroutine: it may take a second.
func (l *leg) discard(link signal.Link) {
	l.b.wg.Go(func() { link.Close() })
}
