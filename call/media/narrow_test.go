package media

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"parley/call/media/adapt"
)

// TestPicturesOnNarrowingPaths bounds how long pictures stand still when a path
// of 10 Mbit/s becomes narrow for half a minute, whenever in a picture it does.
func TestPicturesOnNarrowingPaths(t *testing.T) {
	const wide, narrow, before, during, after = 10_000_000, 250_000, 15 * time.Second, 30 * time.Second, 20 * time.Second
	for _, path := range []struct {
		rate   int
		frozen time.Duration // in all
	}{
		{4 * narrow, 500 * time.Millisecond}, {2 * narrow, time.Second}, {narrow, 1500 * time.Millisecond},
	} {
		for shift := range 3 {
			from := before + time.Duration(shift)*40*time.Millisecond
			t.Run(fmt.Sprintf("%d kbit/s after %v", path.rate/1000, from), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := newNarrowCall(t, wide)
					c.changes = []change{{from, path.rate}, {from + during, wide}}
					c.play(from + during + after)
					frozen, target := c.receiver.freezes.Total, c.loop.Target()
					queue, mean, late := c.held(from+10*time.Second, from+during)
					t.Logf("frozen %v, longest %v, %d key frames; queue %v, 95 %% %v, pictures %v late; %d bit/s in the end",
						frozen, c.longest, c.sent.keys, mean, queue, late, target)
					if frozen > path.frozen {
						t.Errorf("frozen for %v, %v at most expected\n%s", frozen, path.frozen, c.story(from, from+10*time.Second))
					}
					if target < adapt.MaxVideo {
						t.Errorf("%d bit/s in the end", target)
					}
				})
			})
		}
	}
}

// TestPicturesOnSwayingPaths: packets that come early and late all the time, as over
// radio or from far away, are no reason to stop sending pictures.
func TestPicturesOnSwayingPaths(t *testing.T) {
	const ms, settled, end = time.Millisecond, 20 * time.Second, time.Minute
	for name, path := range map[string]struct {
		weather
		rate   float64 // pictures a second, at least
		target int
	}{
		"far away":       {weather{delay: 150 * ms, jitter: 50 * ms, rate: 3_000_000}, 25, 600_000},
		"radio":          {weather{delay: 50 * ms, jitter: 50 * ms, rate: 500_000}, 25, 300_000},
		"bad in all":     {weather{delay: 250 * ms, jitter: 100 * ms, rate: 300_000, loss: 0.11, burst: 4}, 5, 100_000},
		"without losses": {weather{delay: 250 * ms, jitter: 100 * ms, rate: 300_000}, 10, 130_000},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newNarrowCall(t, path.weather.rate)
				c.there.weather, c.back.weather = path.weather, path.weather
				c.back.weather.rate = 0 // nobody sends pictures there
				c.play(end)
				shown, target := c.between(settled, end)
				queue, _, late := c.held(settled, end-time.Second)
				t.Logf("%.1f pictures a second at %d bit/s, frozen %v; queue 95 %% %v, pictures %v late", shown, target, c.receiver.freezes.Total, queue, late)
				if shown < path.rate || target < path.target {
					t.Errorf("%.1f pictures a second at %d bit/s, at least %v at %d expected\n%s",
						shown, target, path.rate, path.target, c.story(0, settled))
				}
			})
		})
	}
}
