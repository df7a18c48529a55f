//go:build linux

package pathtest

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// size is that of every packet in these tests, in bytes.
const size = 1250 // 1 ms at 10 Mbit/s

var epoch = time.Unix(0, 0)

func at(ms float64) time.Time { return epoch.Add(time.Duration(ms * float64(time.Millisecond))) }

func newLane(c Conditions) *lane {
	return &lane{conditions: c, now: epoch, random: rand.New(rand.NewPCG(1, 2))}
}

// send lets n packets come every so many milliseconds from a time on.
func (l *lane) send(n int, from, every float64) {
	for i := range n {
		l.arrive(at(from+float64(i)*every), make([]byte, size))
	}
}

// arrivals returns when packets arrive until a time, in milliseconds.
func (l *lane) arrivals(until float64) (times []float64) {
	for {
		next, any := l.next()
		if !any || next.After(at(until)) {
			return times
		}
		for range l.due(next) {
			times = append(times, math.Round(next.Sub(epoch).Seconds()*1e4)/10)
		}
	}
}

func equal(t *testing.T, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("arrivals at %v ms, want %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("arrivals at %v ms, want %v", got, want)
		}
	}
}

func TestDelay(t *testing.T) {
	l := newLane(Conditions{Delay: 25 * time.Millisecond})
	l.send(3, 0, 10)
	equal(t, l.arrivals(1000), []float64{25, 35, 45})
}

func TestRate(t *testing.T) {
	l := newLane(Conditions{Rate: 10_000_000, Delay: 5 * time.Millisecond})
	l.send(4, 0, 0.5)
	equal(t, l.arrivals(1000), []float64{6, 7, 8, 9})
	if c := l.count(); c.WaitMost.Round(time.Microsecond) != 1500*time.Microsecond || c.WaitMedian != 0 || c.Wait95 != time.Millisecond {
		t.Errorf("waits %+v", c)
	}
}

// A queue is full when the newcomer would wait too long, or for its bytes.
func TestQueueIsBounded(t *testing.T) {
	for name, test := range map[string]struct {
		conditions Conditions
		kept       int
	}{
		"time":       {Conditions{Rate: 10_000_000, Queue: 20 * time.Millisecond}, 21},
		"the RFC's":  {Conditions{Rate: 10_000_000}, 301},
		"bytes":      {Conditions{Rate: 10_000_000, QueueBytes: 10 * size}, 10},
		"no rate":    {Conditions{QueueBytes: 10}, 1000},
		"one at all": {Conditions{Rate: 8, QueueBytes: 10}, 1},
	} {
		l := newLane(test.conditions)
		l.send(1000, 0, 0)
		if got := 1000 - l.count().Dropped; got != test.kept {
			t.Errorf("%s: %d kept, want %d", name, got, test.kept)
		}
	}
}

// A new rate holds for what waits, too, and for the rest of the packet that is
// on the link.
func TestRateChanges(t *testing.T) {
	l := newLane(Conditions{Rate: 10_000_000})
	l.send(4, 0, 0)
	l.set(at(1.5), Conditions{Rate: 1_000_000})
	l.set(at(11.5), Conditions{Rate: 10_000_000})
	equal(t, l.arrivals(1000), []float64{1, 6.5, 12, 13})
}

// A cut loses what waits and what comes; what is past the link arrives.
func TestCut(t *testing.T) {
	c := Conditions{Rate: 10_000_000, Delay: 10 * time.Millisecond}
	l := newLane(c)
	l.send(3, 0, 0)
	l.set(at(1.5), c.Cut())
	l.send(5, 20, 1)
	l.set(at(100), c)
	l.send(1, 100, 0)
	equal(t, l.arrivals(1000), []float64{11, 111})
	if got := l.count().Lost; got != 7 {
		t.Errorf("%d lost", got)
	}
}

func TestJitterKeepsOrder(t *testing.T) {
	l := newLane(Conditions{Delay: 50 * time.Millisecond, Jitter: 20 * time.Millisecond})
	l.send(2000, 0, 1)
	times := l.arrivals(10_000)
	if len(times) != 2000 {
		t.Fatalf("%d arrive", len(times))
	}
	var sum, square float64
	for i, at := range times {
		if i > 0 && at < times[i-1] {
			t.Fatalf("packet %d arrives before the one before it", i)
		}
		delay := at - float64(i)
		sum, square = sum+delay, square+delay*delay
	}
	mean := sum / 2000
	if spread := math.Sqrt(square/2000 - mean*mean); mean < 50 || spread < 5 {
		t.Errorf("delay %.1f ms, spread %.1f", mean, spread)
	}
}

// The share that is lost does not depend on how it is spread; the length of
// the runs does.
func TestLoss(t *testing.T) {
	for _, test := range []struct{ loss, burst, run float64 }{
		{0.01, 0, 1}, {0.2, 1, 1.25}, {0.1, 4, 4}, {0.3, 10, 10},
	} {
		l := newLane(Conditions{Loss: test.loss, Burst: test.burst})
		lost, runs := 0, 0
		for was := range 200_000 {
			before, losing := l.counts.Lost, l.losing
			l.arrive(at(float64(was)), nil)
			l.due(at(float64(was)))
			if l.counts.Lost > before {
				lost++
				if !losing {
					runs++
				}
			}
		}
		share, run := float64(lost)/200_000, float64(lost)/float64(runs)
		if math.Abs(share/test.loss-1) > 0.1 || math.Abs(run/test.run-1) > 0.1 {
			t.Errorf("%+v: share %.3f in runs of %.2f", test, share, run)
		}
	}
}
