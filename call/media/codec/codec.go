// Package codec says what an encoder and a decoder are. The bindings lie in
// the folders below: vpx for VP8, av1 for AV1, opus for sound.
//
// None of them is safe for concurrent use: each belongs to one goroutine.
// Close is idempotent; every other call after Close returns ErrClosed.
package codec

import (
	"errors"

	"parley/call/media/frame"
)

var (
	// ErrClosed is returned by every call after Close.
	ErrClosed = errors.New("codec is closed")
	// ErrCorrupt is returned when input cannot be decoded. A video decoder
	// needs a key frame afterwards.
	ErrCorrupt = errors.New("corrupt input")
	// ErrTooLarge is returned for a picture beyond frame.MaxWidth by
	// frame.MaxHeight, before anything is allocated for it.
	ErrTooLarge = errors.New("picture is too large")
)

// VideoEncoder compresses pictures of one stream. The size may change from
// one picture to the next; a change yields a key frame.
type VideoEncoder interface {
	// Encode compresses v, which stays the caller's. The frame is the
	// caller's to release, or to leave alone. It is empty, with a nil error, when rate control drops
	// the picture.
	Encode(v *frame.Video, forceKey bool) (frame.Encoded, error)
	// SetBitrate sets the target in bits a second, for the next picture on.
	SetBitrate(bps int) error
	Close() error
}

// WorstQuantizer is the coarsest quantizer; 0 is the finest. The scale is the
// one in which libvpx and libaom take their bounds.
const WorstQuantizer = 63

// ScreenEncoder is a VideoEncoder that can make a picture which stands still
// better and better.
type ScreenEncoder interface {
	VideoEncoder
	// Refine compresses v, the picture that was encoded last, once more with
	// the given quantizer, whatever bits that takes; it is never dropped. The
	// next Encode goes back to the bitrate.
	Refine(v *frame.Video, quantizer int) (frame.Encoded, error)
	// Quantizer is the one that the last frame got.
	Quantizer() int
}

// VideoDecoder reverses a VideoEncoder.
type VideoDecoder interface {
	// Decode decodes one whole frame. The picture comes from the decoder's
	// own pool and belongs to the caller, who releases it; it is nil when the
	// frame is not to be shown.
	Decode(f frame.Encoded) (*frame.Video, error)
	Close() error
}

// AudioEncoder compresses 20, 40 or 60 ms of sound at a time.
type AudioEncoder interface {
	// Encode compresses interleaved 48 kHz samples: 960, 1920 or 2880 per
	// channel. The result is good until the next Encode.
	Encode(pcm []int16) ([]byte, error)
	// SetBitrate sets the target in bits a second.
	SetBitrate(bps int) error
	// SetExpectedLoss tunes the in-band redundancy to the share of packets
	// lost on the way, from 0 to 1.
	SetExpectedLoss(share float64) error
	Close() error
}

// AudioDecoder reverses an AudioEncoder. Each call writes interleaved 48 kHz
// samples to pcm and returns how many per channel.
type AudioDecoder interface {
	// Decode decodes one packet.
	Decode(packet []byte, pcm []int16) (int, error)
	// DecodeFEC recovers the packet lost just before packet from the
	// redundancy in it (RFC 6716 section 2.1.7); pcm is exactly as long as
	// what was lost. It conceals when packet carries no redundancy.
	DecodeFEC(packet []byte, pcm []int16) (int, error)
	// Conceal invents sound for a lost packet of len(pcm)/channels samples.
	Conceal(pcm []int16) (int, error)
	// HasFEC reports whether packet carries redundancy for its predecessor.
	HasFEC(packet []byte) bool
	Close() error
}
