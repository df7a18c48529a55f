package bridge

import (
	"runtime"
	"testing"
)

// What Fyne would run elsewhere, after its end, is not run at all.
func TestNothingRunsAwayFromHome(t *testing.T) {
	runtime.LockOSThread() // as Fyne does with the main goroutine
	defer runtime.UnlockOSThread()
	var queue []func()
	ran := 0
	post := homeward(func(f func()) { queue = append(queue, f) })(func() { ran++ })
	for range 3 {
		post()
	}
	queue[0]()
	if ran != 1 {
		t.Errorf("ran %d times at home", ran)
	}
	away := make(chan struct{})
	go func() {
		defer close(away)
		queue[1]()
	}()
	<-away
	if ran != 1 {
		t.Errorf("ran %d times, once away", ran)
	}
	queue[2]()
	if ran != 2 {
		t.Errorf("ran %d times after it was home again", ran)
	}
}
