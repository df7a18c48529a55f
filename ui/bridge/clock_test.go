package bridge

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// film is a picture that changes at a steady pace.
type film struct {
	leads     bool
	made      atomic.Int64
	presented atomic.Int64
	shown     atomic.Int64
	late      atomic.Int64 // pictures shown more than two milliseconds after they were made
	at        atomic.Int64
}

func (f *film) Ready() bool { return f.made.Load() != f.presented.Load() }
func (f *film) Leads() bool { return f.leads }

func (f *film) Present() {
	f.presented.Store(f.made.Load())
	f.shown.Add(1)
	if time.Now().UnixNano()-f.at.Load() > int64(2*time.Millisecond) {
		f.late.Add(1)
	}
}

// play makes n pictures, a period apart.
func (f *film) play(c *Clock, n int, period time.Duration) {
	for range n {
		f.at.Store(time.Now().UnixNano())
		f.made.Add(1)
		c.Wake()
		time.Sleep(period)
	}
}

// loop is a main thread that looks at its queue every millisecond, unless it
// is blocked.
func loop(main *mainThread, blocked *atomic.Bool, posts *atomic.Int64) (stop func()) {
	ended := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-ended:
				return
			case <-time.After(time.Millisecond):
			}
			if !blocked.Load() {
				main.mu.Lock()
				posts.Add(int64(len(main.waiting)))
				main.mu.Unlock()
				main.run()
			}
		}
	}()
	return func() {
		close(ended)
		<-done
	}
}

const frames30 = time.Second / 30

func TestRidersAddNoRepaints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var main mainThread
		var blocked atomic.Bool
		var posts atomic.Int64
		c := startClock(func(time.Time) {}, main.queue)
		stop := loop(&main, &blocked, &posts)
		lead, ride := &film{leads: true}, &film{}
		c.Add(lead)
		c.Add(ride)
		go ride.play(c, 300, frames30)
		time.Sleep(10 * time.Millisecond)
		lead.play(c, 300, frames30)
		if lead.shown.Load() < 298 || ride.shown.Load() < 290 {
			t.Errorf("%d and %d of 300 pictures shown", lead.shown.Load(), ride.shown.Load())
		}
		if got := posts.Load(); got > 310 {
			t.Errorf("%d repaints for 300 pictures", got)
		}
		if got := lead.late.Load(); got > 2 {
			t.Errorf("%d leading pictures waited", got)
		}
		c.Close()
		stop()
	})
}

func TestWhatMovesTakesTheLead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var main mainThread
		var blocked atomic.Bool
		var posts atomic.Int64
		c := startClock(func(time.Time) {}, main.queue)
		stop := loop(&main, &blocked, &posts)
		still, ride := &film{leads: true}, &film{}
		c.Add(still)
		c.Add(ride)
		still.play(c, 1, frames30)
		ride.play(c, 100, frames30)
		if got := ride.shown.Load(); got < 96 {
			t.Errorf("%d of 100 pictures shown", got)
		}
		c.Close()
		stop()
	})
}

func TestABlockedWindowHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var main mainThread
		var blocked atomic.Bool
		var posts atomic.Int64
		c := startClock(func(time.Time) {}, main.queue)
		stop := loop(&main, &blocked, &posts)
		f := &film{leads: true}
		c.Add(f)
		blocked.Store(true)
		before := time.Now()
		f.play(c, 60, frames30)
		if took := time.Since(before); took > 60*frames30+time.Millisecond {
			t.Errorf("the film took %v", took)
		}
		if main.most > 1 {
			t.Errorf("%d functions waited for the main thread", main.most)
		}
		blocked.Store(false)
		shown := f.shown.Load()
		f.play(c, 30, frames30)
		if got := f.shown.Load() - shown; got < 29 {
			t.Errorf("%d of 30 pictures shown afterwards", got)
		}
		c.Close()
		stop()
	})
}

func TestBeatGoesOnWithoutPictures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var main mainThread
		var blocked atomic.Bool
		var posts atomic.Int64
		beats := 0
		c := startClock(func(time.Time) { beats++ }, main.queue)
		stop := loop(&main, &blocked, &posts)
		time.Sleep(10 * time.Second)
		c.Close()
		stop()
		if beats < 140 || beats > 151 {
			t.Errorf("%d beats in ten seconds, want fifteen a second", beats)
		}
	})
}

// At rest beats are rare, until they are wanted again.
func TestBeatsAreRareAtRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var main mainThread
		var blocked atomic.Bool
		var posts atomic.Int64
		var beats atomic.Int64
		c := startClock(func(time.Time) { beats.Add(1) }, main.queue)
		stop := loop(&main, &blocked, &posts)
		c.Rest(true)
		time.Sleep(10 * time.Second)
		resting := beats.Load()
		c.Rest(false)
		time.Sleep(10 * time.Second)
		c.Close()
		stop()
		if resting < 38 || resting > 42 {
			t.Errorf("%d beats in ten seconds of rest, want four a second", resting)
		}
		if active := beats.Load() - resting; active < 138 || active > 151 {
			t.Errorf("%d beats in the ten seconds after, want fifteen a second", active)
		}
	})
}

func TestRemovedPicturesRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var main mainThread
		c := startClock(func(time.Time) {}, main.queue)
		f := &film{leads: true}
		c.Add(f)
		c.Remove(f)
		f.play(c, 3, frames30)
		main.run()
		c.Close()
		c.Close()
		if got := f.shown.Load(); got != 0 {
			t.Errorf("a removed picture was presented %d times", got)
		}
	})
}
