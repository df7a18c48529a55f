package codectest

import "math/rand/v2"

// texture is brightness whose detail falls off towards fine structures, as it
// does in photographs.
type texture struct {
	width, height int
	values        []uint8
}

// newTexture adds noise of coarse to fine grids up, each half as strong as the
// one before.
func newTexture(width, height int, random *rand.Rand) *texture {
	sum := make([]float32, width*height)
	for cell, strength := 128, float32(64); cell >= 2; cell, strength = cell/2, strength*0.6 {
		addGrid(sum, width, height, cell, strength, random)
	}
	t := &texture{width: width, height: height, values: make([]uint8, width*height)}
	for i, s := range sum {
		t.values[i] = uint8(max(16, min(235, 126+s)))
	}
	return t
}

// addGrid adds random values at the corners of cells, blended between them.
func addGrid(sum []float32, width, height, cell int, strength float32, random *rand.Rand) {
	columns, rows := width/cell+2, height/cell+2
	corners := make([]float32, columns*rows)
	for i := range corners {
		corners[i] = strength * float32(random.NormFloat64())
	}
	for y := range height {
		upper, lower := corners[y/cell*columns:], corners[(y/cell+1)*columns:]
		fy := float32(y%cell) / float32(cell)
		for x := range width {
			c, fx := x/cell, float32(x%cell)/float32(cell)
			top := upper[c] + (upper[c+1]-upper[c])*fx
			bottom := lower[c] + (lower[c+1]-lower[c])*fx
			sum[y*width+x] += top + (bottom-top)*fy
		}
	}
}

// at repeats the texture beyond its edges.
func (t *texture) at(x, y int) uint8 {
	x, y = x%t.width, y%t.height
	if x < 0 {
		x += t.width
	}
	if y < 0 {
		y += t.height
	}
	return t.values[y*t.width+x]
}
