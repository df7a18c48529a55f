package opus

// #include "controls.h"
import "C"

import (
	"cmp"
	"fmt"
	"math"

	"parley/call/media/codec"
	"parley/call/media/frame"
)

// Config is what an encoder is made for. Its zero value is a voice: mono at
// 40 kbit/s, with in-band redundancy.
type Config struct {
	// Music keeps everything, at 64 kbit/s a channel. It has no redundancy, as
	// only Opus' speech coder can carry it.
	Music bool
	// Channels is 1 or 2. When zero, a voice is mono and music is stereo.
	Channels int
	// Bitrate in bits a second, when the default is not right.
	Bitrate int
}

const (
	// voiceBitrate and musicBitrate are per channel, in bits a second.
	voiceBitrate = 40_000
	musicBitrate = 64_000
	// complexity is what libwebrtc takes on phones. On two cores, of which a
	// call takes one, it is the better bargain: BenchmarkEncode shows 1.4 % of
	// a core where libwebrtc's desktop value, 9, takes 2.6 % for half a
	// decibel of a voice's signal to noise.
	complexity = 5
	// leastLoss is the expected loss in percent that always stays, because at 0
	// libopus sends no redundancy at all and the first lost packet would be
	// heard. At 32 kbit/s it would take 6 % before there is any, and then the
	// voice suffers for it: hence 40.
	leastLoss = 1
)

// Encoder compresses 20, 40 or 60 ms at a time. It is made for one goroutine.
type Encoder struct {
	codec    *C.OpusEncoder
	channels int
	packet   []byte // the last one
}

var _ codec.AudioEncoder = (*Encoder)(nil)

// NewEncoder returns an encoder for Channels() channels. The caller closes it.
func NewEncoder(config Config) (*Encoder, error) {
	config = config.withDefaults()
	application := C.OPUS_APPLICATION_VOIP
	if config.Music {
		application = C.OPUS_APPLICATION_AUDIO
	}
	var code C.int
	enc := C.opus_encoder_create(frame.SampleRate, C.int(config.Channels), C.int(application), &code)
	if enc == nil {
		return nil, failure("new encoder", code)
	}
	e := &Encoder{codec: enc, channels: config.Channels, packet: make([]byte, maxPacket)}
	if err := failure("configure", C.encoder_configure(enc, config.settings())); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// withDefaults fills in what c leaves open.
func (c Config) withDefaults() Config {
	perChannel := voiceBitrate
	if c.Music {
		perChannel = musicBitrate
	}
	if c.Channels == 0 && c.Music {
		c.Channels = 2
	}
	c.Channels = cmp.Or(c.Channels, 1)
	c.Bitrate = cmp.Or(c.Bitrate, perChannel*c.Channels)
	return c
}

func (c Config) settings() C.encoder_settings {
	s := C.encoder_settings{
		bitrate: C.int(c.Bitrate), fec: 1, loss_percent: leastLoss,
		complexity: complexity, signal: C.OPUS_SIGNAL_VOICE,
	}
	if c.Music {
		s.fec, s.signal = 0, C.OPUS_SIGNAL_MUSIC
	}
	return s
}

// Channels returns how many channels Encode takes.
func (e *Encoder) Channels() int { return e.channels }

// Encode implements codec.AudioEncoder.
func (e *Encoder) Encode(pcm []int16) ([]byte, error) {
	if e.codec == nil {
		return nil, codec.ErrClosed
	}
	frame := FrameSamples * e.channels
	if frames := len(pcm) / frame; len(pcm)%frame != 0 || frames < 1 || frames > MaxFrames {
		return nil, errLength
	}
	samples := C.int(len(pcm) / e.channels)
	n := C.opus_encode(e.codec, (*C.opus_int16)(&pcm[0]), samples, (*C.uchar)(&e.packet[0]), maxPacket)
	if err := failure("encode", n); err != nil {
		return nil, err
	}
	return e.packet[:n], nil
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
