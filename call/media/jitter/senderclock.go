package jitter

import "time"

const (
	// maxReports is how many sender reports the clocks are compared over;
	// libwebrtc's RtpToNtpEstimator takes as many.
	maxReports = 20
	// fitReports is how many it takes before the rate is estimated too; with
	// fewer the nominal one is nearer to the truth.
	fitReports = 4
	// maxRateError bounds how far a crystal is off.
	maxRateError = 500e-6
	// outlier is how far a report may be off the line of the others, and
	// maxOutliers how many in a row are believed in the end.
	outlier     = 10 * time.Millisecond
	maxOutliers = 3
	// clockStep is a disagreement that no network explains: the sender's
	// clock was set or its timestamps start over.
	clockStep = 500 * time.Millisecond
)

// report pairs the two clocks of a sender (RFC 3550 section 6.4.1).
type report struct {
	ntp     time.Duration // since 1900
	rtp     int64         // extended
	arrived time.Time
}

// senderClock maps the RTP timestamps of one track to its sender's wall clock
// by a line through the last sender reports.
type senderClock struct {
	rate     int64 // nominal ticks a second
	reports  []report
	outliers int
	middle   report  // the line goes through it
	slope    float64 // real seconds per nominal second
}

// ntpTime converts a 64-bit NTP timestamp (RFC 5905 section 6).
func ntpTime(ntp uint64) time.Duration {
	return time.Duration(ntp>>32)*time.Second + time.Duration((ntp&0xffffffff)*uint64(time.Second)>>32)
}

// add takes a sender report. It returns true when the sender's clocks make a
// step, so that nothing learned before holds.
func (c *senderClock) add(ntp uint64, rtp uint32, arrived time.Time) (stepped bool) {
	r := report{ntp: ntpTime(ntp), rtp: int64(rtp), arrived: arrived}
	if len(c.reports) > 0 {
		last := c.reports[len(c.reports)-1]
		if r.ntp == last.ntp || arrived.Before(last.arrived) {
			return false
		}
		r.rtp = unwrap(rtp, last.rtp)
		drift := (r.ntp - last.ntp) - arrived.Sub(last.arrived)
		off := c.time(r.rtp) - r.ntp
		stepped = drift.Abs() > clockStep || off.Abs() > clockStep
		if !stepped && off.Abs() > outlier && c.outliers < maxOutliers {
			c.outliers++
			return false
		}
		if stepped || off.Abs() > outlier {
			c.reset()
		}
	}
	c.outliers = 0
	if len(c.reports) == maxReports {
		c.reports = append(c.reports[:0], c.reports[1:]...)
	}
	c.reports = append(c.reports, r)
	c.fit()
	return stepped
}

func (c *senderClock) reset() { c.reports, c.outliers = c.reports[:0], 0 }

// fit puts the line of least squares through the reports.
func (c *senderClock) fit() {
	first, n := c.reports[0], int64(len(c.reports))
	var ntp time.Duration
	var rtp int64
	for _, r := range c.reports {
		ntp += r.ntp - first.ntp
		rtp += r.rtp - first.rtp
	}
	c.middle = report{ntp: first.ntp + ntp/time.Duration(n), rtp: first.rtp + rtp/n}
	c.slope = 1
	if n < fitReports {
		return
	}
	var xy, xx float64
	for _, r := range c.reports {
		x := ticksToTime(r.rtp-c.middle.rtp, c.rate).Seconds()
		xy += x * (r.ntp - c.middle.ntp).Seconds()
		xx += x * x
	}
	if xx > 0 {
		c.slope = max(1-maxRateError, min(xy/xx, 1+maxRateError))
	}
}

// known reports whether there is anything to map by.
func (c *senderClock) known() bool { return len(c.reports) > 0 }

// time returns when a timestamp was sampled, on the sender's wall clock.
func (c *senderClock) time(rtp int64) time.Duration {
	since := ticksToTime(rtp-c.middle.rtp, c.rate)
	return c.middle.ntp + since + time.Duration((c.slope-1)*float64(since))
}

// sampled is time for a timestamp from a packet.
func (c *senderClock) sampled(rtp uint32) time.Duration { return c.time(unwrap(rtp, c.middle.rtp)) }
