package rtpio

import "time"

const (
	// audioGap is how far capture may run ahead of the samples counted before
	// it is taken for a pause in the sound (muted, device lost) instead of
	// jitter of the capture times, which device callbacks have tens of
	// milliseconds of.
	audioGap = 60 * time.Millisecond
	// driftShare is how much one packet moves the estimate of the distance
	// between sample count and clock: a time constant of about a second at
	// 20 ms a packet, enough to follow any sound card.
	driftShare = 1.0 / 50
	// packetDuration stands in for an unknown duration.
	packetDuration = 20 * time.Millisecond
)

// AudioStamper counts samples: as long as sound is continuous, timestamps
// advance by exactly the packet's duration, because a receiver takes any other
// step for lost or overlapping sound. How far that count is from the capture
// times, which jitter, and by which the sound card's clock drifts from ours,
// is averaged and corrects what At says.
type AudioStamper struct {
	clock   Clock
	next    uint32  // the timestamp that continues the sound
	ahead   float64 // ticks by which the clock is ahead of the count, averaged
	started bool
}

// NewAudioStamper returns a stamper on clock.
func NewAudioStamper(clock Clock) *AudioStamper { return &AudioStamper{clock: clock} }

// Stamp implements Stamper.
func (s *AudioStamper) Stamp(captured time.Time, duration time.Duration) uint32 {
	if duration <= 0 {
		duration = packetDuration
	}
	s.follow(s.clock.At(captured))
	ts := s.next
	s.next += uint32(s.clock.ticks(duration))
	return ts
}

// follow compares the count with the clock's reading: a pause moves the count,
// everything else moves the average.
func (s *AudioStamper) follow(reading uint32) {
	if !s.started {
		s.next, s.started = reading, true
		return
	}
	off := float64(int32(reading-s.next)) - s.ahead
	if off > float64(s.clock.ticks(audioGap)) {
		s.next += uint32(int32(off))
		return
	}
	s.ahead += off * driftShare
}

// At implements Stamper.
func (s *AudioStamper) At(t time.Time) uint32 {
	return s.clock.At(t) - uint32(int32(s.ahead))
}
