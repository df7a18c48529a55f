package testsignal

import "parley/call/media/frame"

// panoramaLength is how many pictures fit side by side before the landscape
// repeats.
const panoramaLength = 2

// plane is one component of the panorama, wider than a picture.
type plane struct {
	pixels        []byte
	width, height int
}

// row copies len(dst) pixels from x on; the plane repeats.
func (p plane) row(dst []byte, x, y int) {
	line := p.pixels[y*p.width : (y+1)*p.width]
	n := copy(dst, line[x:])
	copy(dst[n:], line)
}

// panorama is the landscape in planar YUV 4:2:0.
type panorama struct{ y, u, v plane }

func newPanorama(width, height int) *panorama {
	scene := paint(panoramaLength * sceneHeight * width / height)
	length := panoramaLength * ((width + 1) / 2) // in chroma samples
	p := &panorama{
		y: newPlane(2*length, height),
		u: newPlane(length, (height+1)/2),
		v: newPlane(length, (height+1)/2),
	}
	components := split(scene)
	p.y.enlarge(components[0], grain)
	p.u.enlarge(components[1], 0)
	p.v.enlarge(components[2], 0)
	return p
}

func newPlane(width, height int) plane {
	return plane{make([]byte, width*height), width, height}
}

// grain is the strength of the noise a sensor would add, in luma steps.
const grain = 2.5

func split(scene [][]colour) (components [3][][]float64) {
	for _, line := range scene {
		var out [3][]float64
		for i := range out {
			out[i] = make([]float64, len(line))
		}
		for x, c := range line {
			out[0][x], out[1][x], out[2][x] = c.ycbcr()
		}
		for i := range out {
			components[i] = append(components[i], out[i])
		}
	}
	return components
}

// enlarge fills the plane from a smaller picture by bilinear interpolation,
// repeating it to the side, and adds noise.
func (p plane) enlarge(src [][]float64, noise float64) {
	for y := range p.height {
		upper, lower, fy := between(float64(y), p.height, len(src), false)
		for x := range p.width {
			left, right, fx := between(float64(x), p.width, len(src[0]), true)
			value := (src[upper][left]*(1-fx)+src[upper][right]*fx)*(1-fy) +
				(src[lower][left]*(1-fx)+src[lower][right]*fx)*fy
			if noise != 0 {
				value += noise * (float64(scramble(uint32(x), uint32(y), 7))/(1<<31) - 1)
			}
			p.pixels[y*p.width+x] = byte(min(max(value+0.5, 16), 240))
		}
	}
}

// between finds the two source positions around a target pixel's centre and
// the weight of the second.
func between(at float64, size, source int, wrap bool) (first, second int, weight float64) {
	position := (at+0.5)*float64(source)/float64(size) - 0.5
	if position < 0 {
		if !wrap {
			return 0, 0, 0
		}
		position += float64(source)
	}
	first = int(position)
	weight = position - float64(first)
	second = first + 1
	if second >= source {
		if second = source - 1; wrap {
			second = 0
		}
	}
	return first, second, weight
}

// copyTo shows the part from x on, in luma pixels; x is even. Each row is
// shifted by sway(y) pixels more.
func (p *panorama) copyTo(v *frame.Video, x int, sway func(y int) int) {
	for y := range v.Height {
		p.y.row(v.Y[y*v.StrideY:][:v.Width], p.start(x+sway(y)), y)
	}
	for y := range (v.Height + 1) / 2 {
		from := p.start(x+sway(2*y)) / 2
		p.u.row(v.U[y*v.StrideUV:][:(v.Width+1)/2], from, y)
		p.v.row(v.V[y*v.StrideUV:][:(v.Width+1)/2], from, y)
	}
}

// start brings x into the panorama, on an even pixel.
func (p *panorama) start(x int) int {
	return ((x%p.y.width + p.y.width) % p.y.width) &^ 1
}
