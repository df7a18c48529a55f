package server

import (
	"encoding/binary"
	"errors"
)

// replicaID is a server among those that share a bus, drawn when it starts.
type replicaID [8]byte

// Kinds of messages between replicas, and their version: REPLICAS.md section 1.
const (
	replicaVersion = 1
	peopleKind     = 1
	relayedKind    = 2

	replicaHead = 2 + len(replicaID{})
	peopleHead  = replicaHead + 1 + 8
	frameHead   = replicaHead + 2*len(peer{})

	maxReplicaPeers = 16
	asksFlag        = 1
)

var errReplica = errors.New("not a message between replicas")

// people says who of a room is with a replica.
type people struct {
	from     replicaID
	asks     bool
	sequence uint64
	peers    []peer
}

// relayed is a binary frame of somebody at one replica for somebody at another.
type relayed struct {
	from    replicaID
	sender  peer
	to      peer
	message []byte
}

func (p people) encode() []byte {
	b := make([]byte, 0, peopleHead+len(p.peers)*len(peer{}))
	b = append(b, replicaVersion, peopleKind)
	b = append(b, p.from[:]...)
	var flags byte
	if p.asks {
		flags = asksFlag
	}
	b = binary.BigEndian.AppendUint64(append(b, flags), p.sequence)
	for _, one := range p.peers {
		b = append(b, one[:]...)
	}
	return b
}

func (r relayed) encode() []byte {
	b := make([]byte, 0, frameHead+len(r.message))
	b = append(b, replicaVersion, relayedKind)
	b = append(b, r.from[:]...)
	b = append(b, r.sender[:]...)
	b = append(b, r.to[:]...)
	return append(b, r.message...)
}

// parseReplica reads a message of either kind, as people or relayed. A frame
// has at most largest bytes, the peer included.
func parseReplica(b []byte, largest int) (any, error) {
	if len(b) < replicaHead || b[0] != replicaVersion {
		return nil, errReplica
	}
	from := replicaID(b[2:])
	switch b[1] {
	case peopleKind:
		return parsePeople(from, b)
	case relayedKind:
		if len(b) < frameHead || len(b)-frameHead > largest-len(peer{}) {
			return nil, errReplica
		}
		rest := b[replicaHead:]
		return relayed{from, peer(rest), peer(rest[len(peer{}):]), rest[2*len(peer{}):]}, nil
	}
	return nil, errReplica
}

func parsePeople(from replicaID, b []byte) (any, error) {
	if len(b) < peopleHead || b[replicaHead] > asksFlag {
		return nil, errReplica
	}
	rest := b[peopleHead:]
	if len(rest)%len(peer{}) != 0 || len(rest)/len(peer{}) > maxReplicaPeers {
		return nil, errReplica
	}
	p := people{from: from, asks: b[replicaHead] == asksFlag, sequence: binary.BigEndian.Uint64(b[replicaHead+1:])}
	for ; len(rest) > 0; rest = rest[len(peer{}):] {
		p.peers = append(p.peers, peer(rest))
	}
	return p, nil
}
