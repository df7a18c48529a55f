package codec

import (
	"time"

	"parley/call/media/frame"
)

const (
	// longestStep bounds how much time a rate control sees between two
	// pictures. After a pause of the source it would otherwise spend seconds'
	// worth of bits on one picture.
	longestStep = frame.VideoClockRate / 5
	// longestPause is as much as the encoders' buffers hold: a second.
	longestPause = frame.VideoClockRate
)

// Clock turns capture times into the time of an encoder's rate control, in
// ticks of frame.VideoClockRate.
type Clock struct {
	nominal int64
	ticks   int64
	last    time.Time
}

// NewClock returns a clock for a source of frameRate pictures a second.
func NewClock(frameRate float64) Clock {
	return Clock{nominal: int64(frame.VideoClockRate / frameRate)}
}

// Nominal is the time from one picture to the next when times are unknown.
func (c *Clock) Nominal() int64 { return c.nominal }

// Next returns the time of the next picture. It always grows, as libvpx and
// libaom require, and never by more than a fifth of a second.
func (c *Clock) Next(captured time.Time) int64 { return c.next(captured, longestStep) }

// NextFixed is Next for a picture whose quantizer is fixed, so that the rate
// control may see the whole pause before it: nothing is spent on its account.
func (c *Clock) NextFixed(captured time.Time) int64 { return c.next(captured, longestPause) }

func (c *Clock) next(captured time.Time, longest int64) int64 {
	step := c.nominal
	if !captured.IsZero() && !c.last.IsZero() {
		step = int64(captured.Sub(c.last).Seconds()*frame.VideoClockRate + 0.5)
	}
	c.last = captured
	c.ticks += min(max(step, 1), longest)
	return c.ticks
}
