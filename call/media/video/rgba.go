package video

// #include "rgba.h"
import "C"

import (
	"image"

	"parley/call/media/frame"
)

// ToRGBA draws src over all of dst, scaled when the sizes differ. It shrinks
// before it converts, so a small dst is cheap; a dst larger than src is not,
// and is better left to the graphics card. It does nothing when there is no
// memory left.
func ToRGBA(dst *image.RGBA, src *frame.Video) { toRGBA(dst, src, 0) }

// ToRGBAMirrored is ToRGBA with left and right exchanged, as people expect to
// see themselves.
func ToRGBAMirrored(dst *image.RGBA, src *frame.Video) { toRGBA(dst, src, 1) }

func toRGBA(dst *image.RGBA, src *frame.Video, mirror C.int) {
	width, height := dst.Rect.Dx(), dst.Rect.Dy()
	if width == 0 || height == 0 {
		return
	}
	pixels := dst.Pix[:(height-1)*dst.Stride+4*width] // panics rather than to let C write beyond
	y, u, v := planes(src)
	C.rgba_from_i420(y, u, v, C.rgba_layout{
		width: C.int(src.Width), height: C.int(src.Height),
		stride_y: C.int(src.StrideY), stride_uv: C.int(src.StrideUV),
	}, pointer(pixels), C.int(dst.Stride), C.int(width), C.int(height), mirror)
}
