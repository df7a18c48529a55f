package testsignal

import (
	"math"

	"parley/call/media/frame"
)

// balloon is a small coloured picture with soft edges that floats before the
// landscape, so that there is motion across the camera's own.
type balloon struct {
	radius     float64 // in pixels
	x, y       float64 // where it starts, as parts of the picture
	speed      float64 // picture widths a second
	bob        float64 // heights it rises and falls
	light, mid [3]float64
}

func newBalloons(height int) []balloon {
	size := float64(height)
	return []balloon{
		makeBalloon(0.085*size, 0.10, 0.30, 0.011, 0.020, colour{0.87, 0.33, 0.24}, colour{0.98, 0.82, 0.47}),
		makeBalloon(0.055*size, 0.86, 0.46, 0.007, 0.015, colour{0.16, 0.45, 0.52}, colour{0.93, 0.90, 0.80}),
		makeBalloon(0.036*size, 0.62, 0.55, 0.005, 0.010, colour{0.50, 0.26, 0.45}, colour{0.95, 0.66, 0.50}),
	}
}

func makeBalloon(radius, x, y, speed, bob float64, cloth, stripe colour) balloon {
	b := balloon{radius: radius, x: x, y: y, speed: speed, bob: bob}
	b.mid[0], b.mid[1], b.mid[2] = cloth.ycbcr()
	b.light[0], b.light[1], b.light[2] = stripe.ycbcr()
	return b
}

// draw paints the balloon as it is after some seconds.
func (b *balloon) draw(v *frame.Video, seconds float64) {
	width, height := float64(v.Width), float64(v.Height)
	reach := 3 * b.radius
	x := math.Mod(b.x*width+b.speed*seconds*width+reach, width+2*reach) - reach
	y := b.y*height + b.bob*height*math.Sin(0.7*seconds+9*b.x)
	b.plane(v.Y, v.StrideY, v.Width, v.Height, x, y, 1, 0)
	b.plane(v.U, v.StrideUV, (v.Width+1)/2, (v.Height+1)/2, x, y, 2, 1)
	b.plane(v.V, v.StrideUV, (v.Width+1)/2, (v.Height+1)/2, x, y, 2, 2)
}

// plane paints one component; step is how many pixels one sample covers.
func (b *balloon) plane(pixels []byte, stride, width, height int, x, y, step float64, component int) {
	area := box{
		int((x - 1.2*b.radius) / step), int((y - 1.2*b.radius) / step),
		int((x+1.2*b.radius)/step) + 1, int((y+2.1*b.radius)/step) + 1,
	}.clip(width, height)
	for row := area.y0; row < area.y1; row++ {
		line := pixels[row*stride:]
		for column := area.x0; column < area.x1; column++ {
			dx := (float64(column)*step - x) / b.radius
			dy := (float64(row)*step - y) / b.radius
			if value, cover := b.at(dx, dy, component); cover > 0 {
				line[column] = byte(float64(line[column])*(1-cover) + value*cover)
			}
		}
	}
}

// at is the balloon's value at a place in radii from its centre, and how much
// of the background it hides.
func (b *balloon) at(dx, dy float64, component int) (value, cover float64) {
	soft := 0.06
	if dy > 1.55 { // the basket
		edge := max(math.Abs(dx)-0.16, dy-1.95)
		return b.mid[component]*0.5 + 64*float64(min(component, 1)), clamp(-edge/soft + 0.5)
	}
	around := dx * dx
	if dy > 0 { // the envelope tapers downwards
		around /= (1 - 0.42*dy) * (1 - 0.42*dy)
		dy *= 0.72
	}
	distance := math.Sqrt(around + dy*dy)
	if distance > 1+soft {
		return 0, 0
	}
	value = b.mid[component]
	if int(math.Floor(dx/math.Sqrt(max(1-dy*dy, 0.05))*2.5+10))%2 == 0 {
		value = b.light[component]
	}
	if component == 0 {
		value *= 0.82 + 0.22*clamp(0.6-0.5*dx-0.5*dy)
	}
	return value, clamp((1-distance)/soft + 0.5)
}
