package devices

import (
	"context"
	"time"
)

// attempt opens a line without waiting for a sound server that hangs: what it
// gave up on it takes up again the next time, so that no more than one is ever
// under way. It belongs to one goroutine.
type attempt struct{ result chan openedOrNot }

// openedOrNot is the result of openLine.
type openedOrNot struct {
	line *line
	err  error
}

// serverPatience is how long the sound server may take to open a device or to
// list them.
const serverPatience = 5 * time.Second

// line waits for open, or for that of an earlier call that was given up on.
func (a *attempt) line(ctx context.Context, open func() (*line, error)) (*line, error) {
	if a.result == nil {
		result := make(chan openedOrNot, 1)
		a.result = result
		go func() {
			l, err := open()
			result <- openedOrNot{l, err}
		}()
	}
	timer := time.NewTimer(serverPatience)
	defer timer.Stop()
	select {
	case r := <-a.result:
		a.result = nil
		return r.line, r.err
	case <-timer.C:
		return nil, errNoServer
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// abandon closes what may still be opened, waiting for it as leave does.
func (a *attempt) abandon() {
	if a.result == nil {
		return
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		if r := <-a.result; r.line != nil {
			r.line.close()
		}
	}()
	leave(closed)
}
