package rtpio

import "time"

// Clock maps instants to RTP timestamps of one track: a fixed rate from a
// random offset (RFC 3550 section 5.1). It follows the monotonic clock.
type Clock struct {
	epoch  time.Time
	rate   int64 // ticks a second
	offset uint32
}

// NewClock returns a clock that reads offset at epoch and then runs at rate
// ticks a second. Tracks of one connection share the epoch.
func NewClock(epoch time.Time, rate int, offset uint32) Clock {
	return Clock{epoch: epoch, rate: int64(rate), offset: offset}
}

// At returns the timestamp of t. It wraps around.
func (c Clock) At(t time.Time) uint32 {
	return c.offset + uint32(c.ticks(t.Sub(c.epoch)))
}

// ticks converts without overflow for any call length.
func (c Clock) ticks(d time.Duration) int64 {
	whole, part := d/time.Second, d%time.Second
	return int64(whole)*c.rate + int64(part)*c.rate/int64(time.Second)
}

// Stamper gives the frames of one track their RTP timestamps and says what
// the timestamp of any instant would be, for sender reports.
// It is not safe for concurrent use.
type Stamper interface {
	// Stamp returns the timestamp of the next frame, captured at captured and
	// lasting duration.
	Stamp(captured time.Time, duration time.Duration) uint32
	// At returns the timestamp that belongs to the instant t.
	At(t time.Time) uint32
}

// VideoStamper stamps each picture with the clock's reading at its capture,
// and never gives two pictures the same timestamp.
type VideoStamper struct {
	Clock
	last    uint32
	started bool
}

// NewVideoStamper returns a stamper on clock.
func NewVideoStamper(clock Clock) *VideoStamper { return &VideoStamper{Clock: clock} }

// Stamp implements Stamper. The duration is ignored.
func (s *VideoStamper) Stamp(captured time.Time, _ time.Duration) uint32 {
	ts := s.Clock.At(captured)
	if s.started && int32(ts-s.last) <= 0 {
		ts = s.last + 1
	}
	s.last, s.started = ts, true
	return ts
}
