package relay

import "golang.org/x/time/rate"

// Limits are the quotas.
type Limits struct {
	Allocations int  // in all; so many streams of clients, too
	PerRoom     int  // allocations
	PerAddress  int  // allocations, and streams, of one address or IPv6 /64
	Rate        Rate // of one allocation, in each direction
}

// Rate is how many bytes may come at once, and a second on average.
type Rate struct{ Burst, PerSecond int }

func (r Rate) limiter() *rate.Limiter {
	return rate.NewLimiter(rate.Limit(r.PerSecond), r.Burst)
}

// DefaultLimits let sixteen people of a room each have eight allocations, and
// each of these carry a film in 1080p and a file beside it: 16 Mbit/s.
func DefaultLimits() Limits {
	return Limits{Allocations: 4096, PerRoom: 128, PerAddress: 128, Rate: Rate{1 << 20, 2 << 20}}
}
