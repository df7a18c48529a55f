package signal

import (
	"context"
	"sync/atomic"
	"time"
)

// Receive waits for the next of what a link has taken in. When the link has
// ended it first returns what came before, then always why it did.
func Receive[M any](ctx context.Context, in <-chan M, ended <-chan struct{}, why func() error) (next M, err error) {
	select {
	case next = <-in:
		return next, nil
	case <-ended:
	case <-ctx.Done():
		return next, ctx.Err()
	}
	select {
	case next = <-in:
		return next, nil
	default:
		return next, why()
	}
}

// Hearing is when the other side of a link was heard last. All methods may be
// called from any goroutine.
type Hearing struct {
	begun time.Time
	last  atomic.Int64 // as a Duration since begun: wall clocks jump
}

// NewHearing counts as having heard now.
func NewHearing() *Hearing { return &Hearing{begun: time.Now()} }

// Heard is called for each message.
func (h *Hearing) Heard() { h.last.Store(int64(time.Since(h.begun))) }

// Silence is how long nothing was heard.
func (h *Hearing) Silence() time.Duration {
	return time.Since(h.begun) - time.Duration(h.last.Load())
}
