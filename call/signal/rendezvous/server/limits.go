package server

import (
	"time"

	"parley/call/signal/rendezvous/server/site"
)

// Limits hold strangers back: ../PROTOCOL.md section 3.
type Limits struct {
	Frame       int           // bytes of a binary frame
	People      int           // in a room
	Rooms       int           // in all
	Connections int           // in all
	PerAddress  int           // connections of one address, or of one IPv6 /64
	Arrivals    Rate          // new connections of one address
	Frames      Rate          // that one connection sends
	Bytes       Rate          // that one connection sends
	Waiting     int           // bytes for a slow reader
	Silence     time.Duration // after which a connection is dead
	Ping        time.Duration // between two pings

	// Of servers that share a bus: REPLICAS.md.
	Beat   time.Duration // between two signs of life
	Lost   time.Duration // of silence, after which another server is gone
	Gather time.Duration // between somebody's coming and their welcome
}

// Rate is how many of something may come at once, and a second on average.
type Rate = site.Rate

// DefaultLimits are those of ../PROTOCOL.md.
func DefaultLimits() Limits {
	return Limits{
		Frame:       65_704,
		People:      16,
		Rooms:       10_000,
		Connections: 20_000,
		PerAddress:  32,
		Arrivals:    Rate{Burst: 32, PerSecond: 2},
		Frames:      Rate{Burst: 256, PerSecond: 64},
		Bytes:       Rate{Burst: 2 << 20, PerSecond: 256 << 10},
		Waiting:     512 << 10,
		Silence:     60 * time.Second,
		Ping:        20 * time.Second,
		Beat:        5 * time.Second,
		Lost:        15 * time.Second,
		Gather:      50 * time.Millisecond,
	}
}
