package transfer

import "parley/transfer/wire"

// attached is called when the other side of a stream has introduced itself:
// all that is offered to it is offered on the new stream too.
func (e *Engine) attached(s *Stream) {
	s.ready = true
	e.introduce(s)
	s.send(wire.AppendEmpty(nil, wire.TypeOffered))
}

// introduce says all that the peer of a stream must know and may not: what is
// offered to it, and what has ended.
func (e *Engine) introduce(s *Stream) {
	for _, id := range e.order {
		if t := e.outgoing[id]; t != nil && t.peer == s.peer {
			t.introduce(s)
		}
		if t := e.incoming[id]; t != nil && t.peer == s.peer {
			t.introduce(s)
		}
	}
}

// detached is called when a stream has ended. What was said on it last may be
// lost: it is said again on another, if there is one.
func (e *Engine) detached(s *Stream) {
	for i := range e.streams {
		if e.streams[i] == s {
			e.streams = append(e.streams[:i], e.streams[i+1:]...)
			break
		}
	}
	for _, t := range e.outgoing {
		t.lost(s)
	}
	for _, t := range e.incoming {
		t.lost(s)
	}
	if other := e.ready(s.peer); s.ready && other != nil {
		e.introduce(other)
	}
}

// received takes a frame of a transfer. It must be with the peer of the
// stream: ids of other people's transfers mean nothing here.
func (e *Engine) received(s *Stream, m any) {
	switch m := m.(type) {
	case wire.Offer:
		e.offered(s, m)
	case wire.Type: // offered: that is all there is
		s.listed = true
		for _, t := range e.incoming {
			if t.peer == s.peer {
				t.allOffered()
			}
		}
	case wire.Accept:
		e.sent(s, m.ID).manifest(s, m)
	case wire.Go:
		e.sent(s, m.ID).run(s, m)
	case wire.Handle:
		for _, t := range e.outgoing {
			t.stop(s, m)
		}
	case wire.Note:
		e.noted(s, m)
	}
}

// noted takes a note. Those with a side name the speaker's.
func (e *Engine) noted(s *Stream, m wire.Note) {
	switch m.Type { //nolint:exhaustive // the types of notes
	case wire.TypeDecline, wire.TypeDone:
		e.sent(s, m.ID).answered(s, m)
	case wire.TypePause:
		if m.Side == wire.Receiver {
			e.sent(s, m.ID).pausedBy(m)
		} else {
			e.got(s, m.ID).pausedBy(m)
		}
	case wire.TypeCancel:
		if m.Side == wire.Receiver {
			e.sent(s, m.ID).answered(s, m)
		} else {
			e.got(s, m.ID).cancelledBy(s, m)
		}
	case wire.TypeClosed:
		if m.Side == wire.Receiver {
			e.sent(s, m.ID).closed()
		} else {
			e.got(s, m.ID).closed()
		}
	}
}

// sent returns what is being sent to the peer of a stream under an id. Methods
// of a transfer that is not there answer for it.
func (e *Engine) sent(s *Stream, wireID wire.ID) *outgoing {
	if t := e.outgoing[makeID(Sending, s.peer, wireID)]; t != nil {
		return t
	}
	return &outgoing{engine: e, peer: s.peer, wireID: wireID, unknown: true}
}

// got returns what is being received likewise.
func (e *Engine) got(s *Stream, wireID wire.ID) *incoming {
	if t := e.incoming[makeID(Receiving, s.peer, wireID)]; t != nil {
		return t
	}
	return &incoming{engine: e, peer: s.peer, offer: wire.Offer{ID: wireID}, unknown: true}
}

// tell sends a frame on the best stream to a peer that is ready.
func (e *Engine) tell(peer string, frame []byte) {
	if s := e.ready(peer); s != nil {
		s.send(frame)
	}
}

// ready returns the best stream to a peer that has introduced itself, nil if
// there is none.
func (e *Engine) ready(peer string) *Stream {
	return e.best(func(s *Stream) bool { return s.ready && s.peer == peer })
}

// listed reports whether there is a stream on which a peer has said that all
// offers are made.
func (e *Engine) listed(peer string) bool {
	return e.best(func(s *Stream) bool { return s.listed && s.peer == peer }) != nil
}

// best returns the stream of the highest rank that will do, nil if none will.
// Of equal ones it is the newest: the other may be dead and not know it yet.
func (e *Engine) best(will func(*Stream) bool) *Stream {
	var best *Stream
	for _, s := range e.streams {
		if will(s) && (best == nil || s.rank >= best.rank) {
			best = s
		}
	}
	return best
}
