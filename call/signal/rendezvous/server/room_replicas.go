package server

import (
	"time"

	"parley/call/signal/bus"
)

// people says who of the room is here, which is watched while somebody is. The
// caller holds the lock: what is said later has a higher number.
func (r *room) people(asks bool) bus.Note {
	said := people{from: r.replicas.own, asks: asks, sequence: r.replicas.sequence.Add(1)}
	for p := range r.members {
		said.peers = append(said.peers, p)
	}
	present := len(said.peers) > 0
	return bus.Note{Topic: r.id, Watch: present, Message: said.encode(), Forget: !present}
}

// announce tells other replicas who is here. The caller holds the lock.
func (r *room) announce() {
	if r.replicas != nil {
		r.replicas.queue.Offer(r.people(false))
	}
}

// relay sends a frame to who is with another replica.
func (r *room) relay(from, to peer, frame []byte) {
	sent := relayed{r.replicas.own, from, to, frame[len(to):]}
	r.replicas.queue.Offer(bus.Note{Topic: r.id, Message: sent.encode()})
}

// learn takes what another replica says, and returns who was too slow to hear
// of it.
func (r *room) learn(said people) (late []*member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	most := r.replicas.server.config.Limits.People - len(r.members)
	here := func(p peer) bool { return r.members[p] != nil }
	came, went := r.others.learn(said, most, here, time.Now())
	for _, p := range went {
		late = append(late, r.tell(presenceFrame{"left", p.String()})...)
	}
	for _, p := range came {
		late = append(late, r.tell(presenceFrame{"joined", p.String()})...)
	}
	if said.asks && len(r.members) > 0 {
		r.announce()
	}
	return late
}

// expire lets those go whose replica was not heard since then.
func (r *room) expire(since time.Time) (late []*member) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.others.expire(since) {
		late = append(late, r.tell(presenceFrame{"left", p.String()})...)
	}
	return late
}

// take hands a frame of another replica to whom it is for, and says whether it
// is one that may come.
func (r *room) take(f relayed) bool {
	r.mu.RLock()
	m, ok := r.members[f.to], r.others.at(f.from, f.sender)
	r.mu.RUnlock()
	if m != nil && ok {
		m.hand(append(f.sender[:], f.message...))
	}
	return ok
}
