package mesh

import (
	"context"
	"net/netip"
	"time"

	"parley/call/peer"
	"parley/call/session"
	"parley/call/signal"
	"parley/call/stats"
)

const (
	// restartEvery paces ICE restarts while the connection is gone.
	restartEvery = 4 * time.Second
	// proofTime is how long the other side may take to show that the link leads
	// to them, when that is in doubt.
	proofTime = time.Second
	// flowTime is within which something must arrive over a path that is in doubt:
	// sound does 50 times a second.
	flowTime = 500 * time.Millisecond
	// causeTime is for how long a network that changed is the likely cause of a
	// path that goes.
	causeTime = 10 * time.Second
	// silentTime is after how long without media and signalling the other side's
	// computer may be asleep.
	silentTime = 10 * time.Second
)

// path is what a leg knows of the way that its media takes, besides what the
// connection itself tells.
type path struct {
	restarted  time.Time   // last ICE restart
	due        bool        // a restart was asked for over a link that may be dead
	proving    signal.Link // the one that is in doubt; nil for none
	movedHere  time.Time   // when this computer's network changed
	movedThere time.Time   // when the other side's did
}

// cause says why the path is gone.
func (p *path) cause(now time.Time) session.Cause {
	switch {
	case now.Sub(p.movedHere) < causeTime:
		return session.MovedHere
	case now.Sub(p.movedThere) < causeTime:
		return session.MovedThere
	}
	return session.Unheard
}

// interrupt says that the connection is gone, once.
func (l *leg) interrupt(now time.Time) {
	if !l.lost.IsZero() {
		return
	}
	l.lost = now
	l.far.Lost, l.far.Cause = true, l.path.cause(now)
	l.audience.interrupted(l)
}

// connected takes note that the connection is there.
func (l *leg) connected() {
	l.lost, l.refusals, l.path.due = time.Time{}, 0, false
	l.sender.SetSharp(l.conn.Sends(peer.SharpScreen))
	l.sender.SetRedundant(l.conn.Redundant(peer.Microphone))
	l.far.Pair, l.far.Lost, l.far.Cause = stats.Pair(l.conn.Stats().Pair), false, session.Unheard
	l.audience.connected(l, l.far.Pair)
	if l.chatShut {
		l.chatOpened()
	}
}

// movedThere takes note that the other side comes from somewhere else.
func (l *leg) movedThere(now time.Time) {
	l.path.movedThere = now
	l.blame(now)
}

// blame says anew why the connection is gone.
func (l *leg) blame(now time.Time) {
	if cause := l.path.cause(now); l.far.Lost && cause != l.far.Cause {
		l.far.Cause = cause
		l.audience.altered(l)
	}
}

// wonder says what may be the matter when nothing has come for long. Who answers
// over the link is awake.
func (l *leg) wonder(now time.Time) {
	if l.link == nil && l.far.Cause == session.Unheard && now.Sub(l.lost) > silentTime {
		l.far.Cause = session.Silent
		l.audience.altered(l)
	}
}

// networkChanged looks for a way from where this computer is now. A path that
// is what it was is left alone: to look for another interrupts it.
func (l *leg) networkChanged() {
	if l.phase != answered {
		return
	}
	now := time.Now()
	if l.link != nil && !signal.Stands(l.link.LocalAddr(), l.link.RemoteAddr()) {
		l.abandon()
	}
	if l.link == nil {
		l.relink(0)
	} else {
		l.prove()
	}
	way := l.conn.Stats()
	if stands(way) {
		l.expectFlow()
		return
	}
	l.move(now)
	if way.Base.IsValid() && !signal.Present(way.Base.Addr()) {
		l.interrupt(now) // before anybody misses anything
	}
}

// move leaves a path that leads nowhere from here.
func (l *leg) move(now time.Time) {
	l.path.movedHere, l.path.due = now, true
	l.blame(now)
	l.restart(now)
}

// stands reports whether a path is the one it was. That of a relay hides where
// it begins; besides, there may be a better one now.
func stands(s peer.Stats) bool {
	remote, err := netip.ParseAddrPort(s.Remote)
	return err == nil && s.Base.IsValid() && signal.Holds(s.Base, remote)
}

// expectFlow leaves the path unless something arrives over it.
func (l *leg) expectFlow() {
	before := arrived(l.conn.Stats())
	time.AfterFunc(flowTime, func() {
		l.do(func() {
			switch {
			case l.phase != answered:
			case arrived(l.conn.Stats()) == before:
				l.move(time.Now())
			case !l.lost.IsZero() && l.conn.State() == peer.Connected:
				l.connected() // it was gone too shortly for the connection to notice
			}
		})
	})
}

// arrived counts the packets of media that came.
func arrived(s peer.Stats) (packets uint64) {
	for _, slot := range s.Slots {
		packets += slot.PacketsReceived
	}
	return packets
}

// prove finds out whether the link still leads to the other side, and then mends
// the path if that is gone. To give a path up while nothing can be agreed on
// would keep it from healing by itself.
func (l *leg) prove() {
	link := l.link
	if link == nil || link == l.path.proving {
		return // one is under way, or that will be known soon
	}
	l.path.proving = link
	l.b.wg.Go(func() {
		ctx, cancel := context.WithTimeout(l.ctx, proofTime)
		defer cancel()
		err := link.Prove(ctx)
		l.do(func() { l.proven(link, err) })
	})
}

func (l *leg) proven(link signal.Link, err error) {
	if l.path.proving == link {
		l.path.proving = nil
	}
	if l.phase != answered || link != l.link {
		return
	}
	if err != nil {
		l.abandon()
		if l.b.cfg.Rooms != nil {
			l.b.cfg.Rooms.Check() // in case it is the server that is not reached
		}
		l.relink(0)
		return
	}
	l.path.due = false
	if now := time.Now(); !l.lost.IsZero() && now.Sub(l.path.restarted) > restartEvery {
		l.restart(now)
	}
}

// restart gathers addresses anew and negotiates a new path (RFC 8445 section
// 9): the offerer offers, the other side asks it to.
func (l *leg) restart(now time.Time) {
	if l.link == nil || l.conn == nil {
		return
	}
	l.path.restarted = now
	if err := l.conn.Restart(); err != nil {
		l.b.cfg.Logger.Debug("restart failed", "call", l.id, "error", err)
	}
}
