package congestion

import (
	"time"

	"github.com/pion/interceptor"
)

// Run sends the bursts that probe the path until done is closed.
func (e *Estimator) Run(done <-chan struct{}) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case <-e.bursts:
		case <-done:
			return
		}
		for wait, more := e.pad(); more; wait, more = e.pad() {
			timer.Reset(wait)
			select {
			case <-timer.C:
			case <-done:
				return
			}
		}
	}
}

// probe starts a burst if one is due. It is called with the lock held. Before
// the first feedback nothing is known that a burst could be compared with, and
// before the first picture there is nothing to pad.
func (e *Estimator) probe() {
	if e.padded == nil || e.padded.transport == 0 || e.path.At.IsZero() {
		return
	}
	now := e.now()
	if e.loss.doubt {
		return
	}
	c, ok := e.prober.due(now, e.target, e.path.Queueing)
	if !ok {
		return
	}
	if e.delay.capacity.known() {
		c.length = longBurst
	}
	e.burst = &burst{cluster: c, begun: now}
	select {
	case e.bursts <- struct{}{}:
	default: // Run has yet to hear of the last one, and then finds this one
	}
}

// pad sends the packet of padding that is due. It returns after how long there
// is another one; more is false when the burst is over. Media that leaves
// meanwhile is part of it.
func (e *Estimator) pad() (wait time.Duration, more bool) {
	e.mu.Lock()
	b, s := e.burst, e.padded
	if b == nil || b.over {
		e.mu.Unlock()
		return 0, false
	}
	if wait = b.due() - e.now(); wait > 0 {
		e.mu.Unlock()
		return wait, true
	}
	h := s.padding()
	err := e.note(s, h, 0)
	b.over = err != nil || b.full()
	e.mu.Unlock()
	if err == nil {
		// Without a path it is as good as lost on the way.
		_, _ = s.writer.Write(h, nil, make(interceptor.Attributes))
	}
	return 0, true
}

// finish returns what a burst found that a feedback ended, zero for nothing.
func (e *Estimator) finish(n news, now time.Duration) float64 {
	if e.burst == nil {
		return 0
	}
	e.burst.add(n)
	if !e.burst.known(now) {
		return 0
	}
	rate := e.burst.rate(e.loss.inherent)
	e.burst = nil
	e.prober.found(now, rate)
	return min(rate, e.prober.want) // the margin was not wanted
}
