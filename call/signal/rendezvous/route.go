package rendezvous

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/rendezvous/seal"
)

// route hands a binary frame to its link. What fits nowhere is dropped: the
// server may send anything.
func (v *visit) route(frame []byte) {
	if len(frame) < len(seal.Peer{}) {
		return
	}
	from, message := seal.Peer(frame), frame[len(seal.Peer{}):]
	kind, id, err := seal.Header(message)
	if err != nil {
		return
	}
	v.mu.Lock()
	l := v.links[at{from, id}]
	v.mu.Unlock()
	switch {
	case l != nil:
		l.arrive(message)
	case kind == seal.Open && v.mayOpen(from):
		v.accept(from, message)
	}
}

// mayOpen reports whether somebody is there and may begin one more handshake
// now.
func (v *visit) mayOpen(from seal.Peer) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	i := slices.IndexFunc(v.others, func(o *presence) bool { return o.peer == from })
	return i >= 0 && v.handshakes.Allow() && v.others[i].handshakes.Allow()
}

// accept answers a link that somebody opens.
func (v *visit) accept(from seal.Peer, message []byte) {
	session, reply, err := seal.Accept(v.config(nil), v.own, from, message)
	if err != nil {
		v.room.cfg.Logger.Debug("a link was refused", "peer", from, "error", err)
		return
	}
	if _, err := v.add(session, from, true, reply); err != nil {
		v.room.cfg.Logger.Debug("a link was refused", "peer", from, "error", err)
	}
}

// dial opens a link to somebody.
func (v *visit) dial(to seal.Peer, judge func(identity.Key) error) (*link, error) {
	session, message, err := seal.New(v.config(judge), v.own, to)
	if err != nil {
		return nil, err
	}
	return v.add(session, to, false, message)
}

func (v *visit) config(judge func(identity.Key) error) seal.Config {
	cfg := v.room.cfg
	return seal.Config{Room: cfg.Link.RoomID(), Door: cfg.Link.Door(), Identity: cfg.Identity, Judge: judge}
}

// add begins a link, whose first message is to be sent.
func (v *visit) add(session *seal.Session, peer seal.Peer, inbound bool, first []byte) (*link, error) {
	l := newLink(v, session, peer, inbound)
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.closed {
		return nil, signal.ErrClosed
	}
	if len(v.links) >= maxLinks {
		return nil, fmt.Errorf("too many links: %d", len(v.links))
	}
	v.links[at{peer, session.ID()}] = l
	v.makeRoom(peer, func(o *link) bool { return !o.isReady() })
	l.out <- outgoing{message: first, sealed: true}
	l.timer = time.AfterFunc(handshakeTime, func() { l.end(errHandshake) })
	v.work.Go(l.run)
	return l, nil
}

// makeRoom ends the oldest links with a peer, of those alike, that are too
// many; mu is held. Links that nobody proved a key for take no place of those
// with one: anybody in the room may begin them.
func (v *visit) makeRoom(peer seal.Peer, alike func(*link) bool) {
	var open []*link
	for l := range maps.Values(v.links) {
		if l.peer == peer && alike(l) {
			open = append(open, l)
		}
	}
	slices.SortFunc(open, func(a, b *link) int { return a.begun.Compare(b.begun) })
	for _, l := range open[:max(0, len(open)-maxLinksPeer)] {
		l.end(errReplaced)
	}
}

// met takes a link on which both sides have introduced themselves.
func (v *visit) met(l *link) {
	close(l.ready)
	v.proven(l.peer, l.Remote())
	v.mu.Lock()
	v.makeRoom(l.peer, (*link).isReady)
	v.mu.Unlock()
	if !l.inbound {
		return
	}
	select {
	case v.room.inbox <- l:
	default:
		v.room.cfg.Logger.Warn("a link was closed that nobody took", "peer", l.peer)
		l.end(signal.ErrClosed)
	}
}

func (v *visit) forget(l *link) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.links, at{l.peer, l.session.ID()})
}

func (v *visit) open() []*link {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Collect(maps.Values(v.links))
}
