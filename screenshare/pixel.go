package screenshare

// #cgo LDFLAGS: -lyuv
// #include <libyuv.h>
import "C"

import (
	"image"

	"parley/call/media/frame"
)

// bgra is a picture of four bytes a pixel: blue, green, red, and one that does
// not count. libyuv calls it ARGB, after the little-endian word.
type bgra struct {
	pix           []byte
	stride        int // bytes from one row to the next
	width, height int
}

// holds reports whether the bytes are as many as the size needs, so that C
// never reads beyond them.
func (p bgra) holds() bool {
	return p.width > 0 && p.height > 0 && p.stride >= 4*p.width && len(p.pix) >= (p.height-1)*p.stride+4*p.width
}

// toI420 converts src, of the same size, in BT.601 limited range, as frame.Video is.
func toI420(dst *frame.Video, src bgra) {
	C.ARGBToI420(pointer(src.pix), C.int(src.stride),
		pointer(dst.Y), C.int(dst.StrideY), pointer(dst.U), C.int(dst.StrideUV), pointer(dst.V), C.int(dst.StrideUV),
		C.int(src.width), C.int(src.height))
}

// scaleI420 fills dst with src in dst's size; where it shrinks every pixel counts.
func scaleI420(dst, src *frame.Video) {
	C.I420Scale(
		pointer(src.Y), C.int(src.StrideY), pointer(src.U), C.int(src.StrideUV), pointer(src.V), C.int(src.StrideUV),
		C.int(src.Width), C.int(src.Height),
		pointer(dst.Y), C.int(dst.StrideY), pointer(dst.U), C.int(dst.StrideUV), pointer(dst.V), C.int(dst.StrideUV),
		C.int(dst.Width), C.int(dst.Height), C.kFilterBox)
}

// shrink returns src in another size, opaque.
func shrink(src bgra, width, height int) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, width, height))
	C.ARGBScale(pointer(src.pix), C.int(src.stride), C.int(src.width), C.int(src.height),
		pointer(dst.Pix), C.int(dst.Stride), C.int(width), C.int(height), C.kFilterBox)
	C.ARGBToABGR(pointer(dst.Pix), C.int(dst.Stride), pointer(dst.Pix), C.int(dst.Stride), C.int(width), C.int(height))
	for i := 3; i < len(dst.Pix); i += 4 {
		dst.Pix[i] = 0xff
	}
	return dst
}

// fromRGB565 and fromAR30 widen what screens of 16 and of 30 bits show;
// fromRGBA exchanges red and blue.
func fromRGB565(dst bgra, src []byte, stride int) {
	C.RGB565ToARGB(pointer(src), C.int(stride), pointer(dst.pix), C.int(dst.stride), C.int(dst.width), C.int(dst.height))
}

func fromAR30(dst bgra, src []byte, stride int) {
	C.AR30ToARGB(pointer(src), C.int(stride), pointer(dst.pix), C.int(dst.stride), C.int(dst.width), C.int(dst.height))
}

func fromRGBA(dst bgra, src []byte, stride int) {
	C.ABGRToARGB(pointer(src), C.int(stride), pointer(dst.pix), C.int(dst.stride), C.int(dst.width), C.int(dst.height))
}

// lay puts src, whose pixels are already multiplied with their alpha, over the
// part of dst that begins at a pixel and is as large as src.
func lay(dst bgra, x, y int, src bgra) {
	to := dst.from(x, y)
	C.ARGBBlend(pointer(src.pix), C.int(src.stride), pointer(to), C.int(dst.stride),
		pointer(to), C.int(dst.stride), C.int(src.width), C.int(src.height))
}

// put copies src to there.
func put(dst bgra, x, y int, src bgra) {
	C.ARGBCopy(pointer(src.pix), C.int(src.stride), pointer(dst.from(x, y)), C.int(dst.stride), C.int(src.width), C.int(src.height))
}

// from returns the bytes that begin with a pixel.
func (p bgra) from(x, y int) []byte { return p.pix[y*p.stride+4*x:] }

// pointer is what C takes. b must not be empty.
func pointer(b []byte) *C.uint8_t { return (*C.uint8_t)(&b[0]) }
