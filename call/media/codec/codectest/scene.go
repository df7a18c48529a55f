package codectest

import (
	"math/rand/v2"
	"time"

	"parley/call/media/frame"
)

// Scene is a picture that moves like one of a camera: a textured background
// that pans, an oval before it that sways, and a sensor's grain over both.
type Scene struct {
	width, height int
	texture       *texture
	grain         []int8
	pool          frame.VideoPool
	start         time.Time
}

// margin is how far the camera pans.
const margin = 128

// NewScene returns a scene of the given size.
func NewScene(width, height int) *Scene {
	random := rand.New(rand.NewPCG(1, 2))
	s := &Scene{
		width: width, height: height, texture: newTexture(width+margin, height+margin, random),
		grain: make([]int8, 1<<16), start: time.Unix(1_700_000_000, 0),
	}
	for i := range s.grain {
		s.grain[i] = int8(max(-6, min(6, 1.5*random.NormFloat64())))
	}
	return s
}

// Picture draws picture number n of a camera that takes 30 a second. The
// caller releases it.
func (s *Scene) Picture(n int) *frame.Video {
	v := s.pool.Get(s.width, s.height)
	v.Sequence, v.Captured = uint64(n), s.start.Add(time.Duration(n)*time.Second/30)
	panX, panY := sway(n, 240, margin), sway(n, 400, margin/2)
	s.drawLuma(v, panX, panY, n)
	drawChroma(v.U, v.StrideUV, v, s.texture, panX, panY, 3)
	drawChroma(v.V, v.StrideUV, v, s.texture, panY, panX, 5)
	return v
}

func (s *Scene) drawLuma(v *frame.Video, panX, panY, n int) {
	centreX, centreY := s.width/3+sway(n, 90, s.width/3), s.height/2
	radiusX, radiusY := s.width/7+1, s.height/4+1
	for y := range s.height {
		row := v.Y[y*v.StrideY : y*v.StrideY+s.width]
		grain := s.grain[(y*7919+n*104729)%(1<<15):]
		for x := range row {
			dx, dy := (x-centreX)*1024/radiusX, (y-centreY)*1024/radiusY
			value := int(s.texture.at(x+panX, y+panY))
			if dx*dx+dy*dy < 1<<20 {
				value = 235 - int(s.texture.at((x-centreX)/2+s.width/2, y/2))*3/4
			}
			row[x] = uint8(max(16, min(235, value+int(grain[x%(1<<15)]))))
		}
	}
}

func drawChroma(plane []byte, stride int, v *frame.Video, t *texture, panX, panY, shrink int) {
	for y := range (v.Height + 1) / 2 {
		row := plane[y*stride : y*stride+(v.Width+1)/2]
		for x := range row {
			row[x] = 96 + t.at((x+panX)/shrink, (y+panY)/shrink)/4
		}
	}
}

// sway goes from 0 to reach and back in the given number of pictures.
func sway(n, period, reach int) int {
	at := n % period
	return min(at, period-at) * reach * 2 / period
}
