package screensharetest

import (
	"image"

	"parley/call/media/frame"
)

// planes are a page as I420, made once, so that a picture costs no more than
// copying it. Two rows share their chroma, so the strip has it for either way
// that rows can pair up.
type planes struct {
	still *frame.Video
	luma  []byte
	// chroma[0] pairs rows 0 and 1, 2 and 3 ..., chroma[1] rows 1 and 2, 3 and 4 ...
	chroma [2]struct{ u, v []byte }
}

func split(still, strip *image.RGBA) (p planes) {
	var pool frame.VideoPool
	p.still = pool.Get(still.Rect.Dx(), still.Rect.Dy())
	ToI420(p.still, still)
	width, rows := strip.Rect.Dx(), strip.Rect.Dy()
	for y := range rows {
		for x := range width {
			p.luma = append(p.luma, luma(strip.Pix[y*strip.Stride+4*x:]))
		}
	}
	for phase := range p.chroma {
		c := &p.chroma[phase]
		for y := phase; y < rows+phase; y += 2 {
			upper, lower := strip.Pix[y%rows*strip.Stride:], strip.Pix[(y+1)%rows*strip.Stride:]
			for x := 0; x < width; x += 2 {
				u, v := chroma(upper[4*x:], lower[4*x:])
				c.u, c.v = append(c.u, u), append(c.v, v)
			}
		}
	}
	return p
}

// Video returns the page as a picture from pool, which the caller releases,
// scrolled down by some pixels.
func (p *Page) Video(pool *frame.VideoPool, pixels int) *frame.Video {
	v, planes := pool.Get(p.width, p.height), p.planes()
	copy(v.Y, planes.still.Y)
	copy(v.U, planes.still.U)
	copy(v.V, planes.still.V)
	width, rows := p.strip.Rect.Dx(), p.strip.Rect.Dy()
	for y := header; y < p.height; y++ {
		from := planes.luma[(y-header+pixels)%rows*width:]
		copy(v.Y[y*v.StrideY+sidebar:][:width], from)
	}
	c := planes.chroma[pixels&1]
	for y := header; y < p.height; y += 2 {
		row := (y - header + pixels) % rows / 2 * (width / 2)
		at := y/2*v.StrideUV + sidebar/2
		copy(v.U[at:][:width/2], c.u[row:])
		copy(v.V[at:][:width/2], c.v[row:])
	}
	return v
}

// ToI420 converts a picture of even size, BT.601 in limited range, slowly. Luma
// is the same as libyuv's, chroma within one.
func ToI420(dst *frame.Video, src *image.RGBA) {
	for y := range dst.Height {
		for x := range dst.Width {
			dst.Y[y*dst.StrideY+x] = luma(src.Pix[y*src.Stride+4*x:])
		}
	}
	for y := 0; y < dst.Height; y += 2 {
		for x := 0; x < dst.Width; x += 2 {
			at := y/2*dst.StrideUV + x/2
			dst.U[at], dst.V[at] = chroma(src.Pix[y*src.Stride+4*x:], src.Pix[(y+1)*src.Stride+4*x:])
		}
	}
}

// luma is that of the pixel at the start of p: red, green, blue, alpha.
func luma(p []byte) byte {
	return byte((66*int(p[0]) + 129*int(p[1]) + 25*int(p[2]) + 0x1080) >> 8)
}

// chroma is that of two by two pixels.
func chroma(upper, lower []byte) (u, v byte) {
	mean := func(i int) int {
		return (int(upper[i]) + int(upper[i+4]) + int(lower[i]) + int(lower[i+4]) + 2) / 4
	}
	r, g, b := mean(0), mean(1), mean(2)
	return byte((112*b - 74*g - 38*r + 0x8080) >> 8), byte((112*r - 94*g - 18*b + 0x8080) >> 8)
}
