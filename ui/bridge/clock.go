package bridge

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// The clock's periods.
const (
	// LeadPeriod is the least time between two repaints: the window cannot be
	// drawn more often than 60 times a second.
	LeadPeriod = 15 * time.Millisecond
	// RidePeriod is how long other pictures wait for one that leads before
	// they are painted on their own. A repaint costs the whole window, so at
	// 30 pictures a second they ride along and cost nothing.
	RidePeriod = 40 * time.Millisecond
	// BeatPeriod is the time between two beats.
	BeatPeriod = time.Second / 15
	// RestPeriod is the time between two beats at rest, and nap how much of it
	// the main thread sleeps: all but the time for Fyne to look for input once.
	RestPeriod = time.Second / 4
	nap        = RestPeriod - time.Second/60
	// standstill is how long the picture that leads may rest before another
	// takes its place.
	standstill = 100 * time.Millisecond
)

// Picture is something on the screen that changes by itself.
type Picture interface {
	// Ready says whether there is something new to present. It is called on
	// any goroutine.
	Ready() bool
	// Leads says whether this would rather set the pace than ride along. Of
	// all pictures that move one sets it: the window is repainted as soon as
	// that one is ready.
	Leads() bool
	// Present shows what is new. It is called on the main thread.
	Present()
}

// Clock decides when the window is repainted: once for all pictures that
// changed, at the pace of the one that leads. It never waits for the main
// thread; while that is busy, pictures are left where they are.
type Clock struct {
	beat func(time.Time)
	rest atomic.Bool
	post *poster
	wake chan struct{} // one deep: a second wake says nothing new
	stop context.CancelFunc
	done sync.WaitGroup

	mu       sync.Mutex
	pictures map[Picture]struct{}

	// The fields below belong to run's goroutine.

	leader  Picture   // sets the pace
	led     time.Time // when the leader was ready last
	watched []Picture

	// The fields below belong to the main thread.

	nextBeat time.Time
	painted  []Picture
}

// NewClock starts a clock. It calls beat on the main thread about fifteen
// times a second: for level meters, the time of the call, and whatever else
// moves slowly. It must be called there.
func NewClock(beat func(now time.Time)) *Clock {
	return startClock(beat, homeward(fyne.Do))
}

func startClock(beat func(time.Time), main queue) *Clock {
	ctx, stop := context.WithCancel(context.Background())
	c := &Clock{
		beat:     beat,
		wake:     make(chan struct{}, 1),
		stop:     stop,
		pictures: make(map[Picture]struct{}),
	}
	c.post = newPoster(main, func() { c.tick(ctx) })
	c.done.Go(func() { c.run(ctx) })
	return c
}

// Add makes the clock present p from now on.
func (c *Clock) Add(p Picture) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pictures[p] = struct{}{}
}

// Remove ends what Add began.
func (c *Clock) Remove(p Picture) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.pictures, p)
}

// Wake tells the clock that a picture became ready. It never blocks.
func (c *Clock) Wake() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Rest makes beats rare for as long as nobody can see the program's windows, and
// lets the main thread sleep in between: Fyne looks for input 60 times a second
// otherwise, which is most of what an idle window takes.
func (c *Clock) Rest(on bool) { c.rest.Store(on) }

// Close stops the clock: nothing is presented once it returned, provided that
// it was called on the main thread. It may be called any number of times.
func (c *Clock) Close() {
	c.stop()
	c.done.Wait()
}

func (c *Clock) run(ctx context.Context) {
	last := time.Now()
	timer := time.NewTimer(BeatPeriod)
	defer timer.Stop()
	for ctx.Err() == nil {
		period := c.period()
		wait := period // while a tick is pending: it wakes the clock
		if !c.post.pending.Load() {
			now := time.Now()
			if wait = due(last, c.ready(now), period).Sub(now); wait <= 0 {
				last, wait = now, period
				c.post.wake()
			}
		}
		timer.Reset(wait)
		select {
		case <-timer.C:
		case <-c.wake:
		case <-ctx.Done():
		}
	}
}

// period is the time between two beats.
func (c *Clock) period() time.Duration {
	if c.rest.Load() {
		return RestPeriod
	}
	return BeatPeriod
}

// readiness says what waits to be presented.
type readiness int

const (
	nothing readiness = iota
	riders            // only pictures that do not set the pace
	leader
)

// due returns when the next tick shall be after one at last; beat is the time
// between two beats.
func due(last time.Time, r readiness, beat time.Duration) time.Time {
	switch r {
	case leader:
		return last.Add(LeadPeriod)
	case riders:
		return last.Add(RidePeriod)
	case nothing:
	}
	return last.Add(beat)
}

func (c *Clock) ready(now time.Time) readiness {
	r := nothing
	c.watched = c.all(c.watched)
	for _, p := range c.watched {
		if !p.Ready() {
			continue
		}
		c.elect(p, now)
		if p == c.leader {
			c.led = now
			return leader
		}
		r = riders
	}
	return r
}

// elect makes p the leader when there is none, when the one there is stands
// still, or when only p wants to be.
func (c *Clock) elect(p Picture, now time.Time) {
	if c.leader == nil || now.Sub(c.led) > standstill || p.Leads() && !c.leader.Leads() {
		c.leader, c.led = p, now
	}
}

// tick runs on the main thread.
func (c *Clock) tick(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	c.painted = c.all(c.painted)
	for _, p := range c.painted {
		if p.Ready() {
			p.Present()
		}
	}
	// A tick a little before its beat counts for it: the next would be far too late.
	if now := time.Now(); !now.Add(LeadPeriod / 2).Before(c.nextBeat) {
		c.nextBeat = following(c.nextBeat, now)
		c.beat(now)
	}
	c.Wake()
	if c.rest.Load() {
		c.nap(ctx)
	}
}

// nap keeps the main thread from doing anything for a moment.
func (c *Clock) nap(ctx context.Context) {
	select {
	case <-time.After(nap):
	case <-ctx.Done():
	}
}

// following returns when the beat after one at now is due: a period after that
// was due, so that ticks which come a little late lose no beat, or a period
// after now when it was far too late.
func following(due, now time.Time) time.Time {
	if next := due.Add(BeatPeriod); next.After(now) {
		return next
	}
	return now.Add(BeatPeriod)
}

// all lists the pictures, so that none is called under the lock, in place of an
// older list.
func (c *Clock) all(list []Picture) []Picture {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(list)
	list = list[:0]
	for p := range c.pictures {
		list = append(list, p)
	}
	return list
}
