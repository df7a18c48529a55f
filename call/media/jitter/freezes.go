package jitter

import "time"

// When a pause between two pictures is a freeze (webrtc-stats, freezeCount):
// as long as three average pauses, or 150 ms longer than one.
const (
	freezeFactor  = 3
	freezeExcess  = 150 * time.Millisecond
	freezeAverage = 30 // pauses in the average
)

// Freezes counts what a viewer perceives as a standing picture, by the
// definition of webrtc-stats. The zero value is ready. It belongs to one
// goroutine.
type Freezes struct {
	Count int
	Total time.Duration // of the pauses that were freezes

	last   time.Time
	pauses [freezeAverage]time.Duration
	seen   int
	sum    time.Duration // of pauses
}

// Shown says that a picture was presented.
func (f *Freezes) Shown(at time.Time) {
	if !f.last.IsZero() {
		f.add(at.Sub(f.last))
	}
	f.last = at
}

// Paused says that no picture is due for now, as when the camera was switched
// off: the time until the next one is no freeze.
func (f *Freezes) Paused() { f.last = time.Time{} }

// add judges a pause by those before it and takes it into the average.
func (f *Freezes) add(pause time.Duration) {
	if f.seen > 0 {
		average := f.sum / time.Duration(min(f.seen, freezeAverage))
		if pause >= max(freezeFactor*average, average+freezeExcess) {
			f.Count++
			f.Total += pause
		}
	}
	at := f.seen % freezeAverage
	f.sum += pause - f.pauses[at]
	f.pauses[at] = pause
	f.seen++
}
