package server

import (
	"time"

	"golang.org/x/time/rate"

	"parley/call/signal/inbox"
)

// box is an inbox whose owner is there, or was a moment ago.
type box struct {
	owner   *owner // nil while away
	waiting []message
	coming  *rate.Limiter
	timer   *time.Timer // forgets the box
}

type message struct {
	sealed []byte
	came   time.Time
}

// take takes a message that was left here, and tells others of it when the
// owner is not here.
func (s *Server) take(at inbox.Address, sealed []byte) {
	here, taken := s.deliver(at, sealed)
	told := !here && s.others.left(at, sealed)
	if !taken && !told {
		s.counters.dropped.Inc()
	}
}

// deliver hands a message to the owner, or keeps it while they are away for a
// moment. It says whether the owner is here, and whether it did either.
func (s *Server) deliver(at inbox.Address, sealed []byte) (here, taken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.boxes[at]
	if b == nil {
		return false, false
	}
	here = b.owner != nil
	switch {
	case !b.coming.AllowN(s.config.Now(), 1):
		return here, false
	case here:
		return true, b.owner.push(sealed)
	case len(b.waiting) >= s.config.Limits.Waiting:
		return false, false
	}
	b.waiting = append(b.waiting, message{sealed, s.config.Now()})
	return false, true
}

// open gives an inbox to its owner, and returns who had it before.
func (s *Server) open(o *owner) (before *owner, why closing, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.boxes[o.at]
	switch {
	case s.closed:
		return nil, goingAway, false
	case s.owners >= s.config.Limits.Owners:
		return nil, serverFull, false
	case b == nil:
		b = &box{coming: s.config.Limits.Messages.Limiter()}
		s.boxes[o.at] = b
	case b.timer != nil:
		b.timer.Stop()
	}
	before, b.owner = b.owner, o
	s.owners++
	o.open()
	for _, m := range b.waiting {
		if s.config.Now().Sub(m.came) < s.config.Limits.Keep {
			o.push(m.sealed)
		}
	}
	b.waiting = nil
	s.others.opened(o.at)
	return before, closing{}, true
}

// openedElsewhere lets go of an owner who is with another replica now, and
// sends there what waits.
func (s *Server) openedElsewhere(at inbox.Address) {
	s.mu.Lock()
	var owner *owner
	var waiting []message
	if b := s.boxes[at]; b != nil {
		owner, waiting, b.waiting = b.owner, b.waiting, nil
	}
	s.mu.Unlock()
	if owner != nil {
		owner.end(replaced)
	}
	for _, m := range waiting {
		s.others.left(at, m.sealed)
	}
}

// gone takes the inbox from its owner, unless another has it.
func (s *Server) gone(o *owner) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.owners--
	s.hide(o)
	b := s.boxes[o.at]
	if b.owner != o {
		return
	}
	b.owner = nil
	b.timer = time.AfterFunc(s.config.Limits.Keep, func() { s.forget(o.at, b) })
	if s.closed {
		b.timer.Stop()
	}
}

func (s *Server) forget(at inbox.Address, b *box) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b.owner == nil && s.boxes[at] == b {
		delete(s.boxes, at)
		s.others.forget(at)
	}
}

// show makes an owner seen by those tokens and no others. One that another
// shows already stays with that.
func (s *Server) show(o *owner, tokens []inbox.Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hide(o)
	if s.boxes[o.at].owner != o {
		return
	}
	for _, t := range tokens {
		if s.shown[t] == nil {
			s.shown[t] = o
			o.tokens = append(o.tokens, t)
		}
	}
}

// hide undoes show. The caller holds the lock.
func (s *Server) hide(o *owner) {
	for _, t := range o.tokens {
		delete(s.shown, t)
	}
	o.tokens = nil
}
