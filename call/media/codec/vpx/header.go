package vpx

import (
	"parley/call/media/codec"
	"parley/call/media/frame"
)

// header is the uncompressed start of a VP8 frame (RFC 6386 section 9.1).
type header struct {
	key           bool
	width, height int // of a key frame only
}

// parseHeader reads what must be known before anything is allocated for a
// frame. It returns codec.ErrCorrupt, or codec.ErrTooLarge for a size beyond
// frame.MaxWidth by frame.MaxHeight.
func parseHeader(data []byte) (h header, err error) {
	const tag, keyHeader = 3, 10
	if len(data) < tag {
		return h, codec.ErrCorrupt
	}
	h.key = data[0]&1 == 0
	if !h.key {
		return h, nil
	}
	if len(data) < keyHeader || data[3] != 0x9d || data[4] != 0x01 || data[5] != 0x2a {
		return h, codec.ErrCorrupt
	}
	// The upper two bits of each are a hint for scaling, which nobody uses.
	h.width = int(data[6]) | int(data[7]&0x3f)<<8
	h.height = int(data[8]) | int(data[9]&0x3f)<<8
	if h.width == 0 || h.height == 0 {
		return h, codec.ErrCorrupt
	}
	if h.width > frame.MaxWidth || h.height > frame.MaxHeight {
		return h, codec.ErrTooLarge
	}
	return h, nil
}
