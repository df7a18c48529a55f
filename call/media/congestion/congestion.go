// Package congestion says how much may be sent to one peer and when each
// packet leaves: a bandwidth estimate from transport-wide feedback, and a
// pacer that sends sound first.
package congestion

import "time"

// Estimator says how many bits a second a path takes, RTP headers included.
type Estimator interface {
	// Target returns the current estimate.
	Target() int
	// OnChange sets the one function that hears of a new target. It is called
	// from the goroutine that reads RTCP and must not block; set it before
	// media flows.
	OnChange(func(bps int))
}

// Config of an estimator. Rates are in bits a second.
type Config struct {
	Initial int // what may be sent before anything is known; also the floor of an idle sender
	Min     int // never below: sound and the smallest picture still have to pass
	Max     int // never above
	Now     func() time.Time
}

// Defaults: the initial rate buys 360p at once; a higher one would overrun the
// uplinks that still are common before the first feedback is in.
const (
	DefaultInitial = 600_000
	DefaultMin     = 120_000
	DefaultMax     = 2_800_000
)

// withDefaults fills what is zero.
func (c Config) withDefaults() Config {
	if c.Max <= 0 {
		c.Max = DefaultMax
	}
	if c.Min <= 0 {
		c.Min = DefaultMin
	}
	c.Min = min(c.Min, c.Max)
	if c.Initial <= 0 {
		c.Initial = DefaultInitial
	}
	c.Initial = min(max(c.Initial, c.Min), c.Max)
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}
