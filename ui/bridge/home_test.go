package bridge

import "testing"

// What Fyne would run elsewhere, after its end, is not run at all.
func TestNothingRunsAwayFromHome(t *testing.T) {
	var queue []func()
	ran := 0
	do := homeward(func(f func()) { queue = append(queue, f) })
	for range 3 {
		do(func() { ran++ })
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
