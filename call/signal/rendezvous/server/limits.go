package server

import (
	"time"

	"golang.org/x/time/rate"
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
}

// Rate is how many of something may come at once, and a second on average.
type Rate struct {
	Burst     int
	PerSecond float64
}

func (r Rate) limiter() *rate.Limiter {
	return rate.NewLimiter(rate.Limit(r.PerSecond), r.Burst)
}

// DefaultLimits are those of ../PROTOCOL.md.
func DefaultLimits() Limits {
	return Limits{
		Frame:       65_704,
		People:      16,
		Rooms:       10_000,
		Connections: 20_000,
		PerAddress:  32,
		Arrivals:    Rate{32, 2},
		Frames:      Rate{256, 64},
		Bytes:       Rate{2 << 20, 256 << 10},
		Waiting:     512 << 10,
		Silence:     60 * time.Second,
		Ping:        20 * time.Second,
	}
}
