package av1

// #include "encoder.h"
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"

	"parley/call/media/codec"
	"parley/call/media/frame"
)

// Encoder compresses to AV1. It is made for one goroutine.
type Encoder struct {
	config    Config
	bitrate   int
	clock     codec.Clock
	current   settings
	codec     *C.av1_encoder // nil until the first picture tells its size
	wantKey   bool
	quantizer int
	dropped   uint64
	closed    bool
}

var _ codec.ScreenEncoder = (*Encoder)(nil)

// NewEncoder returns an encoder that takes pictures of any size. The caller
// closes it.
func NewEncoder(config Config) (*Encoder, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Encoder{
		config: config, bitrate: config.Bitrate, clock: codec.NewClock(config.FrameRate), quantizer: codec.WorstQuantizer,
	}, nil
}

// Encode implements codec.VideoEncoder. The frame is a temporal unit in the
// low-overhead format.
func (e *Encoder) Encode(v *frame.Video, forceKey bool) (frame.Encoded, error) {
	e.wantKey = e.wantKey || forceKey
	return e.encode(v, byRate)
}

// Refine implements codec.ScreenEncoder.
func (e *Encoder) Refine(v *frame.Video, quantizer int) (frame.Encoded, error) {
	if quantizer < 0 || quantizer > codec.WorstQuantizer {
		return frame.Encoded{}, fmt.Errorf("av1 encoder: a quantizer of %d", quantizer)
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
		return fmt.Errorf("av1 encoder: bitrate of %d bit/s", bps)
	}
	e.bitrate = bps
	return nil
}

// Dropped counts the pictures that rate control dropped.
func (e *Encoder) Dropped() uint64 { return e.dropped }

// Close frees libaom's memory.
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

// adapt brings libaom to the wanted settings: in place when only the rate
// changes, otherwise by starting afresh. libaom 3.6 could grow in place, but
// wrote beyond its memory then (CVE-2023-6879).
func (e *Encoder) adapt(wanted settings) error {
	if e.codec != nil && wanted == e.current {
		return nil
	}
	if e.codec != nil && wanted.layout == e.current.layout {
		if code := C.av1_encoder_set(e.codec, wanted.c()); code != 0 {
			return fmt.Errorf("av1 encoder: libaom error %d for %+v", int(code), wanted.rate)
		}
	} else {
		e.free()
		if e.codec = C.av1_encoder_new(wanted.c()); e.codec == nil {
			return fmt.Errorf("av1 encoder: libaom refuses %+v", wanted)
		}
	}
	e.current = wanted
	return nil
}

// compress hands the picture over. A wish for a key frame stays until one
// came out, should rate control drop this picture.
func (e *Encoder) compress(v *frame.Video, pts int64) (frame.Encoded, error) {
	in := C.av1_encoder_input{
		stride_y: C.int(v.StrideY), stride_uv: C.int(v.StrideUV),
		pts: C.int64_t(pts), duration: C.int64_t(e.clock.Nominal()),
	}
	if e.wantKey {
		in.force_key = 1
	}
	out := C.av1_encoder_encode(e.codec, (*C.uint8_t)(&v.Y[0]), (*C.uint8_t)(&v.U[0]), (*C.uint8_t)(&v.V[0]), in)
	if out.error != 0 {
		return frame.Encoded{}, fmt.Errorf("av1 encoder: libaom error %d", int(out.error))
	}
	if out.size == 0 {
		e.dropped++
		return frame.Encoded{Captured: v.Captured, Width: v.Width, Height: v.Height}, nil
	}
	key := out.key != 0
	e.wantKey, e.quantizer = e.wantKey && !key, int(out.quantizer)
	data := C.GoBytes(unsafe.Pointer(out.data), C.int(out.size))
	return frame.Encoded{Data: data, Key: key, Captured: v.Captured, Width: v.Width, Height: v.Height}, nil
}

func (e *Encoder) free() {
	if e.codec != nil {
		C.av1_encoder_free(e.codec)
		e.codec = nil
	}
}

// c is s as libaom's side wants it.
func (s settings) c() C.av1_encoder_settings {
	return C.av1_encoder_settings{
		width: C.int(s.width), height: C.int(s.height),
		threads: C.int(s.threads), tile_columns: C.int(s.tileColumns),
		speed: C.int(s.speed), max_intra_percent: C.int(s.maxIntraPercent),
		kilobits:      C.int(s.kilobits),
		min_quantizer: C.int(s.minQuantizer), max_quantizer: C.int(s.maxQuantizer),
		drop_threshold: C.int(s.dropThreshold),
	}
}
