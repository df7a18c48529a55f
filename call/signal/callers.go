package signal

import "sync"

// Callers counts who is inside of something that can be closed, for its Close
// to wait for. The zero value is open. All methods may be called from any
// goroutine.
type Callers struct {
	mu     sync.Mutex
	closed bool
	inside sync.WaitGroup
}

// Enter counts one more, who calls Leave, or fails with ErrClosed.
func (c *Callers) Enter() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return ErrClosed
	}
	c.inside.Add(1)
	return nil
}

// Leave is called once for each Enter that did not fail.
func (c *Callers) Leave() { c.inside.Done() }

// Go counts f while it runs beside the caller, who is inside.
func (c *Callers) Go(f func()) { c.inside.Go(f) }

// Refuse lets nobody enter any more.
func (c *Callers) Refuse() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
}

// Refuses says whether nobody may enter any more.
func (c *Callers) Refuses() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

// Wait waits until all have left. It is called after Refuse.
func (c *Callers) Wait() { c.inside.Wait() }
