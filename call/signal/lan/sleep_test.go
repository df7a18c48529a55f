package lan

import (
	"testing"
	"time"
)

func TestSleep(t *testing.T) {
	s := sleep{last: time.Hour}
	now := time.Hour
	for _, step := range []struct {
		gap  time.Duration
		over bool
	}{
		{time.Second, false},
		{2900 * time.Millisecond, false}, // a busy computer
		{100 * time.Millisecond, false},
		{3100 * time.Millisecond, true},
		{time.Second, false}, // told once
		{8 * time.Hour, true},
	} {
		now += step.gap
		if s.over(now) != step.over {
			t.Errorf("after %v: %v", step.gap, !step.over)
		}
	}
}

func TestUptimeGoesOn(t *testing.T) {
	before := uptime()
	time.Sleep(2 * time.Millisecond)
	if after := uptime(); after <= before {
		t.Errorf("%v, then %v", before, after)
	}
}
