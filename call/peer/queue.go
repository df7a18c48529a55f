package peer

import (
	"sync"
	"time"

	"parley/call/media/congestion"
	"parley/call/media/rtpio"
)

// queue is the pacer between those who write frames and the one goroutine that
// sends, so that a stalled path never stalls an encoder.
type queue struct {
	now  func() time.Time
	wake chan struct{}

	mu      sync.Mutex // guards the two below
	pacer   *congestion.Pacer[outgoing]
	repairs rtpio.Repairs
}

func newQueue(target int, now func() time.Time) *queue {
	q := &queue{now: now, wake: make(chan struct{}, 1), pacer: congestion.NewPacer[outgoing](target)}
	q.repairs.SetTarget(now(), target)
	return q
}

// put queues the frame of a picture. It reports false when the slot needs a key
// frame first.
func (q *queue) put(slot Slot, key bool, packets []outgoing, size int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer q.ring()
	return q.pacer.PushVideo(int(slot), key, packets, size)
}

// putSound queues a packet of sound.
func (q *queue) putSound(slot Slot, p outgoing) {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer q.ring()
	q.pacer.PushAudio(int(slot), p, len(p.payload))
}

// repair queues a packet that is sent again, of size bytes, unless that is too
// much for the path, or for an early answer (rtpio.History.Ask).
func (q *queue) repair(p outgoing, size int, early bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer q.ring()
	if q.repairs.Take(q.now(), size, early) {
		q.pacer.PushRepair(p, size)
	}
}

// repairing is what is sent again, in bits a second.
func (q *queue) repairing() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.repairs.Rate(q.now())
}

// ring makes run look for what may leave.
func (q *queue) ring() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// setTarget takes in what is to be sent in the long run, and what the path is known
// to carry, or zero.
func (q *queue) setTarget(target, capacity int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pacer.SetTarget(target, capacity)
	q.repairs.SetTarget(q.now(), target)
}

// reset drops what waits and makes every video slot begin with a key frame.
func (q *queue) reset() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pacer.Clear()
	for s := range slotCount {
		if s.video() {
			q.pacer.Starve(int(s))
		}
	}
}

func (q *queue) dropped(slot Slot) congestion.Dropped {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.pacer.Dropped(int(slot))
}

func (q *queue) pop() (outgoing, time.Duration, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.pacer.Pop(q.now())
}

// run calls send for each packet that may leave until done is closed.
func (q *queue) run(send func(outgoing), done <-chan struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		p, wait, ok := q.pop()
		if ok {
			send(p)
			continue
		}
		var due <-chan time.Time
		if wait >= 0 {
			timer.Reset(wait)
			due = timer.C
		}
		select {
		case <-q.wake:
		case <-due:
		case <-done:
			return
		}
	}
}
