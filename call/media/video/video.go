// Package video turns pictures into pictures: what cameras and screens deliver
// into I420, I420 into other sizes, and I420 into what a window shows. libyuv
// and libjpeg do the work. It also spaces pictures evenly in time.
package video

// #cgo LDFLAGS: -lyuv
// #cgo pkg-config: libjpeg
// #include <stdint.h>
import "C"

import "parley/call/media/frame"

// pointer is what C takes. b must not be empty.
func pointer(b []byte) *C.uint8_t { return (*C.uint8_t)(&b[0]) }

// planes returns where the planes of v begin. It panics when one is shorter
// than its size says, so that C never reads or writes beyond it.
func planes(p *frame.Video) (y, u, v *C.uint8_t) {
	widthUV, heightUV := (p.Width+1)/2, (p.Height+1)/2
	sizeUV := (heightUV-1)*p.StrideUV + widthUV
	_, _, _ = p.Y[(p.Height-1)*p.StrideY+p.Width-1], p.U[sizeUV-1], p.V[sizeUV-1]
	return pointer(p.Y), pointer(p.U), pointer(p.V)
}
