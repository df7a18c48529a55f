package bridge

import (
	"runtime"
	"testing"
	"time"
)

// clip is a picture that is always ready.
type clip struct{ presented int }

func (*clip) Ready() bool { return true }
func (*clip) Leads() bool { return true }
func (c *clip) Present()  { c.presented++ }

// Pictures reach the painter without leaving garbage.
func TestClockLeavesNoGarbage(t *testing.T) {
	runtime.LockOSThread() // as Fyne does with the main goroutine
	defer runtime.UnlockOSThread()
	var run func()
	do := func(f func()) { run = f }
	c := &Clock{beat: func(time.Time) {}, pictures: make(map[Picture]struct{}), wake: make(chan struct{}, 1)}
	c.post = newPoster(homeward(do), func() { c.tick(t.Context()) })
	shown := &clip{}
	c.Add(shown)
	step := func() {
		if c.ready(time.Now()) == leader {
			c.post.wake()
			run()
		}
	}
	if allocated := testing.AllocsPerRun(100, step); allocated > 0 {
		t.Errorf("%v allocations a picture", allocated)
	}
	if shown.presented < 100 {
		t.Errorf("%d pictures presented", shown.presented)
	}
}
