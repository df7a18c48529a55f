package codec

import (
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	start := time.Unix(100, 0)
	c := NewClock(30)
	for _, step := range []struct {
		at   time.Time
		want int64
	}{
		{start, 3000},
		{start.Add(40 * time.Millisecond), 6600},
		{start.Add(40 * time.Millisecond), 6601},    // never stands still
		{start.Add(10 * time.Millisecond), 6602},    // nor goes back
		{start.Add(10 * time.Second), 6602 + 18000}, // nor leaps
		{time.Time{}, 6602 + 21000},
		{start.Add(11 * time.Second), 6602 + 24000},
	} {
		if got := c.Next(step.at); got != step.want {
			t.Errorf("%v: %d, want %d", step.at, got, step.want)
		}
	}
	before := c.Next(start.Add(12 * time.Second))
	if got := c.NextFixed(start.Add(12500*time.Millisecond)) - before; got != 45000 {
		t.Errorf("half a second of standing still took %d ticks", got)
	}
}
