package media

import (
	"context"
	"log/slog"
	"runtime/pprof"
	"sync/atomic"
	"time"

	"parley/call/media/adapt"
	"parley/call/media/codec"
	"parley/call/media/codec/vpx"
	"parley/call/media/frame"
	"parley/call/media/video"
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

// videoLine turns camera pictures into encoded frames, once for everybody.
type videoLine struct {
	pictureTally
	keyGate
	feed    frame.Feed // the self view
	inbox   *frame.Mailbox[*frame.Video]
	senders senders
	audio   atomic.Int64 // what sound takes first, in bits a second
	demand  atomic.Int64 // what the camera can use, in bits a second; zero while it is off
	beside  func() int   // the same of a shared screen

	// The fields below belong to run.

	pool    frame.VideoPool
	open    func(vpx.Config) (codec.VideoEncoder, error)
	encoder codec.VideoEncoder
	failed  complaint
	ladder  *adapt.Ladder
	pace    *video.RateControl
	fps     int
	bitrate int
	steered time.Time // when bitrate was set
}

func newVideoLine(log *slog.Logger) *videoLine {
	l := &videoLine{
		beside: func() int { return 0 },
		inbox:  frame.NewMailbox((*frame.Video).Release),
		open:   openVP8,
		failed: complaint{log: log, text: "encoding pictures failed"},
		ladder: adapt.NewLadder(adapt.Camera, adapt.DefaultAudio),
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

func (l *videoLine) run(ctx context.Context) {
	pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels("stage", "encode")))
	defer l.inbox.Close()
	defer l.closeEncoder()
	for {
		v, ok := l.inbox.Take(ctx)
		if !ok {
			return
		}
		l.encode(v)
		v.Release()
	}
}

// encode sends one picture to everybody, at the size and rate that the
// weakest path carries.
func (l *videoLine) encode(v *frame.Video) {
	if len(l.senders.all()) == 0 {
		return
	}
	rate := adapt.Divide(l.senders.target(), int(l.audio.Load()), adapt.MaxVideo, l.beside()).Camera
	share := adapt.Allocation{Video: rate, Rung: l.ladder.Rung(v.Captured, rate)}
	if share.Width == 0 || !l.due(v, share.FPS) {
		l.count(func(c *lineCounts) { c.skipped++ })
		return
	}
	scaled := l.scale(v, share)
	defer scaled.Release()
	encoded, err := l.compress(scaled, share)
	switch {
	case err != nil:
		l.failed.add(err, v.Captured)
		l.closeEncoder()
		l.count(func(c *lineCounts) { c.failing++ })
		return
	case len(encoded.Data) == 0:
		l.count(func(c *lineCounts) { c.rate++ })
		return
	}
	l.count(func(c *lineCounts) {
		c.encoded++
		c.width, c.height = encoded.Width, encoded.Height
	})
	for _, s := range l.senders.all() {
		s.deliver(Camera, encoded)
	}
}

// due spreads pictures evenly when fewer are to be sent than come in.
func (l *videoLine) due(v *frame.Video, fps int) bool {
	if l.pace == nil || l.fps != fps {
		l.pace, l.fps = video.NewRateControl(float64(fps)), fps
	}
	return l.pace.Take(v.Captured)
}

// scale fits a picture into the size that was allocated, keeping its aspect.
// The result is the caller's.
func (l *videoLine) scale(v *frame.Video, share adapt.Allocation) *frame.Video {
	width, height := video.Within(v.Width, v.Height, share.Width, share.Height)
	if width == v.Width && height == v.Height {
		return v.Retain()
	}
	out := l.pool.Get(width, height)
	if err := video.Scale(out, v); err != nil {
		out.Release()
		return v.Retain()
	}
	out.Captured, out.Sequence = v.Captured, v.Sequence
	return out
}

func (l *videoLine) compress(v *frame.Video, share adapt.Allocation) (frame.Encoded, error) {
	if l.encoder == nil {
		encoder, err := l.open(vpx.Config{FrameRate: CameraFPS, Bitrate: share.Video})
		if err != nil {
			return frame.Encoded{}, err
		}
		l.encoder, l.bitrate = encoder, share.Video
	}
	if share.Video != l.bitrate && v.Captured.Sub(l.steered) >= steerEvery {
		if err := l.encoder.SetBitrate(share.Video); err != nil {
			return frame.Encoded{}, err
		}
		l.bitrate, l.steered = share.Video, v.Captured
	}
	return l.encoder.Encode(v, l.keyDue(v.Captured))
}

func (l *videoLine) closeEncoder() {
	if l.encoder != nil {
		_ = l.encoder.Close() // it has nothing to flush
		l.encoder = nil
	}
}
