package badge

import (
	"image"
	"image/color"
	"testing"

	"parley/screenshare/x11/x11test"
)

// square is a picture with a square of a colour in the middle of nothing.
func square(c color.RGBA, size, edge int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, size, size))
	for y := edge; y < size-edge; y++ {
		for x := edge; x < size-edge; x++ {
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func TestOverlay(t *testing.T) {
	for _, screen := range []string{"640x480x24", "640x480x16"} {
		t.Run(screen, func(t *testing.T) {
			d := x11test.Start(t, screen)
			below := d.Open(image.Rect(0, 0, 640, 480), "below", black)
			b := open(t, Config{Bounds: image.Rect(100, 100, 500, 400), Edge: blue, Thickness: 4, Picture: pill(blue)})
			b.Overlay(Overlay{Picture: square(green, 400, 10), At: image.Pt(20, 50)}) // more than one request holds
			expect(d, "the picture", map[image.Point]color.RGBA{
				{129, 200}: black, {130, 200}: green, {300, 540 - 100}: green, {125, 155}: black, {300, 128}: blue,
			})
			d.MovePointer(200, 250)
			if d.Under() != below.Number() {
				t.Error("clicks do not go through it")
			}
			b.Overlay(Overlay{Picture: square(green, 40, 10), At: image.Pt(200, 200)})
			expect(d, "another", map[image.Point]color.RGBA{{130, 200}: black, {320, 320}: green})
			b.Move(image.Rect(200, 100, 600, 400))
			expect(d, "it elsewhere", map[image.Point]color.RGBA{{320, 320}: black, {420, 320}: green})
			d.Open(image.Rect(380, 280, 460, 360), "cover", blue)
			d.Eventually("the other window", func() bool { return d.Pixel(385, 285) != black })
			expect(d, "it above all", map[image.Point]color.RGBA{{420, 320}: green})
			b.Overlay(Overlay{})
			d.Eventually("nothing", func() bool { return d.Pixel(420, 320) != green })
		})
	}
}

// While somebody draws, the pointer is the pen's, but for the badge.
func TestDrawing(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	below := d.Open(image.Rect(0, 0, 640, 480), "below", black)
	strokes, clicks := make(chan Stroke, 100), make(chan image.Point, 1)
	b := open(t, Config{
		Bounds: image.Rect(100, 100, 500, 400), Edge: blue, Thickness: 4, Picture: pill(blue),
		Draw: func(s Stroke) { strokes <- s }, Click: func(at image.Point) { clicks <- at },
	})
	expect(d, "the badge", map[image.Point]color.RGBA{{300, 128}: blue})
	b.Catch(true)
	d.Eventually("that the pointer is caught", func() bool {
		d.MovePointer(200, 250)
		return d.Under() != below.Number()
	})
	next := func(want Step, at image.Point) {
		t.Helper()
		d.Eventually("a step", func() bool {
			select {
			case s := <-strokes:
				return s == Stroke{want, at}
			default:
				return false
			}
		})
	}
	d.MovePointer(210, 260)
	next(Hover, image.Pt(110, 160))
	d.Button(1, true)
	next(Begin, image.Pt(110, 160))
	d.MovePointer(230, 270)
	next(Drag, image.Pt(130, 170))
	d.Button(1, false)
	next(End, image.Pt(130, 170))
	d.Button(3, true)
	d.Button(3, false)
	d.MovePointer(50, 50)
	next(Leave, image.Point{})
	d.Click(300, 128)
	<-clicks
	b.Catch(false)
	d.Eventually("that the pointer is free", func() bool {
		d.MovePointer(200, 250)
		return d.Under() == below.Number()
	})
	for len(strokes) > 0 {
		if s := <-strokes; s.Step == Begin {
			t.Errorf("another button or the badge draws: %v", s)
		}
	}
}
