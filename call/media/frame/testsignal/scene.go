package testsignal

import "math"

// A scene is painted once, small, as colours from 0 to 1, and blown up to the
// camera's size: what is blurred a little looks like a lens.
const sceneHeight = 360

// colour is linear enough for a painted landscape.
type colour struct{ r, g, b float64 }

func (c colour) mix(d colour, part float64) colour {
	return colour{c.r + (d.r-c.r)*part, c.g + (d.g-c.g)*part, c.b + (d.b-c.b)*part}
}

func (c colour) scale(k float64) colour { return colour{c.r * k, c.g * k, c.b * k} }

// ycbcr converts to BT.601 limited range.
func (c colour) ycbcr() (y, u, v float64) {
	r, g, b := clamp(c.r), clamp(c.g), clamp(c.b)
	y = 16 + 65.481*r + 128.553*g + 24.966*b
	u = 128 - 37.797*r - 74.203*g + 112*b
	v = 128 + 112*r - 93.786*g - 18.214*b
	return y, u, v
}

func clamp(x float64) float64 { return min(max(x, 0), 1) }

// The landscape of an early evening: warm low sky, two ranges of mountains, a
// wooded shore and a lake that mirrors it all.
var (
	skyHigh    = colour{0.23, 0.42, 0.68}
	skyLow     = colour{0.98, 0.80, 0.62}
	sunlight   = colour{1.00, 0.90, 0.66}
	cloud      = colour{1.00, 0.93, 0.88}
	farRange   = colour{0.46, 0.50, 0.66}
	nearRange  = colour{0.27, 0.36, 0.46}
	snow       = colour{0.96, 0.90, 0.92}
	forest     = colour{0.13, 0.25, 0.22}
	deepWater  = colour{0.10, 0.24, 0.36}
	shoreGrass = colour{0.21, 0.30, 0.16}
)

const (
	horizon = 0.64 // the water's edge, as a part of the height
	sunX    = 0.72 // as a part of the panorama's length
	sunY    = 0.36
)

// paint returns a panorama whose right edge continues at its left one.
func paint(width int) [][]colour {
	scene := make([][]colour, sceneHeight)
	for y := range scene {
		scene[y] = make([]colour, width)
	}
	for x := range width {
		s := newSlice(float64(x)/float64(width), float64(width)/sceneHeight)
		for y := range scene {
			scene[y][x] = s.view(float64(y) / sceneHeight)
		}
	}
	return scene
}

// slice is the landscape at one x, from 0 to 1 along the panorama: where each
// part of it ends at the top, and how much light its slope gets.
type slice struct {
	x, aspect       float64
	shore, trees    float64
	near, nearLight float64
	far, farLight   float64
}

func newSlice(x, aspect float64) slice {
	return slice{
		x: x, aspect: aspect,
		shore:     0.925 + 0.03*noise(x, 0, 6, 3) + 0.02*noise(x, 4, 90, 1),
		trees:     horizon - 0.035 - 0.035*noise(x, 9, 8, 2) - 0.028*noise(x, 2, 150, 2),
		near:      horizon - 0.06 - 0.20*ridge(x, 5, 7),
		nearLight: ridge(x+0.004, 5, 7) - ridge(x-0.004, 5, 7),
		far:       horizon - 0.10 - 0.42*ridge(x, 1, 4),
		farLight:  ridge(x+0.003, 1, 4) - ridge(x-0.003, 1, 4),
	}
}

// view is the colour at y, from 0 at the top to 1.
func (s *slice) view(y float64) colour {
	switch {
	case y > s.shore:
		return shoreGrass.scale(0.55 + 0.5*noise(s.x, y*40, 180, 2))
	case y <= horizon:
		return s.land(y)
	}
	mirrored := horizon - (y-horizon)*1.25
	ripple := 0.5 + 0.5*noise(s.x, y*70, 60, 2)
	depth := (y - horizon) / (1 - horizon)
	return s.land(mirrored).mix(deepWater, 0.25+0.45*depth).scale(0.9 + 0.16*ripple)
}

func (s *slice) land(y float64) colour {
	switch {
	case y > s.trees:
		return forest.scale(0.75 + 0.6*noise(s.x, y*60, 200, 2))
	case y > s.near:
		rough := noise(s.x, y*24, 50, 3)
		return nearRange.scale(0.85+1.1*s.nearLight+0.3*rough).mix(skyLow, 0.30*clamp((y-s.near)*4))
	case y > s.far:
		return s.mountain(y)
	}
	return sky(s.x, y, s.aspect)
}

// mountain is a part of the far range: rock, snow above, haze below.
func (s *slice) mountain(y float64) colour {
	rough := noise(s.x+0.15*y, y*22, 70, 4)
	rock := farRange.scale(0.85 + 1.5*s.farLight + 0.3*rough)
	white := clamp((0.42-y)*14+6*(rough-0.6)) * clamp(1.3-(y-s.far)*9)
	return rock.mix(snow.scale(0.9+1.3*s.farLight), white).mix(skyLow, 0.5*clamp((y-s.far)*2.2))
}

// ridge is noise with sharp crests, from 0 to 1.
func ridge(x float64, seed float64, period int) float64 {
	return 1 - math.Abs(2*noise(x, seed, period, 6)-1)
}

func sky(x, y, aspect float64) colour {
	c := skyHigh.mix(skyLow, math.Pow(clamp(y/0.46), 1.2))
	far := math.Hypot((x-sunX)*aspect, y-sunY)
	c = c.mix(sunlight, 0.85*math.Exp(-far*far*7)+0.25*math.Exp(-far*1.8))
	veil := clamp((noise(x, y*9, 10, 5) - 0.52) * 3.2)
	return c.mix(cloud, 0.75*veil)
}

// noise sums octaves of value noise, smooth and from 0 to 1. It repeats after
// x = 1; period is how many cells the first octave has along it.
func noise(x, y float64, period, octaves int) float64 {
	sum, weight, total := 0.0, 1.0, 0.0
	for octave := range octaves {
		sum += weight * lattice(x*float64(period), y, period, octave)
		total += weight
		weight /= 2
		period *= 2
		y *= 2
	}
	return sum / total
}

// lattice interpolates random values at whole points.
func lattice(x, y float64, period, seed int) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	ix, iy := int(fx), int(fy)
	sx, sy := smooth(x-fx), smooth(y-fy)
	at := func(dx, dy int) float64 {
		column := ((ix+dx)%period + period) % period
		return float64(scramble(uint32(column), uint32(iy+dy), uint32(seed))) / (1 << 32)
	}
	upper := at(0, 0)*(1-sx) + at(1, 0)*sx
	lower := at(0, 1)*(1-sx) + at(1, 1)*sx
	return upper*(1-sy) + lower*sy
}

func smooth(t float64) float64 { return t * t * (3 - 2*t) }

// scramble is an integer hash with the finaliser of MurmurHash3.
func scramble(x, y, seed uint32) uint32 {
	h := x*0x9e3779b1 ^ y*0x85ebca77 ^ seed*0xc2b2ae3d
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}
