package video

import (
	"context"
	"runtime/pprof"
	"sync"

	"parley/call/media/frame"
)

// flow is the life of a surface between Show and Hide: a goroutine that
// converts, and the newest picture it made.
type flow struct {
	opts Options
	box  *frame.Mailbox[*frame.Video]
	show func(*picture) *picture // main thread; returns the one shown before
	wake func()                  // tells the clock; never blocks
	stop context.CancelFunc
	done sync.WaitGroup

	work  sync.Mutex    // one picture is written at a time
	aimed chan struct{} // one deep: a screen's picture is wanted in another size

	mu     sync.Mutex
	target target
	still  *frame.Video // the newest of a screen that was drawn
	ready  *picture     // waits for the main thread
	spare  []*picture
}

// buffers is how many pictures a surface has: one that is painted, one that
// takes its place just now, one that waits and one that is written.
const buffers = 4

// newFlow starts a flow that begins with a picture, unless that is nil, and
// owns it.
func newFlow(opts Options, t target, first *frame.Video, show func(*picture) *picture, wake func()) *flow {
	ctx, stop := context.WithCancel(context.Background())
	f := &flow{
		opts: opts, box: opts.Feed.Watch(), show: show, wake: wake, stop: stop,
		target: t, still: first, aimed: make(chan struct{}, 1),
	}
	for range buffers {
		f.spare = append(f.spare, &picture{})
	}
	f.done.Go(func() { f.run(ctx) })
	if opts.Screen {
		f.done.Go(func() { f.redraw(ctx) })
	}
	if first != nil {
		f.aim(t)
	}
	return f
}

// aim changes what the next picture is made for. That of a screen is made
// anew.
func (f *flow) aim(t target) {
	f.mu.Lock()
	f.target = t
	f.mu.Unlock()
	select {
	case f.aimed <- struct{}{}:
	default:
	}
}

// close waits for the goroutines, which never wait for the main thread, and
// returns the reference to the newest picture of a screen.
func (f *flow) close() *frame.Video {
	f.stop()
	f.opts.Feed.Unwatch(f.box)
	f.done.Wait()
	if p := f.takeReady(); p != nil {
		p.drop()
	}
	still := f.still
	f.still = nil
	return still
}

// newest returns a reference to the newest picture of a screen that was drawn,
// nil before the first.
func (f *flow) newest() *frame.Video {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.still == nil {
		return nil
	}
	return f.still.Retain()
}

// Ready implements bridge.Picture.
func (f *flow) Ready() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ready != nil
}

// Leads implements bridge.Picture.
func (f *flow) Leads() bool { return f.opts.Leads }

// Present implements bridge.Picture.
func (f *flow) Present() {
	p := f.takeReady()
	if p == nil {
		return
	}
	free := f.show(p)
	p.drop()
	f.giveBack(free)
}

func (f *flow) run(ctx context.Context) {
	pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels("stage", "convert")))
	for {
		v, ok := f.box.Take(ctx)
		if !ok {
			return
		}
		f.work.Lock()
		if f.opts.Screen {
			f.keep(v.Retain())
		}
		f.draw(v, false)
		f.work.Unlock()
	}
}

// redraw makes the picture of a screen anew when its size changes, as the next
// one may not come soon.
func (f *flow) redraw(ctx context.Context) {
	for {
		select {
		case <-f.aimed:
		case <-ctx.Done():
			return
		}
		f.work.Lock()
		if v := f.newest(); v != nil {
			f.draw(v, true)
		}
		f.work.Unlock()
	}
}

// keep takes a reference to the newest picture, instead of the one before.
func (f *flow) keep(v *frame.Video) {
	f.mu.Lock()
	old := f.still
	f.still = v
	f.mu.Unlock()
	if old != nil {
		old.Release()
	}
}

// draw takes a reference to v and offers what it looks like.
func (f *flow) draw(v *frame.Video, again bool) {
	p, target := f.blank()
	p.draw(v, target)
	p.again = again
	f.offer(p)
	f.wake()
}

// blank returns a picture to write. There always is one: of the four, the
// painter has two at most, while it changes them, and one at most waits.
func (f *flow) blank() (*picture, target) {
	f.mu.Lock()
	defer f.mu.Unlock()
	last := len(f.spare) - 1
	p := f.spare[last]
	f.spare = f.spare[:last]
	return p, f.target
}

// offer makes p the picture that waits, instead of one that still did.
func (f *flow) offer(p *picture) {
	f.mu.Lock()
	old := f.ready
	if old != nil && old.source == p.source {
		p.again = p.again && old.again
	}
	f.ready = p
	f.mu.Unlock()
	if old == nil {
		return
	}
	old.drop()
	f.giveBack(old)
}

func (f *flow) takeReady() *picture {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.ready
	f.ready = nil
	return p
}

func (f *flow) giveBack(p *picture) {
	if p == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.spare = append(f.spare, p)
}
