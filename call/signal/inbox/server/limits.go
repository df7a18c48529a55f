package server

import (
	"time"

	"parley/call/signal/rendezvous/server/site"
)

// Limits hold strangers back: ../PROTOCOL.md section 1.
type Limits struct {
	Owners     int           // in all
	PerAddress int           // owners of one address, or one IPv6 /64
	Sends      Rate          // messages of one address, and so many questions
	Messages   Rate          // to one inbox
	Frames     Rate          // of an owner
	Waiting    int           // messages for an owner who is away
	Keep       time.Duration // how long they wait
	Proof      time.Duration // to prove the key
	Ping       time.Duration // between two, and to answer one
	Gather     time.Duration // for what other replicas know: REPLICAS.md
}

// Rate is how many of something may come at once, and a second on average.
type Rate = site.Rate

// DefaultLimits are those of ../PROTOCOL.md.
func DefaultLimits() Limits {
	return Limits{
		Owners: 20_000, PerAddress: 32, Sends: Rate{Burst: 10, PerSecond: 0.5}, Messages: Rate{Burst: 16, PerSecond: 1}, Frames: Rate{Burst: 16, PerSecond: 1},
		Waiting: 16, Keep: time.Minute, Proof: 10 * time.Second, Ping: 20 * time.Second,
		Gather: 300 * time.Millisecond,
	}
}

// The rates of an address.
const (
	sends = iota
	peeks
)
