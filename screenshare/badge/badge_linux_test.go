package badge

import (
	"errors"
	"image"
	"image/color"
	"testing"

	"parley/screenshare/x11/x11test"
)

var (
	orange = color.RGBA{255, 178, 122, 255}
	blue   = color.RGBA{0, 0, 255, 255}
	green  = color.RGBA{0, 255, 0, 255}
	black  = color.RGBA{0, 0, 0, 255}
)

// pill is a picture of one colour with corners of 10 pixels cut off.
func pill(c color.RGBA) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 100, 40))
	for y := range 40 {
		for x := range 100 {
			if min(x, 99-x)+min(y, 39-y) >= 10 {
				m.SetNRGBA(x, y, color.NRGBA(c))
			}
		}
	}
	return m
}

func open(t *testing.T, config Config) *Badge {
	t.Helper()
	b, err := Show(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// expect waits until pixels of the screen have their colours.
func expect(d *x11test.Desktop, what string, pixels map[image.Point]color.RGBA) {
	d.Eventually(what, func() bool {
		for at, c := range pixels {
			if d.Pixel(at.X, at.Y) != c {
				return false
			}
		}
		return true
	})
}

func TestBadgeAndEdge(t *testing.T) {
	for _, screen := range []string{"640x480x24", "640x480x16", "640x480x30"} {
		t.Run(screen, func(t *testing.T) {
			d := x11test.Start(t, screen)
			orange := blue // the only one of these that every depth shows exactly
			b := open(t, Config{Bounds: image.Rect(0, 0, 640, 480), Inside: true, Edge: orange, Thickness: 4, Picture: pill(orange)})
			if n := len(b.Windows()); n != 6 {
				t.Errorf("it is %d windows", n)
			}
			expect(d, "badge and edge", map[image.Point]color.RGBA{
				{0, 0}: orange, {639, 479}: orange, {3, 240}: orange, {4, 240}: black, {320, 3}: orange, {320, 4}: black,
				{320, 32}: orange, {270, 12}: black, {369, 51}: black, {280, 32}: orange,
			})
			b.Close()
			expect(d, "nothing", map[image.Point]color.RGBA{{0, 0}: black, {320, 32}: black})
			d.Eventually("the end of the connection", func() bool { return d.Clients() == 0 })
		})
	}
}

func TestStaysOnTop(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	open(t, Config{Bounds: image.Rect(0, 0, 640, 480), Inside: true, Edge: orange, Thickness: 4, Picture: pill(orange)})
	d.Open(image.Rect(0, 0, 640, 480), "cover", blue)
	d.OpenPopup(image.Rect(0, 0, 640, 480), blue)
	expect(d, "the badge above all", map[image.Point]color.RGBA{{0, 0}: orange, {320, 32}: orange, {100, 100}: blue})
}

func TestFollowsAWindow(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	b := open(t, Config{Bounds: image.Rect(100, 100, 300, 200), Edge: orange, Thickness: 4, Picture: pill(orange)})
	expect(d, "the edge around it", map[image.Point]color.RGBA{
		{99, 150}: orange, {96, 96}: orange, {95, 150}: black, {100, 150}: black, {303, 203}: orange, {200, 120}: orange,
	})
	b.Move(image.Rect(200, 300, 500, 400))
	expect(d, "the edge elsewhere", map[image.Point]color.RGBA{{199, 350}: orange, {99, 150}: black, {350, 320}: orange})
	b.Move(image.Rect(-500, -300, -100, -100))
	expect(d, "the badge where it can be seen", map[image.Point]color.RGBA{{50, 20}: orange, {199, 350}: black})
}

func TestClick(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	clicks := make(chan image.Point, 10)
	open(t, Config{
		Bounds: image.Rect(0, 0, 640, 480), Inside: true, Edge: orange, Thickness: 4, Picture: pill(orange),
		Click: func(at image.Point) { clicks <- at },
	})
	expect(d, "the badge", map[image.Point]color.RGBA{{320, 32}: orange})
	below := d.Open(image.Rect(0, 0, 640, 480), "below", blue)
	expect(d, "the badge above it", map[image.Point]color.RGBA{{320, 32}: orange, {2, 240}: orange, {100, 100}: blue})
	for _, at := range []image.Point{{2, 240}, {320, 2}, {271, 13}, {300, 200}} {
		if d.MovePointer(at.X, at.Y); d.Under() != below.Number() {
			t.Errorf("at %v is not the window below", at)
		}
	}
	d.Click(2, 240)   // the edge
	d.Click(271, 13)  // a corner that is not there
	d.Click(300, 200) // the screen
	d.Click(275, 30)
	if at := <-clicks; at != image.Pt(5, 18) || len(clicks) != 0 {
		t.Errorf("clicked at %v, %d more", at, len(clicks))
	}
}

func TestDraw(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	b := open(t, Config{Bounds: image.Rect(0, 0, 640, 480), Picture: pill(orange)})
	if n := len(b.Windows()); n != 2 {
		t.Errorf("without an edge it is %d windows", n)
	}
	expect(d, "the badge", map[image.Point]color.RGBA{{320, 28}: orange})
	b.Draw(pill(green))
	b.Draw(image.NewRGBA(image.Rect(0, 0, 1, 1))) // another size: not drawn
	b.Draw(pill(blue))
	expect(d, "the new picture", map[image.Point]color.RGBA{{320, 28}: blue})
}

func TestNoDesktop(t *testing.T) {
	t.Setenv("DISPLAY", ":99999")
	if _, err := Show(Config{Picture: pill(orange)}); !errors.Is(err, ErrUnsupported) {
		t.Errorf("shown with %v", err)
	}
	if _, err := Show(Config{Picture: image.NewRGBA(image.Rect(0, 0, maxSide+1, 1))}); err == nil {
		t.Error("a picture of any size is shown")
	}
}

func TestServerGone(t *testing.T) {
	d := x11test.Start(t, "640x480x24")
	b := open(t, Config{Bounds: image.Rect(0, 0, 640, 480), Picture: pill(orange)})
	d.Kill()
	b.Move(image.Rect(0, 0, 1, 1))
	b.Draw(pill(blue))
	b.Close()
	b.Close()
}
