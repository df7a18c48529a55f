package signal

import (
	"context"
	"fmt"
	"sync"
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

	mu   sync.Mutex
	next chan struct{} // closed when something is heard; nil while nobody waits
}

// NewHearing counts as having heard now.
func NewHearing() *Hearing { return &Hearing{begun: time.Now()} }

// Heard is called for each message.
func (h *Hearing) Heard() {
	h.last.Store(int64(time.Since(h.begun)))
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.next != nil {
		close(h.next)
		h.next = nil
	}
}

// Silence is how long nothing was heard.
func (h *Hearing) Silence() time.Duration {
	return time.Since(h.begun) - time.Duration(h.last.Load())
}

// Prove asks the other side for a sign of life, and returns nil when something
// is heard. Otherwise its error wraps ErrLost, at the latest when ctx is done.
func (h *Hearing) Prove(ctx context.Context, ask func(Envelope) error, ended <-chan struct{}) error {
	heard := h.listen()
	if err := ask(Envelope{Body: Ping{}}); err != nil {
		return fmt.Errorf("%w: %w", ErrLost, err)
	}
	select {
	case <-heard:
		return nil
	case <-ended:
	case <-ctx.Done():
	}
	return ErrLost
}

// listen returns a channel that is closed when something is heard from now on.
func (h *Hearing) listen() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.next == nil {
		h.next = make(chan struct{})
	}
	return h.next
}
