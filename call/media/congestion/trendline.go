package congestion

import "time"

// usage is what the delay says of the path.
type usage int

const (
	normal   usage = iota
	overuse        // a queue grows
	underuse       // a queue shrinks
)

// Parameters of the filter, as libwebrtc has them (trendline_estimator.cc).
const (
	trendWindow    = 20  // groups
	trendSmoothing = 0.9 // of the accumulated delay
	trendGain      = 4
	trendMostCount = 60 // groups that add confidence

	thresholdFirst, thresholdLeast, thresholdMost = 12.5, 6, 600 // ms
	thresholdUp, thresholdDown                    = 0.0087, 0.039
	thresholdReach                                = 15 // ms above it are an outlier
	overuseAfter                                  = 10 // ms
)

// trendline fits a line to the delays of groups of packets: its slope says how
// fast a queue grows. What counts as growing adapts to how much the delay sways
// by itself (draft-ietf-rmcat-gcc-02 section 5.4), so that the path's jitter, or
// that of a busy computer, is not taken for a queue.
type trendline struct {
	first       time.Duration
	accumulated float64 // ms
	smoothed    float64
	points      []point // oldest first
	count       int
	slope       float64

	threshold float64
	adapted   time.Duration
	over      float64 // for how long the slope is too steep, in ms of sending; below zero when it is not
	steep     int     // for how many groups
	usage     usage
}

type point struct{ at, delay float64 } // ms

func newTrendline() *trendline { return &trendline{threshold: thresholdFirst, over: -1} }

// add takes in how much later a group was sent and arrived than the one before
// it, and when it arrived.
func (t *trendline) add(sent, arrived, at time.Duration) {
	if t.count == 0 {
		t.first, t.adapted = at, at
	}
	t.count++
	t.accumulated += milliseconds(arrived - sent)
	t.smoothed = trendSmoothing*t.smoothed + (1-trendSmoothing)*t.accumulated
	t.points = append(t.points, point{milliseconds(at - t.first), t.smoothed})
	if len(t.points) > trendWindow {
		t.points = append(t.points[:0], t.points[1:]...)
	}
	slope := t.slope
	if len(t.points) == trendWindow {
		slope = fit(t.points, slope)
	}
	t.judge(slope, milliseconds(sent))
	t.adapt(slope, at)
	t.slope = slope
}

// weight makes slopes of few groups count less.
func (t *trendline) weight(slope float64) float64 {
	return float64(min(t.count, trendMostCount)) * slope * trendGain
}

func (t *trendline) judge(slope, sent float64) {
	switch w := t.weight(slope); {
	case w > t.threshold:
		t.steepen(slope, sent)
		return
	case w < -t.threshold:
		t.usage = underuse
	default:
		t.usage = normal
	}
	t.over, t.steep = -1, 0
}

// steepen calls it overuse when the slope was too steep for a while, and is not
// getting less.
func (t *trendline) steepen(slope, sent float64) {
	if t.over < 0 {
		t.over = sent / 2
	} else {
		t.over += sent
	}
	if t.steep++; t.over > overuseAfter && t.steep > 1 && slope >= t.slope {
		t.over, t.steep, t.usage = 0, 0, overuse
	}
}

// adapt moves the threshold towards what the slope usually is.
func (t *trendline) adapt(slope float64, at time.Duration) {
	w := max(t.weight(slope), -t.weight(slope))
	passed := min(milliseconds(at-t.adapted), 100)
	t.adapted = at
	if w > t.threshold+thresholdReach {
		return
	}
	k := thresholdDown
	if w > t.threshold {
		k = thresholdUp
	}
	t.threshold = min(max(t.threshold+k*(w-t.threshold)*passed, thresholdLeast), thresholdMost)
}

// fit returns the slope of the line of least squares through points, or
// otherwise when they stand above each other.
func fit(points []point, otherwise float64) float64 {
	var x, y float64
	for _, p := range points {
		x, y = x+p.at, y+p.delay
	}
	x, y = x/float64(len(points)), y/float64(len(points))
	var up, along float64
	for _, p := range points {
		up += (p.at - x) * (p.delay - y)
		along += (p.at - x) * (p.at - x)
	}
	if along == 0 {
		return otherwise
	}
	return up / along
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
