package tray

import (
	"bytes"
	"image"
	"image/png"

	"golang.org/x/image/draw"
)

// side is the width and height of the icon in pixels: trays show 16 to 24, at
// twice the density 48.
const side = 64

// shrunk returns a square PNG in the size that a tray needs, or as it is when it
// cannot be read.
func shrunk(icon []byte) []byte {
	whole, err := png.Decode(bytes.NewReader(icon))
	if err != nil {
		return icon
	}
	small := image.NewNRGBA(image.Rect(0, 0, side, side))
	draw.CatmullRom.Scale(small, small.Rect, whole, whole.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	if png.Encode(&out, small) != nil {
		return icon
	}
	return out.Bytes()
}
