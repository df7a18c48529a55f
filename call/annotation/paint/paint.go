// Package paint draws plain shapes and words into pictures, where no window
// toolkit is at hand. Everything is in pixels.
package paint

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// bow is how far the handles of a cubic Bézier curve are from its ends, as a
// part of the radius, so that it is nearly a quarter of a circle.
const bow = 0.5523

// Shape is an area to fill. What overlaps in it counts once.
type Shape struct {
	raster *vector.Rasterizer
	origin image.Point
	bounds image.Rectangle
}

// NewShape returns an empty shape within some pixels of a picture.
func NewShape(bounds image.Rectangle) *Shape {
	return &Shape{vector.NewRasterizer(bounds.Dx(), bounds.Dy()), bounds.Min, bounds}
}

func (s *Shape) at(x, y float32) (float32, float32) {
	return x - float32(s.origin.X), y - float32(s.origin.Y)
}

// Polygon adds the area between corners, x and y in turn, which go around
// clockwise.
func (s *Shape) Polygon(corners ...float32) {
	s.raster.MoveTo(s.at(corners[0], corners[1]))
	for i := 2; i+1 < len(corners); i += 2 {
		s.raster.LineTo(s.at(corners[i], corners[i+1]))
	}
	s.raster.ClosePath()
}

// Disc adds a circle.
func (s *Shape) Disc(x, y, radius float32) {
	s.Rounded(x-radius, y-radius, x+radius, y+radius, radius)
}

// Rounded adds a rectangle with round corners.
func (s *Shape) Rounded(x0, y0, x1, y1, radius float32) {
	x0, y0 = s.at(x0, y0)
	x1, y1 = s.at(x1, y1)
	bend := radius * (1 - bow)
	v := s.raster
	v.MoveTo(x0+radius, y0)
	v.LineTo(x1-radius, y0)
	v.CubeTo(x1-bend, y0, x1, y0+bend, x1, y0+radius)
	v.LineTo(x1, y1-radius)
	v.CubeTo(x1, y1-bend, x1-bend, y1, x1-radius, y1)
	v.LineTo(x0+radius, y1)
	v.CubeTo(x0+bend, y1, x0, y1-bend, x0, y1-radius)
	v.LineTo(x0, y0+radius)
	v.CubeTo(x0, y0+bend, x0+bend, y0, x0+radius, y0)
	v.ClosePath()
}

// Line adds a straight line with round ends.
func (s *Shape) Line(x0, y0, x1, y1, width float32) {
	s.Disc(x1, y1, width/2)
	length := float32(math.Hypot(float64(x1-x0), float64(y1-y0)))
	if length == 0 {
		return
	}
	nx, ny := (y1-y0)/length*width/2, (x0-x1)/length*width/2
	s.Polygon(x0+nx, y0+ny, x1+nx, y1+ny, x1-nx, y1-ny, x0-nx, y0-ny)
}

// Fill fills the shape with a colour.
func (s *Shape) Fill(m draw.Image, c color.Color) {
	s.raster.Draw(m, s.bounds, image.NewUniform(c), image.Point{})
}
