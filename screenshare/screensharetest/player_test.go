package screensharetest

import (
	"image"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"parley/screenshare"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestPlay(t *testing.T) {
	page := NewPage(640, 360)
	synctest.Test(t, func(t *testing.T) {
		pictures := make(chan screenshare.Picture, 100)
		p := Play(page, func(n int) int { return min(n, 15) }, screenshare.Config{
			Limits:  screenshare.Limits{FPS: 15},
			Deliver: func(p screenshare.Picture) { pictures <- p },
			Report:  func(screenshare.Status) {},
		})
		defer p.Close()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := len(pictures); n != 16 {
			t.Fatalf("%d pictures of 15 steps", n)
		}
		if first := <-pictures; first.Share != 1 || first.Changed[0] != (image.Rectangle{Max: page.Size()}) {
			t.Errorf("of the first picture %v changed", first.Changed)
		}
		if second := <-pictures; second.Changed[0] != page.Scrolls() || second.Sequence != 1 {
			t.Errorf("of the second picture %v changed", second.Changed)
		}
		p.Refresh()
		time.Sleep(time.Second)
		synctest.Wait()
		if n := len(pictures); n != 15 {
			t.Errorf("%d pictures, not one more", n)
		}
	})
}
