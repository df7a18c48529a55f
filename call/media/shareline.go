package media

import (
	"context"
	"image"
	"log/slog"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/media/adapt"
	"parley/call/media/codec"
	"parley/call/media/frame"
	"parley/call/media/screen"
	"parley/screenshare"
)

// shareLine turns pictures of a shared screen into encoded frames, once for
// everybody.
type shareLine struct {
	pictureTally
	keyGate
	log     *slog.Logger
	failed  complaint
	inbox   *frame.Mailbox[shot]
	wake    chan struct{} // inbox has something, or a wish changed
	senders senders
	demand  atomic.Int64 // what the screen can use now, in bits a second, as others are told
	camera  *videoLine   // what else is sent

	choice  sync.Mutex  // guards the two below
	capture limiter     // nil while nothing is shared
	mode    screen.Mode // chosen by the person

	// The fields below belong to run.

	last     *frame.Video // what is on the screen now; nil without a share
	observer screen.Observer
	refiner  *screen.Refiner
	ladder   *adapt.Ladder
	plan     plan
	encoder  codec.ScreenEncoder
	bitrate  int
	steered  time.Time
	stamp    time.Time // of the picture that was encoded last
	busy     time.Time // when something was sent last that was more than a sign of life
	limits   screenshare.Limits
}

// limiter is what the line needs of a capture.
type limiter interface {
	Limit(screenshare.Limits)
}

// shot is a picture of the screen and what is new in it.
type shot struct {
	picture *frame.Video
	seen    screen.Picture
}

// plan is how a share is encoded.
type plan struct {
	motion int  // pictures a second; 0 when sharpness comes first
	sharp  bool // in AV1
	size   image.Point
}

const (
	// shareTick is how often a screen that stands still is thought about.
	shareTick = 100 * time.Millisecond
	// quietAfter is how long nothing may happen on the screen before the camera
	// gets what it leaves, but for quietDemand. The share itself stays ready for
	// all of its rate: what moves next must not find fewer pictures a second.
	quietAfter  = 2 * time.Second
	quietDemand = 300_000
)

func newShareLine(log *slog.Logger, camera *videoLine) *shareLine {
	l := &shareLine{
		log: log, failed: complaint{log: log, text: "encoding the screen failed"}, camera: camera, wake: make(chan struct{}, 1),
		inbox: frame.NewMailbox(func(s shot) { s.picture.Release() }),
	}
	l.dropped = l.inbox.Dropped
	return l
}

// deliver takes a picture of the screen. It never blocks.
func (l *shareLine) deliver(p screenshare.Picture) {
	seen := screen.Picture{At: p.Captured, Changed: p.Share}
	for _, part := range p.Changed {
		seen.Grain = max(seen.Grain, screen.Grain(p.Video, part))
	}
	l.count(func(c *lineCounts) { c.captured++ })
	l.inbox.Put(shot{p.Video, seen})
	l.stir()
}

func (l *shareLine) stir() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// share changes what is captured and how; nil ends the share.
func (l *shareLine) share(c limiter, mode screen.Mode) {
	l.choice.Lock()
	another := l.capture != c
	l.capture, l.mode = c, mode
	l.choice.Unlock()
	if another {
		l.requestKey()
	}
	l.stir()
}

func (l *shareLine) chosen() (limiter, screen.Mode) {
	l.choice.Lock()
	defer l.choice.Unlock()
	return l.capture, l.mode
}

func (l *shareLine) run(ctx context.Context) {
	pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels("stage", "encode-screen")))
	defer l.inbox.Close()
	defer l.stop()
	tick := time.NewTicker(shareTick)
	defer tick.Stop()
	for {
		var due <-chan time.Time
		if l.last != nil {
			due = tick.C
		}
		select {
		case <-l.wake:
		case <-due:
		case <-ctx.Done():
			return
		}
		l.step(time.Now())
	}
}

// step takes what is new and sends what is due.
func (l *shareLine) step(now time.Time) {
	capture, mode := l.chosen()
	if capture == nil {
		l.stop()
		return
	}
	if s, ok := l.inbox.TryTake(); ok {
		l.take(s, now)
	}
	if l.last == nil || len(l.senders.watching()) == 0 {
		return
	}
	rung := l.adapt(capture, mode, now)
	if l.keyDue(now) {
		l.refiner.Wanted()
		l.send(screen.Step{Action: screen.Encode}, rung, true, now)
		return
	}
	l.send(l.refiner.Next(now), rung, false, now)
}

// take makes a picture the one that is on the screen.
func (l *shareLine) take(s shot, now time.Time) {
	if l.last != nil {
		l.last.Release()
	}
	l.last = s.picture
	if s.seen.Changed > 0 {
		l.observer.Observe(s.seen)
	}
	if l.refiner != nil {
		l.refiner.Changed(now)
	}
}

// stop forgets the share.
func (l *shareLine) stop() {
	if s, ok := l.inbox.TryTake(); ok {
		s.picture.Release()
	}
	if l.last != nil {
		l.last.Release()
	}
	l.closeEncoder()
	l.last, l.observer, l.refiner, l.ladder, l.limits = nil, screen.Observer{}, nil, nil, screenshare.Limits{}
	l.demand.Store(0)
}
