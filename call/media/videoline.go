package media

import (
	"cmp"
	"context"
	"log/slog"
	"runtime/pprof"
	"slices"
	"sync/atomic"
	"time"

	"parley/call/media/adapt"
	"parley/call/media/codec"
	"parley/call/media/codec/vpx"
	"parley/call/media/frame"
)

// What a camera is asked for. Less is sent when the network carries less.
const (
	CameraWidth  = 1280
	CameraHeight = 720
	CameraFPS    = 30
)

// steerEvery is the shortest time between two changes of the encoder's rate:
// the estimate sways by a few per cent all the time, and the encoder's rate
// control needs some pictures to follow.
const steerEvery = 200 * time.Millisecond

// layerLinger is how long a layer that nobody gets any more keeps its encoder.
const layerLinger = time.Second

// videoLine turns camera pictures into encoded frames: each layer once, for
// everybody who gets it, and only while somebody does.
type videoLine struct {
	pictureTally
	feed    frame.Feed // the self view
	inbox   *frame.Mailbox[*frame.Video]
	senders senders
	audio   atomic.Int64 // what sound takes first, in bits a second
	demand  atomic.Int64 // what the camera can use, in bits a second; zero while it is off
	beside  func() int   // the same of a shared screen
	afresh  atomic.Bool  // nobody has pictures to build on
	clock   func() time.Time

	// The fields below belong to run.

	open   func(vpx.Config) (codec.VideoEncoder, error)
	failed complaint
	layers []*layer
	budget adapt.Budget
}

func newVideoLine(log *slog.Logger) *videoLine {
	l := &videoLine{
		beside: func() int { return 0 },
		inbox:  frame.NewMailbox((*frame.Video).Release),
		clock:  time.Now,
		open:   openVP8,
		failed: complaint{log: log, text: "encoding pictures failed"},
	}
	l.dropped = l.inbox.Dropped
	l.audio.Store(adapt.DefaultAudio)
	return l
}

func openVP8(c vpx.Config) (codec.VideoEncoder, error) { return vpx.NewVP8Encoder(c) }

// deliver takes a picture from the camera. It never blocks.
func (l *videoLine) deliver(v *frame.Video) {
	l.count(func(c *lineCounts) { c.captured++ })
	if len(l.senders.all()) > 0 {
		l.inbox.Put(v.Retain())
	}
	l.feed.Put(v)
}

// requestKey makes every layer begin anew.
func (l *videoLine) requestKey() { l.afresh.Store(true) }

func (l *videoLine) run(ctx context.Context) {
	pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels("stage", "encode")))
	defer l.inbox.Close()
	defer l.closeLayers()
	for {
		v, ok := l.inbox.Take(ctx)
		if !ok {
			return
		}
		l.encode(v)
		v.Release()
	}
}

// encode sends one picture to everybody who sees it.
func (l *videoLine) encode(v *frame.Video) {
	all := l.senders.all()
	l.assign(all, v.Captured)
	for _, y := range l.layers {
		if y.takers > 0 {
			l.encodeLayer(y, v, all)
		}
	}
	for _, s := range all {
		s.settle(s.camera.fate(s.lines() > 0))
	}
}

// encodeLayer sends one picture to those who get a layer.
func (l *videoLine) encodeLayer(y *layer, v *frame.Video, all []*Sender) {
	began := l.clock()
	f, err := y.encode(v)
	if err != nil {
		l.failed.add(err, v.Captured)
	}
	now := l.clock()
	l.budget.Spend(now, y.rung.Height, now.Sub(began))
	if y.fate != delivered {
		return
	}
	for _, s := range all {
		if s.camera.takes(y, f) {
			s.deliver(Camera, f)
		}
	}
	f.Release()
}

// assign gives everybody the layer that suits them now, and every layer the
// rate that those on it can take.
func (l *videoLine) assign(all []*Sender, now time.Time) {
	for _, y := range l.layers {
		y.reset()
	}
	alone, most := l.bounds(all)
	for _, s := range all {
		t := &s.camera
		rate := l.rateFor(s)
		t.aim(l.layer(t.choose(now, rate, min(s.lines(), most), alone)))
		t.count(rate)
		if t.to != nil && s.key.Swap(false) {
			t.to.requestKey()
		}
	}
	l.tend(now)
}

// bounds says whether one person alone gets the camera, and how high a picture
// may be. What is encoded for one is all there is to do: a machine that is too
// slow for it drops pictures.
func (l *videoLine) bounds(all []*Sender) (alone bool, lines int) {
	seen := 0
	for _, s := range all {
		if s.lines() > 0 {
			seen++
		}
	}
	if seen <= 1 {
		l.budget = adapt.Budget{}
	}
	return seen <= 1, l.budget.Lines()
}

// rateFor is what the path to a person carries of the camera.
func (l *videoLine) rateFor(s *Sender) int {
	beside := 0
	if s.seesScreen() {
		beside = l.beside()
	}
	return adapt.Divide(int(s.target.Load()), s.audible(l), adapt.MaxVideo, beside).Camera
}

// layer returns the layer of a rung, nil for no picture.
func (l *videoLine) layer(r adapt.Rung) *layer {
	if r.Height == 0 {
		return nil
	}
	for _, y := range l.layers {
		if y.rung == r {
			return y
		}
	}
	y := newLayer(r, l.open)
	l.layers = append(l.layers, y)
	return y
}

// tend orders the layers for the next picture, and closes those that nobody got
// for a while. Whom a layer waits for comes first, so that they do not get the
// same picture twice; otherwise the smaller one, so that it does not wait for
// the larger.
func (l *videoLine) tend(now time.Time) {
	again := l.afresh.Swap(false)
	l.layers = slices.DeleteFunc(l.layers, func(y *layer) bool {
		if again {
			y.requestKey()
		}
		if y.takers > 0 {
			y.used = now
		}
		idle := now.Sub(y.used) > layerLinger
		if idle {
			y.close()
		}
		return idle
	})
	slices.SortStableFunc(l.layers, func(a, b *layer) int {
		return cmp.Or(min(b.awaited, 1)-min(a.awaited, 1), a.rung.From-b.rung.From)
	})
}

func (l *videoLine) closeLayers() {
	for _, y := range l.layers {
		y.close()
	}
}
