package video

// #include <libyuv.h>
import "C"

import (
	"errors"
	"image"

	"parley/call/media/frame"
)

// ErrSize is returned for sizes that no picture can have.
var ErrSize = errors.New("impossible picture size")

// Scale fills dst with src in dst's size: every pixel counts where it shrinks
// to less than half, between neighbours it interpolates otherwise. The aspect
// is the caller's concern; see Within and Cover. Captured and Sequence are not
// copied.
func Scale(dst, src *frame.Video) error {
	fromY, fromU, fromV := planes(src)
	y, u, v := planes(dst)
	code := C.I420Scale(
		fromY, C.int(src.StrideY), fromU, C.int(src.StrideUV), fromV, C.int(src.StrideUV), C.int(src.Width), C.int(src.Height),
		y, C.int(dst.StrideY), u, C.int(dst.StrideUV), v, C.int(dst.StrideUV), C.int(dst.Width), C.int(dst.Height),
		C.kFilterBox)
	if code != 0 {
		return ErrSize
	}
	return nil
}

// Crop returns the part of src within r, moved up to even edges on the left
// and above. It shares src's pixels and needs no Release: it may be read as
// long as src is held.
func Crop(src *frame.Video, r image.Rectangle) *frame.Video {
	r = r.Intersect(image.Rect(0, 0, src.Width, src.Height))
	r.Min.X, r.Min.Y = r.Min.X&^1, r.Min.Y&^1
	if r.Empty() {
		return Crop(src, image.Rect(0, 0, src.Width, src.Height))
	}
	atY := r.Min.Y*src.StrideY + r.Min.X
	atUV := r.Min.Y/2*src.StrideUV + r.Min.X/2
	return &frame.Video{
		Y: src.Y[atY:], U: src.U[atUV:], V: src.V[atUV:],
		StrideY: src.StrideY, StrideUV: src.StrideUV,
		Width: r.Dx(), Height: r.Dy(),
		Captured: src.Captured, Sequence: src.Sequence,
	}
}
