// Package opus binds libopus (RFC 6716), set up for conversation: packets of
// 20 ms at 48 kHz, longer ones where little can be sent, and constant bitrate. A variable rate would tell whoever
// watches the encrypted packets what is being said.
package opus

// #cgo pkg-config: opus
// #include "controls.h"
import "C"

import (
	"errors"
	"fmt"

	"parley/call/media/codec"
	"parley/call/media/frame"
)

const (
	// FrameSamples is what an Encoder takes at a time, in samples per channel:
	// 20 ms, or up to MaxFrames times as much.
	FrameSamples = 2 * frame.BlockSamples
	// MaxFrames is the longest packet an Encoder makes, in steps of 20 ms: the
	// longest that is one frame (RFC 6716 section 2.1.4).
	MaxFrames = 3
	// MaxSamples is the longest that a packet can be, in samples per channel:
	// 120 ms (RFC 6716 section 3.2.5). A Decoder given room for so many takes
	// whatever a peer sends.
	MaxSamples = 12 * frame.BlockSamples
	// maxPacket is the longest packet of one frame (RFC 6716 section 3.2.1).
	maxPacket = 1275
)

// failure turns one of libopus' codes into an error, nil when it is none.
func failure(what string, code C.int) error {
	switch {
	case code >= 0:
		return nil
	case code == C.OPUS_INVALID_PACKET || code == C.OPUS_BUFFER_TOO_SMALL:
		return fmt.Errorf("opus: %s: %s: %w", what, C.GoString(C.opus_strerror(code)), codec.ErrCorrupt)
	}
	return fmt.Errorf("opus: %s: %s", what, C.GoString(C.opus_strerror(code)))
}

var errLength = errors.New("opus: wrong number of samples")
