package screenshare

import (
	"context"
	"errors"
	"image"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/media/frame"
)

// Limits bound what a Capture delivers.
type Limits struct {
	// Width and Height bound the pictures in pixels: what is larger is scaled
	// down with its own aspect. Zero means what frame allows.
	Width, Height int
	// FPS is how many pictures a second there are at most, and at least one.
	FPS int
}

// Config says how to capture a source.
type Config struct {
	Limits
	HidePointer bool
	// LeaveOut is what Capture.LeaveOut takes, from the first picture on.
	LeaveOut []uint32
	// Deliver takes each picture, with its reference, and must not block.
	Deliver func(Picture)
	// Report tells how the capture is doing; after Ended nothing follows. Both
	// are called from one goroutine, and must not call Close.
	Report func(Status)
}

// Capture is a source that is being captured.
type Capture struct {
	config  Config
	limits  atomic.Pointer[Limits]
	out     atomic.Pointer[[]uint32] // to be left out from now on; nil once known
	wanted  chan struct{}            // holds at most one: a second wish is the same wish
	grabber grabber
	end     context.CancelFunc
	done    sync.WaitGroup

	// What follows belongs to run.
	pool      frame.VideoPool
	full      *frame.Video // before it is scaled
	shown     image.Point  // the size of the last picture
	scrolling scrolling
	sequence  uint64
	last      Status
	reported  bool
}

// Open starts to capture the source with an ID of List, as in "display:1". Of a
// window it shows what the window itself has, whatever covers it: menus and dialogs
// that are windows of their own are not in it. Explain tells what its error means. The caller closes the Capture, also one
// that has ended.
func Open(id string, config Config) (*Capture, error) {
	t, err := parseID(id)
	if err != nil {
		return nil, err
	}
	g, err := open(t, !config.HidePointer)
	if err != nil {
		return nil, err
	}
	return start(g, config), nil
}

func start(g grabber, config Config) *Capture {
	ctx, end := context.WithCancel(context.Background())
	c := &Capture{config: config, grabber: g, end: end, wanted: make(chan struct{}, 1)}
	c.limits.Store(&config.Limits)
	c.out.Store(&config.LeaveOut)
	c.done.Go(func() { c.run(ctx) })
	return c
}

// Close stops the capture and waits until Deliver and Report have returned for
// the last time. It is idempotent.
func (c *Capture) Close() {
	c.end()
	c.grabber.interrupt()
	c.done.Wait()
}

// Refresh asks for a picture even if nothing has changed: for somebody who
// joined, or to show that the share lives. It comes as soon as FPS allows.
func (c *Capture) Refresh() {
	select {
	case c.wanted <- struct{}{}:
	default:
	}
}

// Limit changes the limits, and asks for a picture within the new ones.
func (c *Capture) Limit(l Limits) {
	c.limits.Store(&l)
	c.Refresh()
}

// LeaveOut takes windows of our own out of the pictures of a display, by the
// system's numbers of them, as badge.Badge has. Instead of them the pictures show
// what lies below. It replaces what was left out before.
func (c *Capture) LeaveOut(windows ...uint32) {
	c.out.Store(&windows)
	c.Refresh()
}

func (c *Capture) run(ctx context.Context) {
	pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels("stage", "capture")))
	defer c.grabber.close()
	if err := c.watch(ctx); err != nil && ctx.Err() == nil {
		source := c.grabber.source()
		problem := Explain(err, source)
		c.report(Status{State: Ended, Source: source, Err: err, Problem: &problem})
	}
}

// watch takes pictures until ctx ends, or the source.
func (c *Capture) watch(ctx context.Context) error {
	clock := time.NewTimer(0)
	defer clock.Stop()
	var p pace
	p.note(time.Now(), true)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-c.grabber.stirred():
		case <-c.wanted:
			p.note(time.Now(), true)
		case <-clock.C:
		}
		wait, err := c.step(&p)
		if err != nil {
			return err
		}
		clock.Reset(wait)
	}
}

// step looks at the source, takes a picture if it is time, and returns when to
// look again.
func (c *Capture) step(p *pace) (wait time.Duration, err error) {
	if out := c.out.Swap(nil); out != nil {
		c.grabber.leaveOut(*out)
	}
	seen, err := c.grabber.look()
	if err != nil {
		return 0, err
	}
	c.report(c.status(seen))
	p.note(time.Now(), seen.fresh)
	interval := time.Second / time.Duration(max(1, c.limits.Load().FPS))
	idle := !p.wanted || seen.hidden && c.sequence == 0 // or there is not even a last picture
	switch {
	case idle && seen.calm:
		return rest, nil
	case idle:
		return interval, nil
	}
	now := time.Now()
	if wait, due := p.due(now, interval); !due {
		return wait, nil
	}
	err = c.take(now)
	if !errors.Is(err, errPassing) {
		p.taken(now, interval)
		return interval - time.Since(now), err
	}
	if p.failed++; p.failed > patience {
		return 0, ErrNoPicture
	}
	return interval, nil
}

func (c *Capture) status(seen sight) Status {
	s := Status{Source: c.grabber.source()}
	if seen.hidden {
		problem := minimised(s.Source)
		s.State, s.Problem = Hidden, &problem
	}
	return s
}

func (c *Capture) report(s Status) {
	if c.reported && s.equal(c.last) {
		return
	}
	c.last, c.reported = s, true
	c.config.Report(s)
}

// take grabs a picture, converts and delivers it.
func (c *Capture) take(captured time.Time) error {
	s, err := c.grabber.grab()
	if err != nil {
		return err
	}
	if !s.holds() {
		return errPassing
	}
	v, scrolled := c.convert(s)
	v.Captured, v.Sequence = captured, c.sequence
	c.sequence++
	c.config.Deliver(c.picture(v, scrolled, s))
	return nil
}
