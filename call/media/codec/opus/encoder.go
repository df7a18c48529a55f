package opus

// #include "controls.h"
import "C"

import (
	"bytes"
	"fmt"
	"math"

	"parley/call/media/codec"
	"parley/call/media/frame"
)

// Config is what an encoder is made for. Its zero value is a voice: mono at
// 32 kbit/s, with in-band redundancy.
type Config struct {
	// Music keeps everything: stereo at 128 kbit/s. It has no redundancy, as
	// only Opus' speech coder can carry it.
	Music bool
	// Bitrate in bits a second, when the default is not right.
	Bitrate int
}

const (
	voiceBitrate = 32_000
	musicBitrate = 128_000
	// complexity is what libwebrtc takes on phones. On two cores, of which a
	// call takes one, it is the better bargain: BenchmarkEncode shows 1.4 % of
	// a core where libwebrtc's desktop value, 9, takes 2.6 % for half a
	// decibel of a voice's signal to noise.
	complexity = 5
	// firstLoss is the expected loss in percent before anything was reported,
	// and leastLoss what always stays: at 0 libopus sends no redundancy at
	// all, and the first lost packet would be heard.
	firstLoss = 5
	leastLoss = 1
)

// Encoder compresses 20 ms at a time. It is made for one goroutine.
type Encoder struct {
	codec    *C.OpusEncoder
	channels int
	packet   []byte // scratch
}

var _ codec.AudioEncoder = (*Encoder)(nil)

// NewEncoder returns an encoder for Channels() channels. The caller closes it.
func NewEncoder(config Config) (*Encoder, error) {
	channels, application := 1, C.OPUS_APPLICATION_VOIP
	if config.Music {
		channels, application = 2, C.OPUS_APPLICATION_AUDIO
	}
	var code C.int
	enc := C.opus_encoder_create(frame.SampleRate, C.int(channels), C.int(application), &code)
	if enc == nil {
		return nil, failure("new encoder", code)
	}
	e := &Encoder{codec: enc, channels: channels, packet: make([]byte, maxPacket)}
	if err := failure("configure", C.encoder_configure(enc, config.settings())); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

func (c Config) settings() C.encoder_settings {
	s := C.encoder_settings{
		bitrate: voiceBitrate, fec: 1, loss_percent: firstLoss,
		complexity: complexity, signal: C.OPUS_SIGNAL_VOICE,
	}
	if c.Music {
		s.bitrate, s.fec, s.signal = musicBitrate, 0, C.OPUS_SIGNAL_MUSIC
	}
	if c.Bitrate != 0 {
		s.bitrate = C.int(c.Bitrate)
	}
	return s
}

// Channels returns how many channels Encode takes: 1 for a voice, 2 for music.
func (e *Encoder) Channels() int { return e.channels }

// Encode implements codec.AudioEncoder.
func (e *Encoder) Encode(pcm []int16) ([]byte, error) {
	if e.codec == nil {
		return nil, codec.ErrClosed
	}
	if len(pcm) != FrameSamples*e.channels {
		return nil, errLength
	}
	n := C.opus_encode(e.codec, (*C.opus_int16)(&pcm[0]), FrameSamples, (*C.uchar)(&e.packet[0]), maxPacket)
	if err := failure("encode", n); err != nil {
		return nil, err
	}
	return bytes.Clone(e.packet[:n]), nil
}

// SetBitrate implements codec.AudioEncoder.
func (e *Encoder) SetBitrate(bps int) error {
	if e.codec == nil {
		return codec.ErrClosed
	}
	if bps <= 0 || bps > math.MaxInt32 {
		return fmt.Errorf("opus: bitrate of %d bit/s", bps)
	}
	return failure("set bitrate", C.encoder_set_bitrate(e.codec, C.int(bps)))
}

// SetExpectedLoss implements codec.AudioEncoder.
func (e *Encoder) SetExpectedLoss(share float64) error {
	if e.codec == nil {
		return codec.ErrClosed
	}
	if !(share >= 0 && share <= 1) {
		return fmt.Errorf("opus: expected loss of %v", share)
	}
	percent := max(leastLoss, math.Round(100*share))
	return failure("set expected loss", C.encoder_set_loss(e.codec, C.int(percent)))
}

// Close frees libopus' memory.
func (e *Encoder) Close() error {
	if e.codec != nil {
		C.opus_encoder_destroy(e.codec)
		e.codec = nil
	}
	return nil
}
