package vpx

// #include "encoder.h"
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"

	"parley/call/media/codec"
	"parley/call/media/frame"
)

// Encoder compresses to VP8. It is made for one goroutine.
type Encoder struct {
	config    Config
	bitrate   int
	clock     codec.Clock
	current   settings
	codec     *C.encoder // nil until the first picture tells its size
	pool      frame.BytePool
	wantKey   bool
	quantizer int // of the last frame
	dropped   uint64
	closed    bool
}

var _ codec.ScreenEncoder = (*Encoder)(nil)

// NewVP8Encoder returns an encoder that takes pictures of any size. The caller
// closes it.
func NewVP8Encoder(config Config) (*Encoder, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Encoder{
		config: config, bitrate: config.Bitrate, clock: codec.NewClock(config.FrameRate), quantizer: codec.WorstQuantizer,
	}, nil
}

// Encode implements codec.VideoEncoder.
func (e *Encoder) Encode(v *frame.Video, forceKey bool) (frame.Encoded, error) {
	e.wantKey = e.wantKey || forceKey
	return e.encode(v, byRate)
}

// Refine implements codec.ScreenEncoder.
func (e *Encoder) Refine(v *frame.Video, quantizer int) (frame.Encoded, error) {
	if quantizer < 0 || quantizer > codec.WorstQuantizer {
		return frame.Encoded{}, fmt.Errorf("vp8 encoder: a quantizer of %d", quantizer)
	}
	return e.encode(v, quantizer)
}

// Quantizer implements codec.ScreenEncoder.
func (e *Encoder) Quantizer() int { return e.quantizer }

// SetBitrate implements codec.VideoEncoder.
func (e *Encoder) SetBitrate(bps int) error {
	if e.closed {
		return codec.ErrClosed
	}
	if bps <= 0 {
		return fmt.Errorf("vp8 encoder: bitrate of %d bit/s", bps)
	}
	e.bitrate = bps
	return nil
}

// Dropped counts the pictures that rate control dropped.
func (e *Encoder) Dropped() uint64 { return e.dropped }

// Close frees libvpx' memory.
func (e *Encoder) Close() error {
	e.closed = true
	e.free()
	return nil
}

// byRate leaves the quantizer to the rate control.
const byRate = -1

// encode compresses v with the given quantizer, which may be byRate.
func (e *Encoder) encode(v *frame.Video, quantizer int) (frame.Encoded, error) {
	if e.closed {
		return frame.Encoded{}, codec.ErrClosed
	}
	if v.Width > frame.MaxWidth || v.Height > frame.MaxHeight {
		return frame.Encoded{}, codec.ErrTooLarge
	}
	wanted, next := settingsFor(e.config, v.Width, v.Height, e.bitrate, runtime.NumCPU()), e.clock.Next
	if quantizer != byRate {
		wanted, next = wanted.refining(quantizer), e.clock.NextFixed
	}
	if err := e.adapt(wanted); err != nil {
		return frame.Encoded{}, err
	}
	return e.compress(v, next(v.Captured))
}

// adapt brings libvpx to the wanted settings: in place when it can, otherwise
// by starting afresh.
func (e *Encoder) adapt(wanted settings) error {
	if e.codec != nil && wanted == e.current {
		return nil
	}
	resized := wanted.width != e.current.width || wanted.height != e.current.height
	e.wantKey = e.wantKey || resized
	if !e.reconfigure(wanted) {
		e.free()
		if e.codec = C.encoder_new(wanted.c()); e.codec == nil {
			return fmt.Errorf("vp8 encoder: libvpx refuses %+v", wanted)
		}
	}
	e.current = wanted
	return nil
}

// reconfigure reports whether the running encoder took the settings. libvpx
// refuses a picture larger than its first; a changed number of threads must
// not be tried (CVE-2023-5217).
func (e *Encoder) reconfigure(wanted settings) bool {
	return e.codec != nil && wanted.threads == e.current.threads &&
		C.encoder_set(e.codec, wanted.c()) == 0
}

// compress hands the picture over. A wish for a key frame stays until one
// came out, should rate control drop this picture.
func (e *Encoder) compress(v *frame.Video, pts int64) (frame.Encoded, error) {
	in := C.encoder_input{
		stride_y: C.int(v.StrideY), stride_uv: C.int(v.StrideUV),
		pts: C.int64_t(pts), duration: C.int64_t(e.clock.Nominal()),
	}
	if e.wantKey {
		in.force_key = 1
	}
	out := C.encoder_encode(e.codec, (*C.uint8_t)(&v.Y[0]), (*C.uint8_t)(&v.U[0]), (*C.uint8_t)(&v.V[0]), in)
	if out.error != 0 {
		return frame.Encoded{}, fmt.Errorf("vp8 encoder: libvpx error %d", int(out.error))
	}
	if out.size == 0 {
		e.dropped++
		return frame.Encoded{Captured: v.Captured, Width: v.Width, Height: v.Height}, nil
	}
	key := out.key != 0
	e.wantKey, e.quantizer = e.wantKey && !key, int(out.quantizer)
	f := frame.Encoded{Key: key, Captured: v.Captured, Width: v.Width, Height: v.Height}
	f.Allocate(&e.pool, int(out.size))
	copy(f.Data, unsafe.Slice((*byte)(out.data), int(out.size)))
	return f, nil
}

func (e *Encoder) free() {
	if e.codec != nil {
		C.encoder_free(e.codec)
		e.codec = nil
	}
}

// c is s as libvpx' side wants it.
func (s settings) c() C.encoder_settings {
	return C.encoder_settings{
		width: C.int(s.width), height: C.int(s.height),
		kilobits: C.int(s.kilobits), threads: C.int(s.threads), speed: C.int(s.speed),
		min_quantizer: C.int(s.minQuantizer), max_quantizer: C.int(s.maxQuantizer),
		drop_threshold: C.int(s.dropThreshold), static_threshold: C.int(s.staticThreshold),
		screen_mode: C.int(s.screenMode), max_intra_percent: C.int(s.maxIntraPercent),
		noise_sensitivity: C.int(s.noiseSensitivity),
	}
}
