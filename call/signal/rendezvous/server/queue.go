package server

import "sync"

// outgoing is a frame on its way to a client.
type outgoing struct {
	kind  frameKind
	bytes []byte
}

type frameKind uint8

const (
	binaryFrame frameKind = iota
	textFrame
	pingFrame
)

// queue holds what waits for one client. It takes what fits and refuses the
// rest; who is refused is too slow a reader and is cut, nothing is dropped
// in between. What comes before it is opened waits.
type queue struct {
	start func() // what takes: called when there is something after there was nothing

	mu     sync.Mutex
	frames []outgoing
	room   int // bytes that still fit; what is being written takes room too
	opened bool
	taking bool // somebody does
	closed bool
}

// push appends a frame and says whether it fitted. A closed queue swallows it,
// and one that is not open yet all but binary ones: the first frame says it.
func (q *queue) push(f outgoing) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || !q.opened && f.kind != binaryFrame {
		return true
	}
	if len(f.bytes) > q.room {
		return false
	}
	q.room -= len(f.bytes)
	q.frames = append(q.frames, f)
	q.begin()
	return true
}

// open lets frames go out, first this one.
func (q *queue) open(first outgoing) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.room -= len(first.bytes)
	q.frames = append([]outgoing{first}, q.frames...)
	q.opened = true
	q.begin()
}

// begin has somebody take what waits. The caller holds the lock.
func (q *queue) begin() {
	if q.opened && !q.taking {
		q.taking = true
		q.start()
	}
}

// take hands over everything that waits; with nothing, whoever took is done.
func (q *queue) take() []outgoing {
	q.mu.Lock()
	defer q.mu.Unlock()
	frames := q.frames
	q.frames = nil
	q.taking = len(frames) > 0
	return frames
}

// wrote makes room after a frame was written.
func (q *queue) wrote(f outgoing) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.room += len(f.bytes)
}

// whileOpen calls do unless the queue is closed, nor will it be meanwhile.
func (q *queue) whileOpen(do func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		do()
	}
}

// close lets go of what waits. Nothing is started after that.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.frames = nil
}

func (q *queue) isClosed() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}
