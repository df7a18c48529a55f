package server

import (
	"crypto/rand"
	"sync"
)

// room is the people who know one id. It is there as long as they are.
type room struct {
	id string

	mu      sync.RWMutex
	members map[peer]*member
}

// enter lets a member into the room of that id, or says why not. The welcome
// is the first frame that waits for it.
func (s *Server) enter(id string, m *member) (closing, bool) {
	servers, lasts := s.config.ICE(id) // outside the lock: it computes
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[id]
	switch {
	case s.closed:
		return goingAway, false
	case len(s.members) >= s.config.Limits.Connections, r == nil && len(s.rooms) >= s.config.Limits.Rooms:
		return serverFull, false
	case r != nil && len(r.members) >= s.config.Limits.People:
		return roomFull, false
	case r == nil:
		r = &room{id: id, members: make(map[peer]*member, 2)}
		s.rooms[id] = r
	}
	s.members[m] = struct{}{}
	m.room, m.lasts = r, lasts
	m.late = r.add(m, newICE(servers, lasts))
	return closing{}, true
}

// add draws the member's peer, welcomes it and tells the others. It returns
// those that were too slow to hear it.
func (r *room) add(m *member, ice iceMembers) (late []*member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for taken := true; taken; _, taken = r.members[m.peer] {
		_, _ = rand.Read(m.peer[:]) // never fails
	}
	peers := make([]string, 0, len(r.members))
	for p := range r.members {
		peers = append(peers, p.String())
	}
	m.queue.push(text(welcomeFrame{"welcome", m.peer.String(), peers, ice}))
	late = r.tell(presenceFrame{"joined", m.peer.String()})
	r.members[m.peer] = m
	return late
}

// leave takes a member out of its room and tells the others. The last one
// takes the room along.
func (s *Server) leave(m *member) {
	s.mu.Lock()
	late := m.room.remove(m)
	delete(s.members, m)
	if len(m.room.members) == 0 {
		delete(s.rooms, m.room.id)
	}
	s.mu.Unlock()
	cutAll(late)
}

func (r *room) remove(m *member) (late []*member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.members, m.peer)
	return r.tell(presenceFrame{"left", m.peer.String()})
}

// tell sends a frame to everybody and returns who was too slow for it. The
// caller holds the lock, and cuts those after letting go of it.
func (r *room) tell(frame any) (late []*member) {
	encoded := text(frame)
	for _, m := range r.members {
		if !m.queue.push(encoded) {
			late = append(late, m)
		}
	}
	return late
}

// pass hands a frame to the one whom its first bytes name, with the sender's
// in their place, and says whether there was one.
func (r *room) pass(from *member, to peer, frame []byte) bool {
	r.mu.RLock()
	m := r.members[to]
	r.mu.RUnlock()
	if m == nil || m == from {
		return false
	}
	copy(frame, from.peer[:])
	if !m.queue.push(outgoing{bytes: frame}) {
		m.cut(tooSlow)
	}
	return true
}

func cutAll(late []*member) {
	for _, m := range late {
		m.cut(tooSlow)
	}
}
