package server

import (
	"slices"
	"time"
)

// elsewhere is who of a room is with which other replica.
type elsewhere map[replicaID]*presence

// presence is what one replica said last.
type presence struct {
	peers    []peer
	sequence uint64
	heard    time.Time
}

func (e elsewhere) count() (n int) {
	for _, p := range e {
		n += len(p.peers)
	}
	return n
}

// has says whether a peer is with any replica.
func (e elsewhere) has(one peer) bool {
	for _, p := range e {
		if slices.Contains(p.peers, one) {
			return true
		}
	}
	return false
}

// at says whether a peer is with that replica.
func (e elsewhere) at(id replicaID, one peer) bool {
	p := e[id]
	return p != nil && slices.Contains(p.peers, one)
}

// learn takes what a replica says and returns who came and who went. Nobody is
// taken who is with another, here included, nor beyond so many at all others.
func (e elsewhere) learn(said people, most int, here func(peer) bool, now time.Time) (came, went []peer) {
	p := e[said.from]
	switch {
	case p == nil && len(said.peers) == 0:
		return nil, nil
	case p == nil:
		p = &presence{}
		e[said.from] = p
	case said.sequence <= p.sequence:
		return nil, nil
	}
	p.sequence, p.heard = said.sequence, now
	before := p.peers
	p.peers = nil
	for _, one := range said.peers {
		switch {
		case slices.Contains(p.peers, one):
		case slices.Contains(before, one):
			p.peers = append(p.peers, one)
		case e.count() < most && !here(one) && !e.has(one):
			p.peers = append(p.peers, one)
			came = append(came, one)
		}
	}
	for _, one := range before {
		if !slices.Contains(p.peers, one) {
			went = append(went, one)
		}
	}
	if len(said.peers) == 0 {
		delete(e, said.from)
	}
	return came, went
}

// expire forgets replicas that were not heard since then, and returns who went
// with them.
func (e elsewhere) expire(since time.Time) (went []peer) {
	for id, p := range e {
		if p.heard.Before(since) {
			went = append(went, p.peers...)
			delete(e, id)
		}
	}
	return went
}
