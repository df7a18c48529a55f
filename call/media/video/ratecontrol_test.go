package video

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// thin sends ten seconds of a camera through a control and returns how many
// pictures a second came out, and the widest gap between two.
func thin(camera, limit, jitter float64) (rate float64, widest time.Duration) {
	random := rand.New(rand.NewPCG(1, 1))
	c, start := NewRateControl(limit), time.Unix(100, 0)
	var last time.Time
	count := 0
	for n := range int(10 * camera) {
		at := start.Add(time.Duration((float64(n) + jitter*(random.Float64()-0.5)) / camera * float64(time.Second)))
		if !c.Take(at) {
			continue
		}
		if count++; count > 1 {
			widest = max(widest, at.Sub(last))
		}
		last = at
	}
	return float64(count) / 10, widest
}

func TestRateControl(t *testing.T) {
	for _, c := range []struct{ camera, limit, jitter, want float64 }{
		{30, 30, 0, 30},
		{30, 30, 0.6, 30},
		{60, 30, 0, 30},
		{60, 30, 0.4, 30},
		{25, 30, 0.5, 25},
		{30, 20, 0, 20},
		{30, 15, 0.3, 15},
		{30, 5, 0.3, 5},
		{48, 30, 0, 30},
		{29.97, 30, 0.2, 29.97},
		{30, 0, 0, 0},
	} {
		rate, widest := thin(c.camera, c.limit, c.jitter)
		if rate > c.limit+0.2 || math.Abs(rate-c.want) > 0.03*c.want+0.1 {
			t.Errorf("%+v: %.1f a second", c, rate)
		}
		if bound := time.Duration(float64(time.Second) * (1/c.want + (1+c.jitter)/c.camera)); c.want > 0 && widest > bound {
			t.Errorf("%+v: a gap of %v", c, widest)
		}
	}
}

func TestRateControlStartsAgain(t *testing.T) {
	c, start := NewRateControl(10), time.Unix(100, 0)
	taken := func(after time.Duration) bool { return c.Take(start.Add(after)) }
	if !taken(0) || taken(30*time.Millisecond) {
		t.Fatal("the first picture and not the second")
	}
	if !taken(5*time.Second) || taken(5*time.Second+30*time.Millisecond) {
		t.Fatal("a gap is followed by a burst")
	}
	if !taken(-time.Hour) || taken(-time.Hour+30*time.Millisecond) || !taken(-time.Hour+100*time.Millisecond) {
		t.Fatal("a clock set back stops the pictures")
	}
}
