package bus

import (
	"context"
	"sync"
)

// MaxWaiting is how many notes wait for a bus at most.
const MaxWaiting = 4096

// Note is what a server does on a bus, in this order.
type Note struct {
	Topic   string
	Watch   bool   // begin to watch the topic
	Message []byte // publish it there; nil for nothing
	Forget  bool   // end watching
}

// Queue takes notes to a bus, one after the other, so that nobody waits for the
// bus. All methods may be called from any goroutine.
type Queue struct {
	bus  Bus
	lost func()
	out  chan Note
	done chan struct{}
	work sync.WaitGroup
	once sync.Once
}

// NewQueue returns a queue, which the caller closes, to a bus. It calls lost,
// from any goroutine, for each note that waits in vain or that the bus refuses.
func NewQueue(b Bus, lost func()) *Queue {
	q := &Queue{bus: b, lost: lost, out: make(chan Note, MaxWaiting), done: make(chan struct{})}
	q.work.Go(q.run)
	return q
}

// Offer queues a note, unless too many wait.
func (q *Queue) Offer(n Note) {
	select {
	case q.out <- n:
	default:
		q.lost()
	}
}

// Put queues a note as soon as there is place, unless ctx ends first.
func (q *Queue) Put(ctx context.Context, n Note) error {
	select {
	case q.out <- n:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close sends what waits, and ends. What is queued later is not sent. It may be
// called any number of times.
func (q *Queue) Close() {
	q.once.Do(func() { close(q.done) })
	q.work.Wait()
}

func (q *Queue) run() {
	for {
		select {
		case n := <-q.out:
			q.send(n)
		case <-q.done:
			for range len(q.out) {
				q.send(<-q.out)
			}
			return
		}
	}
}

func (q *Queue) send(n Note) {
	if q.tell(n) != nil {
		q.lost()
	}
	if n.Forget {
		q.bus.Forget(n.Topic)
	}
}

func (q *Queue) tell(n Note) error {
	if n.Watch {
		if err := q.bus.Watch(n.Topic); err != nil {
			return err
		}
	}
	if n.Message == nil {
		return nil
	}
	return q.bus.Publish(n.Topic, n.Message)
}
