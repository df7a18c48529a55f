package server

import "sync"

// outgoing is a frame on its way to a client.
type outgoing struct {
	text  bool
	bytes []byte
}

// queue holds what waits for one client. It takes what fits and refuses the
// rest; who is refused is too slow a reader and is cut, nothing is dropped
// in between.
type queue struct {
	ready chan struct{} // one deep: there is something to take

	mu     sync.Mutex
	frames []outgoing
	room   int // bytes that still fit; what is being written takes room too
	closed bool
}

func newQueue(bytes int) *queue {
	return &queue{ready: make(chan struct{}, 1), room: bytes}
}

// push appends a frame and says whether it fitted. A closed queue swallows it.
func (q *queue) push(f outgoing) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return true
	}
	if len(f.bytes) > q.room {
		return false
	}
	q.room -= len(f.bytes)
	q.frames = append(q.frames, f)
	select {
	case q.ready <- struct{}{}:
	default:
	}
	return true
}

// take hands over everything that waits.
func (q *queue) take() []outgoing {
	q.mu.Lock()
	defer q.mu.Unlock()
	frames := q.frames
	q.frames = nil
	return frames
}

// wrote makes room after a frame was written.
func (q *queue) wrote(f outgoing) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.room += len(f.bytes)
}

// close lets go of what waits.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.frames = nil
}
