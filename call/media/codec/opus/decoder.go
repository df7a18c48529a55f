package opus

// #include "controls.h"
import "C"

import (
	"parley/call/media/codec"
	"parley/call/media/frame"
)

// Decoder reverses Encoder, and any other Opus encoder: it turns mono into
// stereo and back as asked. It is made for one goroutine.
type Decoder struct {
	codec    *C.OpusDecoder
	channels int
}

var _ codec.AudioDecoder = (*Decoder)(nil)

// NewDecoder returns a decoder that gives 1 or 2 channels. The caller closes
// it.
func NewDecoder(channels int) (*Decoder, error) {
	var code C.int
	dec := C.opus_decoder_create(frame.SampleRate, C.int(channels), &code)
	if dec == nil {
		return nil, failure("new decoder", code)
	}
	return &Decoder{codec: dec, channels: channels}, nil
}

// Decode implements codec.AudioDecoder. A packet longer than pcm is
// codec.ErrCorrupt; none is longer than MaxSamples.
func (d *Decoder) Decode(packet []byte, pcm []int16) (int, error) {
	if d.codec != nil && len(packet) == 0 {
		return 0, codec.ErrCorrupt // libopus would conceal
	}
	return d.decode("decode", packet, pcm, 0)
}

// DecodeFEC implements codec.AudioDecoder.
func (d *Decoder) DecodeFEC(packet []byte, pcm []int16) (int, error) {
	if d.codec != nil && len(packet) == 0 {
		return 0, codec.ErrCorrupt
	}
	return d.decode("decode redundancy", packet, pcm, 1)
}

// Conceal implements codec.AudioDecoder. libopus goes on with the last pitch
// and fades it out. The length is a multiple of 2.5 ms, as with DecodeFEC.
func (d *Decoder) Conceal(pcm []int16) (int, error) {
	return d.decode("conceal", nil, pcm, 0)
}

// HasFEC implements codec.AudioDecoder. Only the speech coder, SILK, carries
// redundancy. Its frames begin with one voice activity flag for each 20 ms and
// one flag for redundancy, first for the mid channel and then for the side
// channel, as plain bits (RFC 6716 sections 3.1, 4.2.3 and 4.2.4).
func (d *Decoder) HasFEC(packet []byte) bool {
	if len(packet) == 0 {
		return false
	}
	first := C.packet_first_byte((*C.uchar)(&packet[0]), C.int(len(packet)))
	configuration, sideToo := packet[0]>>3, packet[0]&4 != 0
	if first < 0 || configuration >= 16 { // 16 to 31 are CELT only
		return false
	}
	flags, activities := byte(first), silkFrames(configuration)
	mid := flags>>(7-activities)&1 != 0
	side := sideToo && flags>>(6-2*activities)&1 != 0
	return mid || side
}

// silkFrames is the number of 20 ms SILK frames in one Opus frame of the
// given configuration below 16; one also for 10 ms (RFC 6716 table 2).
func silkFrames(configuration byte) int {
	if configuration >= 12 { // hybrid: 10 or 20 ms
		return 1
	}
	return max(1, int(configuration%4)) // 10, 20, 40 or 60 ms
}

// Close frees libopus' memory.
func (d *Decoder) Close() error {
	if d.codec != nil {
		C.opus_decoder_destroy(d.codec)
		d.codec = nil
	}
	return nil
}

func (d *Decoder) decode(what string, packet []byte, pcm []int16, fec C.int) (int, error) {
	if d.codec == nil {
		return 0, codec.ErrClosed
	}
	if len(pcm) == 0 || len(pcm)%d.channels != 0 {
		return 0, errLength
	}
	var data *C.uchar
	if len(packet) > 0 {
		data = (*C.uchar)(&packet[0])
	}
	n := C.opus_decode(d.codec, data, C.opus_int32(len(packet)), (*C.opus_int16)(&pcm[0]), C.int(len(pcm)/d.channels), fec)
	if err := failure(what, n); err != nil {
		return 0, err
	}
	return int(n), nil
}
