package congestion

import (
	"math"
	"testing"
	"time"
)

// even is what arrives when packets of 1000 bytes come at a rate, in bits a
// second, between two times.
func even(rate int, from, to time.Duration) (n news) {
	step := 8_000 * time.Second / time.Duration(rate)
	for at := from; at < to; at += step {
		n.arrived = append(n.arrived, acknowledged{arrived: at, size: 1000})
	}
	return n
}

// A path that became narrow is known by what came since, long before the window
// of the mean is over.
func TestNewestKnowsANarrowPath(t *testing.T) {
	var path throughput
	path.add(even(2_500_000, 0, time.Second))
	path.add(even(250_000, time.Second, 1200*time.Millisecond))
	if newest, ok := path.newest(); !ok || math.Abs(newest-250_000) > 1_000 {
		t.Errorf("%.0f bit/s, known %v", newest, ok)
	}
	if mean, _ := path.rate(); mean < 1_000_000 {
		t.Errorf("%.0f bit/s in the mean", mean)
	}
}

// What lost feedback would have told of is not taken for silence.
func TestNewestKnowsLostFeedback(t *testing.T) {
	var path throughput
	path.add(even(250_000, 0, time.Second))
	after := even(250_000, 1120*time.Millisecond, 1180*time.Millisecond)
	after.gap = true
	path.add(after)
	if newest, ok := path.newest(); ok {
		t.Errorf("%.0f bit/s of two packets", newest)
	}
	path.add(even(250_000, 1184*time.Millisecond, 1300*time.Millisecond))
	if newest, ok := path.newest(); !ok || math.Abs(newest-250_000) > 20_000 {
		t.Errorf("%.0f bit/s, known %v", newest, ok)
	}
}

func TestNewestNeedsPacketsAndTime(t *testing.T) {
	var path throughput
	if _, ok := path.newest(); ok {
		t.Error("known of nothing")
	}
	path.add(even(100_000, 0, time.Second)) // two packets in the window
	if _, ok := path.newest(); ok {
		t.Error("known of two packets")
	}
	at := 2 * time.Second
	path.add(news{arrived: []acknowledged{{arrived: at}, {arrived: at}, {arrived: at}, {arrived: at}}})
	if _, ok := path.newest(); ok {
		t.Error("known of an instant")
	}
}
