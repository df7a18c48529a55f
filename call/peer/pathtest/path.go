//go:build linux

package pathtest

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"
)

// Path is two hosts joined by a bad path. Both go with the test.
type Path struct {
	*Network
	there, back *way
	guard       *guard
}

// Join makes two hosts and a path between them. It takes root; without, the
// test is skipped.
func Join(t testing.TB, c Conditions) *Path {
	t.Helper()
	n := newNetwork(t)
	a, b, g := openTUN(t, n.A), openTUN(t, n.B), new(guard)
	p := &Path{n, newWay(a, b, c, g), newWay(b, a, c, g), g}
	var running sync.WaitGroup
	for _, w := range []*way{p.there, p.back} {
		running.Go(w.take)
		running.Go(w.deliver)
	}
	t.Cleanup(func() {
		a.Close()
		b.Close()
		close(p.there.done)
		close(p.back.done)
		running.Wait()
	})
	n.configure()
	return p
}

// Set changes the conditions in both directions from now on.
func (p *Path) Set(c Conditions) { p.SetEach(c, c) }

// SetEach changes those from A to B, and those from B to A.
func (p *Path) SetEach(there, back Conditions) {
	p.there.do(func(l *lane) { l.set(time.Now(), there) })
	p.back.do(func(l *lane) { l.set(time.Now(), back) })
}

// LetConnect lets n more TCP connections be made, from whichever host, and
// refuses those after, as a firewall does that drops what asks for one.
func (p *Path) LetConnect(n int) { p.guard.let(n) }

// Counts returns what the path did from A to B, and from B to A.
func (p *Path) Counts() (there, back Counts) {
	p.there.do(func(l *lane) { there = l.count() })
	p.back.do(func(l *lane) { back = l.count() })
	return there, back
}

// Forget begins to count anew.
func (p *Path) Forget() {
	for _, w := range []*way{p.there, p.back} {
		w.do(func(l *lane) { l.counts, l.waits = Counts{}, waits{} })
	}
}

// way carries packets in one direction. One goroutine takes them, another
// delivers them when they are due.
type way struct {
	from, to io.ReadWriter
	wake     chan struct{} // something changed that deliver waits for
	done     chan struct{}
	guard    *guard // of both ways

	mu   sync.Mutex
	lane lane
}

func newWay(from, to io.ReadWriter, c Conditions, g *guard) *way {
	return &way{
		from: from, to: to, wake: make(chan struct{}, 1), done: make(chan struct{}), guard: g,
		lane: lane{conditions: c, now: time.Now(), random: rand.New(rand.NewPCG(1, 2))},
	}
}

func (w *way) do(work func(*lane)) {
	w.mu.Lock()
	work(&w.lane)
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// take reads packets until the device is closed.
func (w *way) take() {
	var room [1 << 16]byte
	for {
		n, err := w.from.Read(room[:])
		if errors.Is(err, os.ErrClosed) {
			return
		}
		if err != nil {
			continue // the device is down: it may come up
		}
		p := append([]byte(nil), room[:n]...)
		refused := w.guard.refuses(p)
		w.do(func(l *lane) {
			if refused {
				l.counts.Refused++
				return
			}
			l.arrive(time.Now(), p)
		})
	}
}

// deliver writes packets when they are due.
func (w *way) deliver() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		w.mu.Lock()
		arrived := w.lane.due(time.Now())
		at, any := w.lane.next()
		w.mu.Unlock()
		for _, p := range arrived {
			_, _ = w.to.Write(p.bytes) // a device that is down takes nothing
		}
		wait := time.Hour
		if any {
			wait = time.Until(at)
		}
		timer.Reset(wait)
		select {
		case <-timer.C:
		case <-w.wake:
		case <-w.done:
			return
		}
	}
}
