// Package congestion says how much may be sent to one peer and when each
// packet leaves: a bandwidth estimate from transport-wide feedback, which
// probes the path when more is wanted than the estimate allows, and a pacer
// that sends sound first.
//
// The estimate follows Google congestion control
// (draft-ietf-rmcat-gcc-02), with the trendline filter that libwebrtc has put
// in the place of the draft's Kalman filter. What the draft lacks is here too: a
// model that tells the loss of a full queue from that of a radio link, and a way
// to hold a share of a path that TCP keeps full.
package congestion

import "time"

// Config of an Estimator. Rates are in bits a second.
type Config struct {
	Initial int // what may be sent before anything is known
	Min     int // never below: sound still has to pass
	Max     int // never above
	Now     func() time.Time
}

// Defaults: the initial rate buys 360p at once; a higher one would overrun the
// uplinks that still are common before the first feedback is in. The greatest
// carries a film of 1080p and a face beside it. With the least, sound has 16
// kbit/s beside the headers of long packets, and nothing else is sent.
const (
	DefaultInitial = 600_000
	DefaultMin     = 20_000
	DefaultMax     = 9_000_000
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

// clamp brings a rate between the floor and the ceiling.
func (c Config) clamp(rate float64) float64 {
	return min(max(rate, float64(c.Min)), float64(c.Max))
}

// bits is a size in bytes over a time, in bits a second.
func bits(size int, over time.Duration) float64 { return float64(size) * 8 / over.Seconds() }
