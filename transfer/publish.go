package transfer

import (
	"sync"
	"time"
)

// Watch shows the transfers, the newest state only: who looks seldom misses
// what was in between, and holds nobody up.
type Watch struct {
	publisher *publisher
	slot      chan []Transfer
}

// C returns the channel, which holds the newest list; it is closed with the
// Watch or the Engine. Nobody changes the list.
func (w *Watch) C() <-chan []Transfer { return w.slot }

// Close ends the watch.
func (w *Watch) Close() { w.publisher.unwatch(w) }

// publisher hands the newest list to watches.
type publisher struct {
	mu      sync.Mutex
	now     []Transfer
	watches map[*Watch]struct{}
	closed  bool
}

func (p *publisher) init() { p.watches = map[*Watch]struct{}{} }

func (p *publisher) newest() []Transfer {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *publisher) publish(list []Transfer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = list
	for w := range p.watches {
		w.show(list)
	}
}

// show replaces what nobody has looked at. Only one at a time shows.
func (w *Watch) show(list []Transfer) {
	select {
	case <-w.slot:
	default:
	}
	w.slot <- list
}

func (p *publisher) watch() *Watch {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := &Watch{p, make(chan []Transfer, 1)}
	if p.closed {
		close(w.slot)
		return w
	}
	p.watches[w] = struct{}{}
	w.show(p.now)
	return w
}

func (p *publisher) unwatch(w *Watch) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, open := p.watches[w]; open {
		delete(p.watches, w)
		close(w.slot)
	}
}

func (p *publisher) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for w := range p.watches {
		delete(p.watches, w)
		close(w.slot)
	}
}

// meter measures speed.
type meter struct {
	at    time.Time
	bytes int64
	speed float64 // bytes a second
}

// smooth is the time over which speed is averaged.
const smooth = 3 * time.Second

// measure takes a count and returns the speed and the time that left more
// bytes take. A count that does not grow lets the speed fall to 0.
func (m *meter) measure(now time.Time, bytes, left int64) (float64, time.Duration) {
	if m.at.IsZero() || bytes < m.bytes {
		*m = meter{at: now, bytes: bytes}
		return 0, -1
	}
	if passed := now.Sub(m.at); passed >= showEvery/2 {
		speed := float64(bytes-m.bytes) / passed.Seconds()
		weight := min(1, float64(passed)/float64(smooth))
		if m.speed == 0 {
			weight = 1
		}
		m.speed += weight * (speed - m.speed)
		m.at, m.bytes = now, bytes
	}
	if m.speed < 1 {
		return 0, -1
	}
	return m.speed, time.Duration(float64(left) / m.speed * float64(time.Second)).Round(time.Second)
}
