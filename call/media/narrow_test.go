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
