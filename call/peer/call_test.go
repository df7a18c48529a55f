package peer

import (
	"testing"
	"time"
)

func TestMediaBothWays(t *testing.T) {
	onWAN(t, 20*time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		start := time.Now()
		c.connect(t)
		t.Logf("connected after %v", time.Since(start))
		c.a.send(t, time.Second, 2000)
		c.b.send(t, time.Second, 2000)
		for name, e := range map[string]*end{"a": c.a, "b": c.b} {
			if n := len(e.received(Microphone)); n < 45 {
				t.Errorf("%s heard %d packets", name, n)
			}
			if n := len(e.received(Camera)); n < 55 {
				t.Errorf("%s saw %d packets", name, n)
			}
			if n := len(e.received(Screen)) + len(e.received(ScreenSound)); n != 0 {
				t.Errorf("%s got %d packets nobody sent", name, n)
			}
		}
	})
}
