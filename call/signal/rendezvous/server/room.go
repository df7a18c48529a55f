package server

import (
	"crypto/rand"
	"sync"
	"time"
)

// room is the people who know one id. It is there as long as they are.
type room struct {
	id       string
	replicas *replicas // nil without others
	held     int       // connections in it and on their way in; belongs to the server's lock

	mu      sync.RWMutex
	members map[peer]*member
	others  elsewhere
}

// newRoom asks other replicas who is there.
func (s *Server) newRoom(id string) *room {
	r := &room{id: id, replicas: s.replicas, members: make(map[peer]*member, 2)}
	if r.replicas != nil {
		r.others = make(elsewhere)
		n := r.people(true)
		n.Watch, n.Forget = true, false // somebody is here soon
		r.replicas.queue.Offer(n)
	}
	return r
}

// enter lets a member into the room of that id, or says why not. The welcome
// is the first frame that waits for it.
func (s *Server) enter(id string, m *member) (closing, bool) {
	servers, lasts := s.config.ICE(id) // outside the lock: it computes
	r, why, ok := s.hold(id)
	if !ok {
		return why, false
	}
	ice := newICE(servers, lasts)
	m.room, m.lasts = r, lasts
	if why, ok := s.admit(r, m); !ok {
		return why, false
	}
	if r.replicas != nil {
		// Of two who come to two replicas at once one has to know of the other.
		time.Sleep(s.config.Limits.Gather)
	}
	r.welcome(m, ice)
	return closing{}, true
}

// hold returns the room of that id, and keeps it until it is let go of.
func (s *Server) hold(id string) (*room, closing, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[id]
	switch {
	case s.closed:
		return nil, goingAway, false
	case len(s.members) >= s.config.Limits.Connections, r == nil && len(s.rooms) >= s.config.Limits.Rooms:
		return nil, serverFull, false
	case r == nil:
		r = s.newRoom(id)
		s.rooms[id] = r
	}
	r.held++
	return r, closing{}, true
}

// letGo is for what hold held. The last one takes the room along. The caller
// holds the server's lock.
func (s *Server) letGo(r *room) {
	if r.held--; r.held > 0 {
		return
	}
	delete(s.rooms, r.id)
	if r.replicas != nil {
		r.replicas.queue.Offer(r.people(false))
	}
}

// admit gives a member its place, or lets go of the room.
func (s *Server) admit(r *room, m *member) (why closing, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case s.closed:
		why = goingAway
	case len(s.members) >= s.config.Limits.Connections:
		why = serverFull
	case len(r.members)+r.others.count() >= s.config.Limits.People:
		why = roomFull
	default:
		s.members[m] = struct{}{}
		m.late = r.add(m)
		return closing{}, true
	}
	s.letGo(r)
	return why, false
}

// add draws the member's peer and tells the others. It returns those that were
// too slow to hear it. The caller holds the lock.
func (r *room) add(m *member) (late []*member) {
	for taken := true; taken; taken = r.members[m.peer] != nil || r.others.has(m.peer) {
		_, _ = rand.Read(m.peer[:]) // never fails
	}
	late = r.tell(presenceFrame{"joined", m.peer.String()})
	r.members[m.peer] = m
	r.announce()
	return late
}

// welcome tells a member who is there, before anything else that waits for it.
func (r *room) welcome(m *member, ice iceMembers) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	peers := make([]string, 0, len(r.members))
	for p := range r.members {
		if p != m.peer {
			peers = append(peers, p.String())
		}
	}
	for _, at := range r.others {
		for _, p := range at.peers {
			peers = append(peers, p.String())
		}
	}
	m.queue.Open(text(welcomeFrame{"welcome", m.peer.String(), peers, ice}))
}

// leave takes a member out of its room and tells the others.
func (s *Server) leave(m *member) {
	s.mu.Lock()
	late := m.room.remove(m)
	delete(s.members, m)
	s.letGo(m.room)
	s.mu.Unlock()
	cutAll(late)
}

func (r *room) remove(m *member) (late []*member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.members, m.peer)
	if len(r.members) > 0 { // else the room may be let go of, which tells
		r.announce()
	}
	return r.tell(presenceFrame{"left", m.peer.String()})
}

// tell sends a frame to everybody and returns who was too slow for it. The
// caller holds the lock, and cuts those after letting go of it.
func (r *room) tell(frame any) (late []*member) {
	encoded := text(frame)
	for _, m := range r.members {
		if !m.queue.Push(encoded) {
			late = append(late, m)
		}
	}
	return late
}

// pass hands a frame to the one whom its first bytes name, with the sender's
// in their place, and says whether there was one.
func (r *room) pass(from *member, to peer, frame []byte) bool {
	r.mu.RLock()
	m, away := r.members[to], r.others.has(to)
	r.mu.RUnlock()
	if m == nil && away {
		r.relay(from.peer, to, frame)
		return true
	}
	if m == nil || m == from {
		return false
	}
	copy(frame, from.peer[:])
	m.hand(frame)
	return true
}

func cutAll(late []*member) {
	for _, m := range late {
		m.cut(tooSlow)
	}
}
