package av1

// #include "decoder.h"
import "C"

import (
	"errors"
	"fmt"

	"parley/call/media/codec"
	"parley/call/media/codec/av1/obu"
	"parley/call/media/frame"
)

// Decoder reverses Encoder, and any other AV1 encoder of 8 bit 4:2:0 pictures.
// It is made for one goroutine.
type Decoder struct {
	codec    *C.av1_decoder
	pool     frame.VideoPool
	synced   bool // nothing was lost since the last key frame
	sequence uint64
}

var _ codec.VideoDecoder = (*Decoder)(nil)

// NewDecoder returns a decoder that waits for a key frame. The caller closes
// it.
func NewDecoder() (*Decoder, error) {
	d := C.av1_decoder_new(frame.MaxWidth * frame.MaxHeight)
	if d == nil {
		return nil, errors.New("av1 decoder: dav1d has no memory")
	}
	return &Decoder{codec: d}, nil
}

// Decode implements codec.VideoDecoder. The frame is a temporal unit in the
// low-overhead format. Those before the first key frame, and after a corrupt
// one up to the next key frame, are codec.ErrCorrupt.
func (d *Decoder) Decode(f frame.Encoded) (*frame.Video, error) {
	if d.codec == nil {
		return nil, codec.ErrClosed
	}
	v, err := d.check(f.Data)
	d.synced = err == nil
	if v != nil {
		d.sequence++
		v.Captured, v.Sequence = f.Captured, d.sequence
	}
	return v, err
}

// Close frees dav1d's memory. Pictures that were handed out stay valid.
func (d *Decoder) Close() error {
	if d.codec != nil {
		C.av1_decoder_free(d.codec)
		d.codec = nil
	}
	return nil
}

// check decodes data unless its headers already say that it must not be.
func (d *Decoder) check(data []byte) (*frame.Video, error) {
	unit, err := obu.Inspect(data)
	switch {
	case err != nil:
		return nil, fmt.Errorf("av1 decoder: %w: %w", codec.ErrCorrupt, err)
	case !unit.Key && !d.synced:
		return nil, fmt.Errorf("av1 decoder: no key frame yet: %w", codec.ErrCorrupt)
	}
	return d.decode(data)
}

// decode copies the picture out, for dav1d goes on to predict from its own.
func (d *Decoder) decode(data []byte) (*frame.Video, error) {
	out := C.av1_decoder_decode(d.codec, (*C.uint8_t)(&data[0]), C.size_t(len(data)))
	switch {
	case out.error == C.AV1_TOO_LARGE:
		return nil, codec.ErrTooLarge
	case out.error == C.AV1_UNSUPPORTED:
		return nil, fmt.Errorf("av1 decoder: not 8 bit 4:2:0: %w", codec.ErrCorrupt)
	case out.error != 0:
		return nil, fmt.Errorf("av1 decoder: dav1d error %d: %w", int(out.error), codec.ErrCorrupt)
	case out.width == 0:
		return nil, nil
	}
	v := d.pool.Get(int(out.width), int(out.height))
	if v == nil {
		return nil, codec.ErrTooLarge
	}
	C.av1_decoder_copy(out, (*C.uint8_t)(&v.Y[0]), (*C.uint8_t)(&v.U[0]), (*C.uint8_t)(&v.V[0]),
		C.int(v.StrideY), C.int(v.StrideUV))
	return v, nil
}
