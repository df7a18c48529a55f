package frame

import (
	"context"
	"sync"
	"sync/atomic"
)

// Mailbox hands the newest value from one goroutine to another: a value that
// was not taken when the next arrives is dropped and counted. It never blocks
// the producer and never holds more than one value.
type Mailbox[T any] struct {
	drop    func(T)
	mu      sync.Mutex
	value   T
	full    bool
	closed  bool
	signal  chan struct{}
	dropped atomic.Uint64
	put     atomic.Uint64
}

// NewMailbox returns an empty mailbox. drop, when not nil, releases a value
// that nobody took.
func NewMailbox[T any](drop func(T)) *Mailbox[T] {
	return &Mailbox[T]{drop: drop, signal: make(chan struct{}, 1)}
}

// Put leaves v for the reader and drops what was there. After Close it drops
// v itself.
func (m *Mailbox[T]) Put(v T) {
	m.put.Add(1)
	m.mu.Lock()
	old, stale := v, true
	if !m.closed {
		old, stale = m.value, m.full
		m.value, m.full = v, true
	}
	m.mu.Unlock()
	m.discard(old, stale)
	select {
	case m.signal <- struct{}{}:
	default:
	}
}

// TryTake returns the value, if there is one, without waiting.
func (m *Mailbox[T]) TryTake() (v T, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var none T
	v, ok = m.value, m.full
	m.value, m.full = none, false
	return v, ok
}

// Take waits for a value. ok is false once ctx is done or the mailbox is
// closed. Only one goroutine may wait at a time.
func (m *Mailbox[T]) Take(ctx context.Context) (v T, ok bool) {
	for {
		if v, ok = m.TryTake(); ok || m.isClosed() {
			return v, ok
		}
		select {
		case <-m.signal:
		case <-ctx.Done():
			return v, false
		}
	}
}

// Close drops what is there and makes Take return at once. It may be called
// any number of times.
func (m *Mailbox[T]) Close() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	v, ok := m.TryTake()
	m.discard(v, ok)
	select {
	case m.signal <- struct{}{}:
	default:
	}
}

// Dropped counts the values that were put and never taken.
func (m *Mailbox[T]) Dropped() uint64 { return m.dropped.Load() }

// Count counts the values that were put.
func (m *Mailbox[T]) Count() uint64 { return m.put.Load() }

func (m *Mailbox[T]) isClosed() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.closed
}

func (m *Mailbox[T]) discard(v T, stale bool) {
	if !stale {
		return
	}
	m.dropped.Add(1)
	if m.drop != nil {
		m.drop(v)
	}
}
