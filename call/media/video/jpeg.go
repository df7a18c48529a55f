package video

// #cgo CFLAGS: -O3
// #include "jpeg.h"
import "C"

import (
	"fmt"

	"parley/call/media/frame"
)

// decodeJPEG decodes one picture of a Motion JPEG stream (RFC 2435), whose
// Huffman tables may be left out. A picture that is damaged or cut short is
// ErrCorrupt, never a picture with a grey part.
func decodeJPEG(pool *frame.VideoPool, data []byte) (*frame.Video, error) {
	if len(data) == 0 {
		return nil, fmt.Errorf("%w: empty JPEG", ErrCorrupt)
	}
	size := C.jpeg_measure(pointer(data), C.size_t(len(data)))
	if err := jpegError(size.error); err != nil {
		return nil, err
	}
	v := pool.Get(int(size.width), int(size.height))
	if v == nil {
		return nil, ErrSize
	}
	y, u, w := planes(v)
	to := C.jpeg_target{
		stride_y: C.int(v.StrideY), stride_uv: C.int(v.StrideUV),
		width: C.int(v.Width), height: C.int(v.Height),
	}
	if err := jpegError(C.jpeg_decode(pointer(data), C.size_t(len(data)), y, u, w, to)); err != nil {
		v.Release()
		return nil, err
	}
	return v, nil
}

func jpegError(code C.int) error {
	switch code {
	case C.JPEG_FINE:
		return nil
	case C.JPEG_UNSUPPORTED:
		return fmt.Errorf("%w: JPEG of a kind that cameras do not send", ErrFormat)
	}
	return fmt.Errorf("%w: damaged JPEG", ErrCorrupt)
}
