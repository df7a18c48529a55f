package jitter

import (
	"time"

	"parley/call/media/frame"
)

// A picture waits until nine in ten would have come: waiting for each would cost
// more delay than a late one costs in evenness. And so long that no more than
// once in 200 pictures one is later than that by what a viewer perceives as a
// freeze, less a margin: packets are lost so often on some paths that repairing
// them is the usual case. What would have to wait longer than maxSmoothing
// freezes.
const (
	renderQuantile = 0.9
	freezeQuantile = 0.995
	freezeLate     = freezeExcess - 20*time.Millisecond
	renderForget   = 0.995 // a picture; seven seconds of them
	maxSmoothing   = 500 * time.Millisecond
	maxElapsed     = 100 * time.Millisecond
)

// renderer spaces pictures as they were captured. Times are from any fixed
// origin.
type renderer struct {
	baseline  baseline
	late      histogram
	stalls    histogram     // how late the latest picture of each stall was
	behind    time.Duration // how late the last picture was
	growing   bool          // it was no less late than the one before
	timestamp int64         // extended, of the last picture
	started   bool
	hold      time.Duration // after the earliest time a picture could be there
	earliest  time.Duration // of the last picture
	smooth    time.Duration // hold that evenness alone asks for
	decoded   time.Duration // when the last picture was
	elapsed   time.Duration // between the last two
	shown     time.Duration // when the last picture is
}

func newRenderer() renderer {
	return renderer{late: histogram{forget: renderForget}, stalls: histogram{forget: renderForget}}
}

// render returns when to show a picture that was decoded now and whose sound,
// when known, asks for it at the time sound.
func (r *renderer) render(rtp uint32, now, sound time.Duration, known bool) time.Duration {
	r.arrive(rtp, now)
	need := r.smooth
	if known {
		need = max(need, min(sound-r.earliest, maxDelay))
	}
	r.slew(need, now-r.earliest)
	at := max(now, min(r.earliest+r.hold, now+maxDelay), min(r.shown, now+maxDelay))
	r.shown = at
	return at
}

// arrive learns from a picture's time how even they come.
func (r *renderer) arrive(rtp uint32, now time.Duration) {
	timestamp := unwrap(rtp, r.timestamp)
	transit := now - ticksToTime(timestamp, frame.VideoClockRate)
	if !r.started || r.baseline.jumped(transit) {
		timestamp = int64(rtp)
		transit = now - ticksToTime(timestamp, frame.VideoClockRate)
		r.baseline, r.started, r.decoded = baseline{}, true, now
	}
	late := r.baseline.add(transit, now)
	r.late.add(late)
	r.stalls.add(r.stalled(late))
	r.timestamp = timestamp
	r.earliest = r.baseline.fastest + ticksToTime(timestamp, frame.VideoClockRate)
	even, frozen := r.late.quantile(renderQuantile), r.stalls.quantile(freezeQuantile)
	r.smooth = min(max(even, frozen-freezeLate)-bucketWidth, maxSmoothing)
	r.elapsed = max(0, min(now-r.decoded, maxElapsed))
	r.decoded = now
}

// stalled takes in how late a picture is, and returns how late the one before it
// was if that was the latest of a stall, zero otherwise. A viewer sees one freeze,
// however many pictures wait behind the one that is missing: were each of them
// counted, one stall of a second would hold all pictures of the next ten back.
func (r *renderer) stalled(late time.Duration) (worst time.Duration) {
	if late < r.behind && r.growing {
		worst = r.behind
	}
	r.growing, r.behind = late >= r.behind, late
	return worst
}

// slew moves the hold towards what is needed: slowly, but at once as far as the
// picture is late anyway.
func (r *renderer) slew(need, late time.Duration) {
	step := time.Duration(slewRate * float64(r.elapsed))
	if off := need - r.hold; off.Abs() > leap {
		r.hold = need
	} else {
		r.hold = max(r.hold+max(-step, min(off, step)), min(need, late))
	}
}

// early returns how much before the last picture could regularly be shown its
// sound asks for it.
func (r *renderer) early(sound time.Duration) time.Duration {
	return r.earliest + r.smooth - sound
}
