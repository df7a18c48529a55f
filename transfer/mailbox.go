package transfer

import "sync"

// mailbox hands functions to the goroutine that runs them. Putting never waits.
// It needs no bound: a stream puts one and waits for it, a job puts one at its
// end, and persons do not press buttons that fast.
type mailbox struct {
	mu     sync.Mutex
	queue  []func()
	closed bool
	wake   chan struct{}
}

func (m *mailbox) init() { m.wake = make(chan struct{}, 1) }

// put reports false, and does nothing, when the mailbox is closed.
func (m *mailbox) put(f func()) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return false
	}
	m.queue = append(m.queue, f)
	select {
	case m.wake <- struct{}{}:
	default:
	}
	return true
}

// drain runs what is there, and what comes meanwhile.
func (m *mailbox) drain() {
	for {
		m.mu.Lock()
		queue := m.queue
		m.queue = nil
		m.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, f := range queue {
			f()
		}
	}
}

// close lets nothing more in, and runs what is there.
func (m *mailbox) close() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.drain()
}
