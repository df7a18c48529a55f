package vpx

// #include "decoder.h"
import "C"

import (
	"errors"
	"fmt"

	"parley/call/media/codec"
	"parley/call/media/frame"
)

// Decoder reverses Encoder, and any other VP8 encoder. It is made for one
// goroutine.
type Decoder struct {
	codec    *C.decoder
	pool     frame.VideoPool
	synced   bool // nothing was lost since the last key frame
	sequence uint64
}

var _ codec.VideoDecoder = (*Decoder)(nil)

// NewVP8Decoder returns a decoder that waits for a key frame. The caller
// closes it.
func NewVP8Decoder() (*Decoder, error) {
	d := C.decoder_new()
	if d == nil {
		return nil, errors.New("vp8 decoder: libvpx has no memory")
	}
	return &Decoder{codec: d}, nil
}

// Decode implements codec.VideoDecoder. Frames before the first key frame, and
// after a corrupt one up to the next key frame, are codec.ErrCorrupt.
func (d *Decoder) Decode(f frame.Encoded) (*frame.Video, error) {
	if d.codec == nil {
		return nil, codec.ErrClosed
	}
	h, err := parseHeader(f.Data)
	if err == nil && !h.key && !d.synced {
		err = fmt.Errorf("vp8 decoder: no key frame yet: %w", codec.ErrCorrupt)
	}
	var v *frame.Video
	if err == nil {
		v, err = d.decode(f.Data)
	}
	d.synced = err == nil
	if v != nil {
		d.sequence++
		v.Captured, v.Sequence = f.Captured, d.sequence
	}
	return v, err
}

// Close frees libvpx' memory. Pictures that were handed out stay valid.
func (d *Decoder) Close() error {
	if d.codec != nil {
		C.decoder_free(d.codec)
		d.codec = nil
	}
	return nil
}

// decode copies the picture out, for libvpx goes on to predict from its own.
func (d *Decoder) decode(data []byte) (*frame.Video, error) {
	out := C.decoder_decode(d.codec, (*C.uint8_t)(&data[0]), C.size_t(len(data)))
	if out.error != 0 {
		return nil, fmt.Errorf("vp8 decoder: libvpx error %d: %w", int(out.error), codec.ErrCorrupt)
	}
	if out.width == 0 {
		return nil, nil
	}
	v := d.pool.Get(int(out.width), int(out.height))
	if v == nil {
		return nil, codec.ErrTooLarge
	}
	C.decoder_copy(out, (*C.uint8_t)(&v.Y[0]), (*C.uint8_t)(&v.U[0]), (*C.uint8_t)(&v.V[0]),
		C.int(v.StrideY), C.int(v.StrideUV))
	return v, nil
}
