package congestion

import (
	"testing"
	"testing/synctest"
	"time"
)

// Another path is not flooded with what the old one carried, and a wider one is
// found at once. Feedback on the old path comes late and says nothing.
func TestRestart(t *testing.T) {
	for _, tt := range []struct {
		name     string
		from, to int
		delay    time.Duration // of the new path
		reached  int
		within   time.Duration
	}{
		{"narrower", 10_000_000, 400_000, 50 * time.Millisecond, 280_000, 3 * time.Second},
		{"wider", 400_000, 10_000_000, 25 * time.Millisecond, 2_500_000, 2 * time.Second},
		{"longer", 10_000_000, 10_000_000, 150 * time.Millisecond, 2_500_000, 3 * time.Second},
		{"shorter", 10_000_000, 10_000_000, 5 * time.Millisecond, 2_500_000, 2 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := call(t, newLink(tt.from), 1)
				simulate(20*time.Second, c)
				told := 0
				c.e.OnChange(func(bps int) { told = bps })
				next := newLink(tt.to)
				next.delay = tt.delay
				c.move(next)
				c.e.Restart()
				if told != DefaultInitial || !c.e.Path().At.IsZero() {
					t.Errorf("told %d, path %+v", told, c.e.Path())
				}
				c.targets = nil
				simulate(10*time.Second, c)
				took := reached(c.targets, tt.reached)
				wait, full := next.queued()
				t.Logf("%d reached after %v; p95 wait %v, %.3f full", tt.reached, took, wait.Round(time.Millisecond), full)
				if took > tt.within || wait > 250*time.Millisecond || full > 0.05 {
					t.Errorf("%d reached after %v; p95 wait %v, %.3f full", tt.reached, took, wait, full)
				}
			})
		})
	}
}

// Whatever the estimate has come to, Restart begins anew.
func TestRestartForgets(t *testing.T) {
	e := NewEstimator(Config{})
	e.delay.rate, e.target, e.loss.inherent = 50_000, 50_000, 0.3
	e.Want(camera720)
	e.Restart()
	if e.Target() != DefaultInitial || e.loss.inherent != 0 || !e.Path().Short {
		t.Errorf("target %d, inherent loss %v, %+v", e.Target(), e.loss.inherent, e.Path())
	}
}
