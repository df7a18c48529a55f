package bridge

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/call"
	"parley/call/media/frame"
)

// source is a controller that only tells snapshots.
type source struct {
	now *call.Snapshot
	box *frame.Mailbox[*call.Snapshot]
}

func newSource() *source {
	return &source{now: &call.Snapshot{}, box: frame.NewMailbox[*call.Snapshot](nil)}
}

func (s *source) Snapshot() *call.Snapshot              { return s.now }
func (s *source) Watch() *frame.Mailbox[*call.Snapshot] { return s.box }

// mainThread is a queue of functions as Fyne has one: without bound.
type mainThread struct {
	mu      sync.Mutex
	waiting []func()
	most    int // the longest that the queue was
}

func (m *mainThread) do(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waiting = append(m.waiting, f)
	m.most = max(m.most, len(m.waiting))
}

func (m *mainThread) queue(job func()) (post func()) { return func() { m.do(job) } }

// run does what waits, as the main thread does when it is not blocked.
func (m *mainThread) run() {
	m.mu.Lock()
	waiting := m.waiting
	m.waiting = nil
	m.mu.Unlock()
	for _, f := range waiting {
		f()
	}
}

func TestBridgeShowsThePresentFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var main mainThread
		src := newSource()
		var got []*call.Snapshot
		b := start(src, func(s *call.Snapshot) { got = append(got, s) }, main.queue)
		defer b.Close()
		main.run()
		if len(got) != 1 || got[0] != src.now {
			t.Fatalf("applied %v, want the present snapshot", got)
		}
	})
}

func TestBridgeSkipsWhatABlockedWindowMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var main mainThread
		src := newSource()
		var got []*call.Snapshot
		b := start(src, func(s *call.Snapshot) { got = append(got, s) }, main.queue)
		defer b.Close()
		main.run()
		var last *call.Snapshot
		for range 1000 {
			last = &call.Snapshot{State: call.Active}
			src.box.Put(last)
			synctest.Wait()
		}
		if main.most > 1 {
			t.Errorf("%d functions waited for the main thread", main.most)
		}
		main.run()
		if len(got) != 2 || got[1] != last {
			t.Errorf("applied %d snapshots, want the first and the last", len(got))
		}
	})
}

func TestBridgeIsSilentAfterClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var main mainThread
		applied := 0
		b := start(newSource(), func(*call.Snapshot) { applied++ }, main.queue)
		b.Close()
		b.Close()
		main.run()
		if applied != 0 {
			t.Errorf("applied %d snapshots after Close", applied)
		}
	})
}

func TestPosterMergesWakes(t *testing.T) {
	var main mainThread
	runs := 0
	p := newPoster(main.queue, func() { runs++ })
	for range 10 {
		p.wake()
	}
	main.run()
	p.wake()
	main.run()
	if runs != 2 || main.most != 1 {
		t.Errorf("%d runs with %d waiting, want 2 and 1", runs, main.most)
	}
}

func TestDue(t *testing.T) {
	last := time.Unix(0, 0)
	for r, want := range map[readiness]time.Duration{
		nothing: BeatPeriod, riders: RidePeriod, leader: LeadPeriod,
	} {
		if got := due(last, r, BeatPeriod).Sub(last); got != want {
			t.Errorf("due after %v, want %v", got, want)
		}
	}
}
