package jitter

import "time"

// What NetEQ's delay manager uses, and what keeps a quiet network quick.
const (
	minDelay      = 20 * time.Millisecond
	maxDelay      = time.Second
	startDelay    = 40 * time.Millisecond
	delayQuantile = 0.95
	// sampleEvery is the time of which only the latest packet counts
	// (resample_interval_ms), forgotten with lateForget.
	sampleEvery = 500 * time.Millisecond
	lateForget  = 0.983
	// repairForget is per packet, and a percent of sound lost is worth
	// pricePerPercent of delay (reorder_forget_factor, ms_per_loss_percent).
	repairForget    = 0.9993
	pricePerPercent = 20 * time.Millisecond
	// band is how far the delay may be from the target before time is
	// stretched. Twice the band exceeds the longest stretch, 15 ms, so that
	// one stretch never calls for the opposite one.
	band = 8 * time.Millisecond
)

// delayEstimator learns from arrivals how long sound has to wait. Delays are
// counted from when the fastest packet would have brought a sample.
type delayEstimator struct {
	baseline baseline
	late     histogram // the latest packet of every half second
	repair   histogram // every packet: zero, or how late it was repaired or came out of order
	worst    time.Duration
	since    time.Duration // when the half second began
	sampling bool
	target   time.Duration
}

func newDelayEstimator() delayEstimator {
	return delayEstimator{
		late:   histogram{forget: lateForget},
		repair: histogram{forget: repairForget},
		target: startDelay,
	}
}

// arrive takes one packet and returns how late it is against the fastest. One
// that comes out of order says nothing about running dry: waiting for it is
// weighed against losing it instead.
func (e *delayEstimator) arrive(transit, at time.Duration, inOrder bool) time.Duration {
	lateness := e.baseline.add(transit, at)
	if !inOrder {
		e.repairable(lateness)
		return lateness
	}
	e.repair.add(0)
	if !e.sampling {
		e.sampling, e.since = true, at
	}
	e.worst = max(e.worst, lateness)
	if at-e.since >= sampleEvery {
		e.late.add(e.worst)
		e.worst, e.since = 0, at
		e.update()
	}
	return lateness
}

// repairable tells that a missing packet could be had again when waiting that
// long: it came after its successor, or its successor held a copy.
func (e *delayEstimator) repairable(lateness time.Duration) {
	e.repair.add(lateness)
	e.update()
}

// update sets the target so that the lower edge of the band is still enough.
func (e *delayEstimator) update() {
	need := startDelay - band
	if e.late.count > 0 {
		need = e.late.quantile(delayQuantile)
	}
	need = max(need, e.repair.cheapest(pricePerPercent))
	e.target = max(minDelay, min(need+band, maxDelay))
}

// rebase starts the clock comparison over and keeps what was learned.
func (e *delayEstimator) rebase() {
	e.baseline = baseline{}
	e.worst, e.sampling = 0, false
}

// played returns the delay of a sample that is played now.
func (e *delayEstimator) played(timestamp int64, now time.Duration) time.Duration {
	return now - e.baseline.fastest - audioTime(timestamp)
}
