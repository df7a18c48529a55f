package screensharetest

import (
	"image"
	"math"
)

// Film is a picture in which everything moves: waves of colour that drift over
// each other, as smooth as a camera's pictures, and with some grain. As I420 there is
// frame/testsignal instead.
type Film struct {
	width, height int
	grain         []byte
}

// NewFilm prepares pictures of a size.
func NewFilm(width, height int) *Film {
	f := &Film{width: width, height: height, grain: make([]byte, 1<<12)}
	state := uint32(1)
	for i := range f.grain {
		state = state*1664525 + 1013904223 // Numerical Recipes' generator
		f.grain[i] = byte(state>>24) & 15
	}
	return f
}

// Draw draws picture n, of a film with 30 a second, into dst of the film's size.
func (f *Film) Draw(dst *image.RGBA, n int) {
	t := float64(n) / 30
	across := f.waves(f.width, 0.9*t)
	down := f.waves(f.height, -0.6*t)
	grain := n * 977
	for y := range f.height {
		row := dst.Pix[y*dst.Stride:][:4*f.width]
		for x := range f.width {
			g := int(f.grain[(grain+y*131+x)&(len(f.grain)-1)])
			row[4*x] = byte(across[x] + down[y]/2 + g)
			row[4*x+1] = byte(across[x]/2 + down[y] + g)
			row[4*x+2] = byte((across[x]+down[y])/2 + 40 + g)
			row[4*x+3] = 0xff
		}
	}
}

// waves returns values from 0 to 120.
func (f *Film) waves(count int, t float64) []int {
	values := make([]int, count)
	for i := range values {
		x := float64(i) / 200
		values[i] = int(60 + 35*math.Sin(x+t) + 25*math.Sin(2.3*x-1.7*t))
	}
	return values
}
