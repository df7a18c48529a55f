// Package video draws moving pictures: it turns the newest frame of a feed
// into pixels of the size they are shown in, away from the main thread, and
// hands them to the painter when the frame clock says so.
package video

import (
	"context"
	"runtime/pprof"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/call/media/frame"
	"parley/ui/bridge"
)

// Clock says when pictures are presented; see bridge.Clock.
type Clock interface {
	Add(bridge.Picture)
	Remove(bridge.Picture)
	Wake()
}

// Options describe a surface.
type Options struct {
	Feed *frame.Feed
	// Shown is told of every picture that the painter got, on the main
	// thread. It may be nil.
	Shown func(*frame.Video)
	// Radius of the corners, in Fyne units.
	Radius float32
	// Mirror swaps left and right, as people know themselves from mirrors.
	Mirror bool
	// Leads makes this surface rather set the pace than follow another's.
	Leads bool
	// Contain shows the whole picture, with edges left free; otherwise the
	// picture covers the surface and is cropped.
	Contain bool
}

// Surface shows one feed. Its methods belong to the main thread, but for
// Ready and Leads. It works only between Show and Hide.
type Surface struct {
	clock  Clock
	opts   Options
	image  *canvas.Image
	target target
	flow   *flow // nil while hidden
	front  *picture
}

// New returns a hidden surface that the clock will drive. Its owner closes it.
func New(clock Clock, opts Options) *Surface {
	img := &canvas.Image{FillMode: canvas.ImageFillCover, ScaleMode: canvas.ImageScaleFastest}
	img.CornerRadius = opts.Radius
	if opts.Contain {
		img.FillMode = canvas.ImageFillContain
	}
	img.Hide() // until there is a picture: not every painter can draw none
	return &Surface{clock: clock, opts: opts, image: img}
}

// Object is what stands in the window's tree.
func (s *Surface) Object() fyne.CanvasObject { return s.image }

// Show makes the surface follow its feed, in pixels of the screen; calling it
// again tells a new size.
func (s *Surface) Show(width, height int) {
	s.target = target{width: width, height: height, contain: s.opts.Contain, mirror: s.opts.Mirror}
	if s.flow != nil {
		s.flow.aim(s.target)
		return
	}
	s.flow = newFlow(s.opts, s.target, s.present, s.clock.Wake)
	s.clock.Add(s.flow)
}

// SetMirror changes whether left and right are swapped, from the next picture
// on.
func (s *Surface) SetMirror(mirror bool) {
	s.opts.Mirror, s.target.mirror = mirror, mirror
	if s.flow != nil {
		s.flow.aim(s.target)
	}
}

// Hide stops the surface and forgets its picture.
func (s *Surface) Hide() {
	if s.flow == nil {
		return
	}
	s.clock.Remove(s.flow)
	s.flow.close()
	s.flow, s.front = nil, nil
	s.image.Hide()
	s.image.Image = nil
}

// Live says whether there is a picture to see.
func (s *Surface) Live() bool { return s.front != nil }

// SetRadius changes the radius of the corners, in Fyne units.
func (s *Surface) SetRadius(radius float32) {
	if s.image.CornerRadius != radius {
		s.image.CornerRadius = radius
		canvas.Refresh(s.image)
	}
}

// Close hides the surface for good and waits for its goroutine. It may be
// called any number of times.
func (s *Surface) Close() { s.Hide() }

// present hands p to the painter and takes back what the painter had. From
// here on the main thread paints p only, so that one may be written again.
func (s *Surface) present(p *picture) (free *picture) {
	free, s.front = s.front, p
	s.image.Image = p.rgba
	s.image.Show()
	s.image.Refresh()
	if s.opts.Shown != nil {
		s.opts.Shown(p.source)
	}
	return free
}

// flow is the life of a surface between Show and Hide: a goroutine that
// converts, and the newest picture it made.
type flow struct {
	opts Options
	box  *frame.Mailbox[*frame.Video]
	show func(*picture) *picture // main thread; returns the one shown before
	wake func()                  // tells the clock; never blocks
	stop context.CancelFunc
	done sync.WaitGroup

	mu     sync.Mutex
	target target
	ready  *picture // waits for the main thread
	spare  []*picture
}

// buffers is how many pictures a surface has: one that is painted, one that
// takes its place just now, one that waits and one that is written.
const buffers = 4

func newFlow(opts Options, t target, show func(*picture) *picture, wake func()) *flow {
	ctx, stop := context.WithCancel(context.Background())
	f := &flow{opts: opts, box: opts.Feed.Watch(), show: show, wake: wake, stop: stop, target: t}
	for range buffers {
		f.spare = append(f.spare, &picture{})
	}
	f.done.Go(func() { f.run(ctx) })
	return f
}

// aim changes what the next picture is made for.
func (f *flow) aim(t target) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.target = t
}

// close waits for the goroutine, which never waits for the main thread.
func (f *flow) close() {
	f.stop()
	f.opts.Feed.Unwatch(f.box)
	f.done.Wait()
	if p := f.takeReady(); p != nil {
		p.drop()
	}
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
		p, target := f.blank()
		p.draw(v, target)
		f.offer(p)
		f.wake()
	}
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
	f.ready = p
	f.mu.Unlock()
	if old != nil {
		old.drop()
		f.giveBack(old)
	}
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
