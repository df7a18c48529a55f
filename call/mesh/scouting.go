package mesh

import (
	"context"
	"errors"
	"time"

	"parley/call/peer"
	"parley/call/stats"
)

const (
	// scoutFirst is how long a call goes through a relay before it is tried to do
	// without; scoutMost bounds the wait, which doubles each time.
	scoutFirst = 10 * time.Second
	scoutMost  = 160 * time.Second
	// scoutTime is how long that may take, and the least between the beginnings of
	// two, whoever asks for them.
	scoutTime = 8 * time.Second
	// smoothTime is how long a path may take to move from a relay to what was
	// found before anybody is told that it is away.
	smoothTime = 2 * time.Second
)

// scouting looks for a way without the relay that a call goes through. It is done
// beside the call's path, which stays what it is until there is a better one.
type scouting struct {
	far   chan peer.Way // where the other side is; nil while nobody scouts
	began time.Time     // last, if ever
	next  time.Time     // when it is tried again; zero off a relay
	wait  time.Duration
	moves time.Time // until when the path may move without a word; zero when it does not
}

// wayMessage is the `way` message of PROTOCOL.md.
type wayMessage struct {
	Type       string   `json:"type"`
	Fragment   string   `json:"ufrag"`
	Password   string   `json:"pwd"`
	Candidates []string `json:"candidates"`
}

// leaveRelay scouts when that is due: the side that offers does, since it is the
// one that makes paths.
func (l *leg) leaveRelay(now time.Time) {
	s := &l.scouting
	if l.far.Pair != stats.Relay || !l.lost.IsZero() {
		s.next = time.Time{}
		if now.Sub(s.began) > scoutMost {
			s.wait = 0 // what was found has lasted
		}
		return
	}
	switch {
	case !l.offers() || l.relayOnly || s.far != nil:
	case s.next.IsZero():
		s.wait = max(s.wait, scoutFirst)
		s.next = now.Add(s.wait)
	case !now.Before(s.next):
		s.wait = min(2*s.wait, scoutMost)
		s.next = now.Add(s.wait)
		l.scout(now)
	}
}

// offers reports whether this side makes the offers of the call.
func (l *leg) offers() bool { return l.b.cfg.Identity.Key().String() < l.key.String() }

// scout looks for a way, beside the leg's goroutine.
func (l *leg) scout(now time.Time) {
	conn, far := l.conn, make(chan peer.Way, 1)
	l.scouting.far, l.scouting.began = far, now
	l.b.wg.Go(func() {
		ctx, cancel := context.WithTimeout(l.ctx, scoutTime)
		defer cancel()
		err := conn.Scout(ctx, func(w peer.Way) { l.do(func() { l.tellWay(w) }) }, far)
		l.do(func() { l.scouted(err, time.Now()) })
	})
}

func (l *leg) tellWay(w peer.Way) {
	l.tellControl(wayMessage{typeWay, w.UsernameFragment, w.Password, w.Candidates})
}

// wayCame takes note of where the other side is without a relay, and scouts too
// when it was that side's idea.
func (l *leg) wayCame(w peer.Way, now time.Time) {
	s := &l.scouting
	switch {
	case l.relayOnly:
		return
	case s.far == nil && (l.offers() || now.Sub(s.began) < scoutTime):
		return
	case s.far == nil:
		l.scout(now)
	}
	select {
	case s.far <- w:
	default: // one is known
	}
}

// scouted takes the way that was found. To look for it once more as part of the
// path takes a few round trips, for which nothing flows.
func (l *leg) scouted(err error, now time.Time) {
	l.scouting.far = nil
	if err != nil {
		l.b.cfg.Logger.Debug("no way without the relay", "call", l.id, "error", err)
		return
	}
	l.scouting.moves = now.Add(smoothTime)
	if l.phase == answered && l.offers() && l.far.Pair == stats.Relay {
		l.restart(now)
	}
}

// seek takes note that a path is looked for: the connection is gone, unless it
// moves to what was found. The other side may have found it a moment sooner.
func (l *leg) seek(now time.Time) {
	if l.lost.IsZero() && l.scouting.far != nil {
		l.scouting.moves = now.Add(smoothTime)
	}
	if !now.Before(l.scouting.moves) {
		l.interrupt(now)
	}
}

// arrive makes sure that a path which moved is there.
func (l *leg) arrive(now time.Time) {
	if m := l.scouting.moves; m.IsZero() || now.Before(m) {
		return
	}
	l.scouting.moves = time.Time{}
	if l.conn.State() != peer.Connected {
		l.interrupt(now)
	}
}

var errWay = errors.New("a way without credentials")

// parseWay reads a `way` message strictly; what it says is looked at by the
// connection.
func parseWay(message []byte) (peer.Way, error) {
	var m wayMessage
	if err := parseControl(message, &m); err != nil {
		return peer.Way{}, err
	}
	if m.Fragment == "" || m.Password == "" {
		return peer.Way{}, errWay
	}
	return peer.Way{UsernameFragment: m.Fragment, Password: m.Password, Candidates: m.Candidates}, nil
}
