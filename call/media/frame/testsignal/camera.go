package testsignal

import (
	"math"
	"time"

	"parley/call/media/frame"
)

// flashLength is how long the lamp burns from each whole second of the clock
// on: long enough to show in three pictures at 30 a second.
const flashLength = 100 * time.Millisecond

// Luma of the burnt-in parts, well apart within the limited range.
const (
	white = 232
	black = 18
	panel = 44
)

// Camera draws the test picture: a slow pan over an evening landscape. It
// belongs to one goroutine.
type Camera struct {
	width, height int
	landscape     *panorama
	balloons      []balloon
	pool          frame.VideoPool
	number        uint32
}

// NewCamera makes a camera with pictures of the given size, which is within
// frame.MaxWidth and frame.MaxHeight and at least 64 by 36.
func NewCamera(width, height int) *Camera {
	return &Camera{
		width: width, height: height,
		landscape: newPanorama(width, height),
		balloons:  newBalloons(height),
	}
}

// Next draws the picture of a moment. The caller owns it.
func (c *Camera) Next(at time.Time) *frame.Video {
	v := c.Draw(c.number, at)
	c.number++
	return v
}

// Draw draws the picture with a number that was made at a time, as often as it
// is asked: who reads the mark of a picture can draw the original again. The
// caller owns it.
func (c *Camera) Draw(number uint32, at time.Time) *frame.Video {
	v := c.pool.Get(c.width, c.height)
	v.Captured, v.Sequence = at, uint64(number)
	c.draw(v, NewMark(number, at), at.Truncate(time.Millisecond)) // which is what the mark says
	return v
}

// Burn puts the mark of a picture with a number, made at a time, and the lamp
// into any picture, so that a film can be measured as the test camera is.
func Burn(v *frame.Video, number uint32, at time.Time) {
	at = at.Truncate(time.Millisecond) // which is what the mark says
	burn(v, NewMark(number, at), isLit(at))
}

// panSpeed is in picture widths a second; period is when the scene's clock
// starts again, so that its arithmetic stays exact.
const (
	panSpeed = 0.03
	period   = 2 * time.Hour
)

func (c *Camera) draw(v *frame.Video, mark Mark, at time.Time) {
	seconds := (time.Duration(at.UnixNano()) % period).Seconds()
	c.landscape.copyTo(v, int(seconds*panSpeed*float64(c.width)), c.ripple(seconds))
	for i := range c.balloons {
		c.balloons[i].draw(v, seconds)
	}
	burn(v, mark, isLit(at))
}

// ripple lets the mirror image on the lake sway by a few pixels.
func (c *Camera) ripple(seconds float64) func(y int) int {
	edge := horizon * float64(c.height)
	depth := (1 - horizon) * float64(c.height)
	return func(y int) int {
		below := (float64(y) - edge) / depth
		if below <= 0 || below > 0.75 {
			return 0
		}
		strength := 0.004 * float64(c.width) * (0.3 + below)
		return int(strength * math.Sin(2.2*seconds+55*math.Sqrt(below)))
	}
}

// isLit reports whether the lamp burns at a time.
func isLit(at time.Time) bool { return at.UnixMilli()%1000 < flashLength.Milliseconds() }

// burn draws the cells and the lamp on their dark panel.
func burn(v *frame.Video, mark Mark, lit bool) {
	g := layout(v.Width, v.Height)
	fill(v, g.panel(), panel)
	bits := mark.pack()
	for row := range rows {
		for column := range columns {
			luma := byte(black)
			if cellAt(bits, column, row) {
				luma = white
			}
			fill(v, g.area(float64(column), float64(row), 1, 1), luma)
		}
	}
	if lit {
		fill(v, g.lamp(), white)
	}
}

// fill paints a grey box.
func fill(v *frame.Video, b box, luma byte) {
	b = b.clip(v.Width, v.Height)
	for y := b.y0; y < b.y1; y++ {
		paintRow(v.Y[y*v.StrideY+b.x0:y*v.StrideY+b.x1], luma)
	}
	for y := b.y0 / 2; y < (b.y1+1)/2; y++ {
		paintRow(v.U[y*v.StrideUV+b.x0/2:y*v.StrideUV+(b.x1+1)/2], 128)
		paintRow(v.V[y*v.StrideUV+b.x0/2:y*v.StrideUV+(b.x1+1)/2], 128)
	}
}

func paintRow(row []byte, value byte) {
	for i := range row {
		row[i] = value
	}
}
