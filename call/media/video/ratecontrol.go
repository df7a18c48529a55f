package video

import "time"

// RateControl thins pictures out to at most a given number a second, evenly,
// whatever their own rate and jitter. It belongs to one goroutine.
type RateControl struct {
	interval time.Duration
	due      time.Time // when the next picture should be captured
}

// NewRateControl returns a control that lets perSecond pictures through; none
// when perSecond is not positive.
func NewRateControl(perSecond float64) *RateControl {
	if perSecond <= 0 {
		return &RateControl{}
	}
	return &RateControl{interval: time.Duration(float64(time.Second) / perSecond)}
}

// Take reports whether the picture captured at that time is to be used. One
// that is early by less than three eighths of the interval is: a camera of the
// very rate wanted, with jitter, loses nothing, and one of twice the rate still
// loses every second picture. Each picture used moves the next due time on by
// one interval, so that early ones do not add up to more than the rate.
func (c *RateControl) Take(captured time.Time) bool {
	if c.interval == 0 {
		return false
	}
	early := c.due.Sub(captured)
	if early > 3*c.interval/8 && early <= 2*c.interval {
		return false
	}
	if early < -c.interval || early > 2*c.interval {
		c.due = captured // the first picture, one after a gap, or of another clock
	}
	c.due = c.due.Add(c.interval)
	return true
}
