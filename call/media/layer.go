package media

import (
	"time"

	"parley/call/media/adapt"
	"parley/call/media/codec"
	"parley/call/media/codec/vpx"
	"parley/call/media/frame"
	"parley/call/media/video"
)

// layer is one encoding of the camera, for all who get it. It belongs to the
// goroutine of its videoLine.
type layer struct {
	keyGate
	rung    adapt.Rung
	open    func(vpx.Config) (codec.VideoEncoder, error)
	pool    frame.VideoPool
	encoder codec.VideoEncoder // nil before the first picture, and after a fault
	pace    *video.RateControl
	rate    int       // bits a second that everybody who gets it can take
	bitrate int       // of the encoder
	steered time.Time // when bitrate was set
	takers  int       // how many get it, or will from its next key frame on
	aimed   int       // of those, how many do not leave for another at its next key frame
	awaited int       // how many wait for its next key frame
	used    time.Time // when it had takers last
	fate    fate      // of the newest picture
}

// fate is what became of a picture in a layer.
type fate int

const (
	delivered fate = iota
	paced          // fewer pictures are sent than come in
	rated          // the encoder's rate control left it out
	failed         // the encoder did
	unwanted       // nobody sees it
)

func newLayer(rung adapt.Rung, open func(vpx.Config) (codec.VideoEncoder, error)) *layer {
	return &layer{rung: rung, open: open, pace: video.NewRateControl(float64(rung.FPS))}
}

// reset begins to count takers anew.
func (y *layer) reset() { y.takers, y.aimed, y.awaited = 0, 0, 0 }

// carry makes the layer one that a path with rate bits a second can take.
func (y *layer) carry(rate int) {
	if y.aimed == 0 || rate < y.rate {
		y.rate = min(max(rate, 1), y.rung.Most())
	}
	y.aimed++
}

// encode compresses a picture if it is due. The frame is empty when it is not,
// or when the encoder leaves it out.
func (y *layer) encode(v *frame.Video) (f frame.Encoded, err error) {
	if !y.pace.Take(v.Captured) {
		y.fate = paced
		return f, nil
	}
	scaled := y.scale(v)
	defer scaled.Release()
	f, err = y.compress(scaled)
	switch {
	case err != nil:
		y.fate = failed
		y.close()
		y.requestKey()
	case len(f.Data) == 0:
		y.fate = rated
	default:
		y.fate = delivered
	}
	return f, err
}

// scale fits a picture into the rung's size, keeping its aspect. The result is
// the caller's.
func (y *layer) scale(v *frame.Video) *frame.Video {
	width, height := video.Within(v.Width, v.Height, y.rung.Width, y.rung.Height)
	if width == v.Width && height == v.Height {
		return v.Retain()
	}
	out := y.pool.Get(width, height)
	if err := video.Scale(out, v); err != nil {
		out.Release()
		return v.Retain()
	}
	out.Captured, out.Sequence = v.Captured, v.Sequence
	return out
}

func (y *layer) compress(v *frame.Video) (frame.Encoded, error) {
	if y.encoder == nil {
		encoder, err := y.open(vpx.Config{FrameRate: CameraFPS, Bitrate: y.rate})
		if err != nil {
			return frame.Encoded{}, err
		}
		y.encoder, y.bitrate = encoder, y.rate
	}
	if y.rate != y.bitrate && v.Captured.Sub(y.steered) >= steerEvery {
		if err := y.encoder.SetBitrate(y.rate); err != nil {
			return frame.Encoded{}, err
		}
		y.bitrate, y.steered = y.rate, v.Captured
	}
	return y.encoder.Encode(v, y.keyDue(v.Captured))
}

func (y *layer) close() {
	if y.encoder != nil {
		_ = y.encoder.Close() // it has nothing to flush
		y.encoder = nil
	}
}
