package tight

import "sync"

// Frame is a frame on its way to a client.
type Frame struct {
	Kind  Kind
	Bytes []byte
}

// Kind is what a frame is sent as.
type Kind uint8

// A Ping has no bytes.
const (
	Binary Kind = iota
	Text
	Ping
)

// Queue holds what waits for one client. It takes what fits and refuses the
// rest; who is refused is too slow a reader and is cut, nothing is dropped
// in between. What comes before it is opened waits.
//
// A goroutine that takes is there only while something waits: one that sleeps
// keeps its stack, which is most of what a silent client costs.
type Queue struct {
	start func()

	mu     sync.Mutex
	frames []Frame
	room   int // bytes that still fit; what is being written takes room too
	opened bool
	taking bool // somebody does
	closed bool
}

// NewQueue returns a queue for so many bytes. Start is called, under the queue's
// lock, when there is something to Take after there was nothing.
func NewQueue(room int, start func()) *Queue { return &Queue{start: start, room: room} }

// Push appends a frame and says whether it fitted. A closed queue swallows it,
// and one that is not open yet all but binary ones: the first frame says it.
func (q *Queue) Push(f Frame) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || !q.opened && f.Kind != Binary {
		return true
	}
	if len(f.Bytes) > q.room {
		return false
	}
	q.room -= len(f.Bytes)
	q.frames = append(q.frames, f)
	q.begin()
	return true
}

// Open lets frames go out, first this one.
func (q *Queue) Open(first Frame) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.room -= len(first.Bytes)
	q.frames = append([]Frame{first}, q.frames...)
	q.opened = true
	q.begin()
}

// begin has somebody take what waits. The caller holds the lock.
func (q *Queue) begin() {
	if q.opened && !q.taking {
		q.taking = true
		q.start()
	}
}

// Take hands over everything that waits; with nothing, whoever took is done.
func (q *Queue) Take() []Frame {
	q.mu.Lock()
	defer q.mu.Unlock()
	frames := q.frames
	q.frames = nil
	q.taking = len(frames) > 0
	return frames
}

// Wrote makes room after a frame was written.
func (q *Queue) Wrote(f Frame) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.room += len(f.Bytes)
}

// WhileOpen calls do unless the queue is closed, nor will it be meanwhile.
func (q *Queue) WhileOpen(do func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		do()
	}
}

// Close lets go of what waits. Nothing is started after that.
func (q *Queue) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.frames = nil
}

// Closed says whether Close was called.
func (q *Queue) Closed() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}
