package jitter

import "time"

// PlayoutStats counts what became of one person's sound since the start.
// Samples are per channel; names follow webrtc-stats where it has one.
type PlayoutStats struct {
	PacketsReceived  int
	PacketsLost      int // expected and not received (RFC 3550 section 6.4.1)
	PacketsLate      int // came after their sound was due
	PacketsDiscarded int // refused, duplicate, or thrown away to catch up
	PacketsRepaired  int // had from the redundancy in those after them

	TotalSamples       int // all that were played, silence included
	ConcealedSamples   int // invented because a packet was lost or late
	AcceleratedSamples int // taken out to lower the delay
	ExpandedSamples    int // put in to raise it

	Jitter time.Duration // RFC 3550 section 6.4.1
	Target time.Duration // delay aimed at
	Delay  time.Duration // delay now, as Playout.Delay
	Level  time.Duration // sound that lies ready
}

// ConcealedRatio is the share of the samples played that were concealed, from
// 0 to 1.
func (s PlayoutStats) ConcealedRatio() float64 {
	if s.TotalSamples == 0 {
		return 0
	}
	return float64(s.ConcealedSamples) / float64(s.TotalSamples)
}
