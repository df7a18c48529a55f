package video

// #include <libyuv.h>
import "C"

import (
	"errors"
	"fmt"

	"parley/call/media/frame"
)

var (
	// ErrCorrupt is returned for a picture that is damaged or cut short.
	ErrCorrupt = errors.New("corrupt picture")
	// ErrFormat is returned for a layout that Decode does not know.
	ErrFormat = errors.New("unknown picture format")
)

// Format is how a picture's bytes are laid out. The names are those of V4L2
// and of the bytes in their order.
type Format string

// The formats that Decode reads. All but MJPEG, BGRA and RGBA are BT.601
// limited range, as frame.Video is.
const (
	I420  Format = "I420"
	NV12  Format = "NV12"
	NV21  Format = "NV21"
	YUYV  Format = "YUYV"
	UYVY  Format = "UYVY"
	BGRA  Format = "BGRA"
	RGBA  Format = "RGBA"
	MJPEG Format = "MJPEG"
)

// Raw is a picture as a camera or a screen delivers it.
type Raw struct {
	Data   []byte
	Format Format
	// Width and Height in pixels. MJPEG says itself how large it is, and
	// ignores them.
	Width, Height int
	// Stride is the number of bytes from one row of the first plane to the
	// next; zero when rows follow each other without a gap. The rows of I420's
	// chroma are half as far apart, rounded up.
	Stride int
}

// Decode converts raw into a picture from pool, which the caller releases. It
// copies, so raw.Data may be used again. Captured and Sequence are left zero.
func Decode(pool *frame.VideoPool, raw Raw) (*frame.Video, error) {
	if raw.Format == MJPEG {
		return decodeJPEG(pool, raw.Data)
	}
	shape, err := raw.measure()
	if err != nil {
		return nil, err
	}
	v := pool.Get(raw.Width, raw.Height)
	if v == nil {
		return nil, ErrSize
	}
	raw.convert(v, shape)
	return v, nil
}

// layout is what a format puts into one row of each of its planes, in bytes.
type layout struct {
	row, rowUV int
	planesUV   int // after the first; 0 when the chroma is in the first
}

func (raw Raw) layout() (l layout, known bool) {
	pairs := (raw.Width + 1) / 2
	switch raw.Format {
	case I420:
		return layout{row: raw.Width, rowUV: pairs, planesUV: 2}, true
	case NV12, NV21:
		return layout{row: raw.Width, rowUV: 2 * pairs, planesUV: 1}, true
	case YUYV, UYVY:
		return layout{row: 4 * pairs}, true
	case BGRA, RGBA:
		return layout{row: 4 * raw.Width}, true
	case MJPEG: // has no rows
	}
	return layout{}, false
}

// shape says where the rows and planes of a Raw lie, in bytes.
type shape struct {
	stride, strideUV int
	second, third    int // where the second and third planes begin
}

// measure checks that raw.Data holds what its size and format need.
func (raw Raw) measure() (s shape, err error) {
	if raw.Width <= 0 || raw.Height <= 0 || raw.Width > frame.MaxWidth || raw.Height > frame.MaxHeight {
		return s, ErrSize
	}
	l, known := raw.layout()
	if !known {
		return s, fmt.Errorf("%w: %q", ErrFormat, raw.Format)
	}
	s = raw.shape(l)
	// The last row of the last plane may end without its gap.
	size := s.second - s.stride + l.row
	if l.planesUV > 0 {
		size = s.second + l.planesUV*(s.third-s.second) - s.strideUV + l.rowUV
	}
	const longest = 1 << 20 // keeps a hostile stride from overflowing
	if s.stride < l.row || s.strideUV < l.rowUV || s.stride > longest || len(raw.Data) < size {
		return s, fmt.Errorf("%w: %d bytes of %dx%d %s", ErrCorrupt, len(raw.Data), raw.Width, raw.Height, raw.Format)
	}
	return s, nil
}

func (raw Raw) shape(l layout) (s shape) {
	s.stride, s.strideUV = l.row, l.rowUV
	switch {
	case raw.Stride == 0:
	case l.planesUV == 2:
		s.stride, s.strideUV = raw.Stride, (raw.Stride+1)/2
	default:
		s.stride, s.strideUV = raw.Stride, max(raw.Stride, l.rowUV)
	}
	s.second = raw.Height * s.stride
	s.third = s.second + (raw.Height+1)/2*s.strideUV
	return s
}

// convert fills v; measure has found raw to be long enough.
func (raw Raw) convert(v *frame.Video, s shape) {
	data, stride, strideUV := pointer(raw.Data), C.int(s.stride), C.int(s.strideUV)
	y, u, w := planes(v)
	toY, toUV, width, height := C.int(v.StrideY), C.int(v.StrideUV), C.int(v.Width), C.int(v.Height)
	switch raw.Format {
	case I420:
		C.I420Copy(data, stride, pointer(raw.Data[s.second:]), strideUV, pointer(raw.Data[s.third:]), strideUV,
			y, toY, u, toUV, w, toUV, width, height)
	case NV12:
		C.NV12ToI420(data, stride, pointer(raw.Data[s.second:]), strideUV, y, toY, u, toUV, w, toUV, width, height)
	case NV21:
		C.NV21ToI420(data, stride, pointer(raw.Data[s.second:]), strideUV, y, toY, u, toUV, w, toUV, width, height)
	case YUYV:
		C.YUY2ToI420(data, stride, y, toY, u, toUV, w, toUV, width, height)
	case UYVY:
		C.UYVYToI420(data, stride, y, toY, u, toUV, w, toUV, width, height)
	case BGRA:
		C.ARGBToI420(data, stride, y, toY, u, toUV, w, toUV, width, height) // libyuv names little-endian words
	case RGBA:
		C.ABGRToI420(data, stride, y, toY, u, toUV, w, toUV, width, height)
	case MJPEG: // not raw: see decodeJPEG
	}
}
