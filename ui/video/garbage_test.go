package video

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"parley/call/media/frame"
)

// A picture becomes pixels, smaller or mirrored ones too, and leaves no garbage.
func TestConvertingLeavesNoGarbage(t *testing.T) {
	for name, aim := range map[string]target{
		"as it is": {}, "smaller": {width: 320, height: 180}, "mirrored": {width: 320, height: 180, mirror: true},
	} {
		t.Run(name, func(t *testing.T) {
			var feed frame.Feed
			var pool frame.VideoPool
			var front *picture
			presented := 0
			f := newFlow(Options{Feed: &feed}, aim, nil, func(p *picture) (free *picture) {
				presented++
				free, front = front, p
				return free
			}, func() {})
			defer f.close()
			step := func() {
				f.draw(pool.Get(1280, 720), false)
				f.Present()
			}
			for range buffers {
				step()
			}
			if allocated := testing.AllocsPerRun(20, step); allocated > 0 {
				t.Errorf("%v allocations a picture", allocated)
			}
			if presented < 20 || pool.Live() != 0 {
				t.Errorf("%d pictures presented, %d not given back", presented, pool.Live())
			}
		})
	}
}

// What is hidden, or rests, converts nothing: nobody watches the feed.
func TestHiddenConvertsNothing(t *testing.T) {
	test.NewTempApp(t)
	var feed frame.Feed
	var pool frame.VideoPool
	s := New(newTicker(), Options{Feed: &feed})
	defer s.Close()
	watchers := func(want int, when string) {
		t.Helper()
		if got := feed.Put(pool.Get(64, 48)); got != want {
			t.Errorf("%d convert %s, want %d", got, when, want)
		}
	}
	watchers(0, "before it is shown")
	s.Show(64, 48)
	watchers(1, "while it is shown")
	s.Rest()
	watchers(0, "at rest")
	s.Show(64, 48)
	watchers(1, "once it is shown again")
	s.Hide()
	watchers(0, "when it is hidden")
}
