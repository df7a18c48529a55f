// Package bridge carries what happens elsewhere to the main thread, which
// alone may touch widgets. It holds the only fyne.Do of the program: one for
// snapshots and one for pictures, and never more than one of each waiting. A
// blocked window therefore costs nobody else time or memory.
package bridge

import (
	"context"
	"sync"
	"sync/atomic"

	"fyne.io/fyne/v2"

	"parley/call"
	"parley/call/media/frame"
)

// Source is where snapshots come from: the call's controller.
type Source interface {
	Snapshot() *call.Snapshot
	// Watch returns the slot that holds the newest snapshot not yet taken.
	// The bridge is its one reader.
	Watch() *frame.Mailbox[*call.Snapshot]
}

// Bridge shows the newest snapshot to a function on the main thread. What the
// main thread has no time for is skipped.
type Bridge struct {
	box    *frame.Mailbox[*call.Snapshot]
	apply  func(*call.Snapshot)
	latest atomic.Pointer[call.Snapshot]
	post   *poster
	stop   context.CancelFunc
	done   sync.WaitGroup
}

// New starts a bridge that calls apply on the main thread: with the present
// snapshot first, then with the newest whenever there is a new one. It must be
// called on the main thread.
func New(source Source, apply func(*call.Snapshot)) *Bridge {
	return start(source, apply, homeward(fyne.Do))
}

func start(source Source, apply func(*call.Snapshot), main queue) *Bridge {
	ctx, stop := context.WithCancel(context.Background())
	b := &Bridge{box: source.Watch(), apply: apply, stop: stop}
	b.post = newPoster(main, b.show)
	b.latest.Store(source.Snapshot())
	b.post.wake()
	b.done.Go(func() { b.carry(ctx) })
	return b
}

// Close ends the bridge: apply is not called once it returned, provided that
// it was called on the main thread. It may be called any number of times.
func (b *Bridge) Close() {
	b.stop()
	b.done.Wait()
	b.latest.Store(nil)
}

func (b *Bridge) carry(ctx context.Context) {
	for {
		s, ok := b.box.Take(ctx)
		if !ok {
			return
		}
		b.latest.Store(s)
		b.post.wake()
	}
}

// show runs on the main thread.
func (b *Bridge) show() {
	if s := b.latest.Swap(nil); s != nil {
		b.apply(s)
	}
}

// poster runs one function on the main thread. Wakes that come while one is
// waiting there are merged with it.
type poster struct {
	post    func() // queues without waiting
	pending atomic.Bool
}

func newPoster(main queue, run func()) *poster {
	p := new(poster)
	p.post = main(func() {
		p.pending.Store(false)
		run()
	})
	return p
}

// wake asks for a run and returns at once.
func (p *poster) wake() {
	if p.pending.CompareAndSwap(false, true) {
		p.post()
	}
}
