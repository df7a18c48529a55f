package annotation

import (
	"image"
	"image/color"
	"testing"

	"golang.org/x/image/font/gofont/gobold"

	"parley/call/annotation/paint"
)

func newPen(t *testing.T) *Pen {
	t.Helper()
	face, err := paint.NewFace(gobold.TTF, 12)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { face.Close() })
	return &Pen{Face: face, Color: color.RGBA{0xff, 0xb2, 0x7a, 0xff}, Ink: color.RGBA{6, 33, 31, 0xff}, Scale: 1}
}

func spotAt(x, y uint16) *Spot { return &Spot{Point{x, y}, 1} }

func TestPenDrawsWhereItBelongs(t *testing.T) {
	p, area := newPen(t), image.Pt(800, 600)
	m, at := p.Draw([]Mark{{Name: "Ada", Strokes: []Stroke{{Points: []Point{At(0.25, 0.5), At(0.75, 0.5)}, Strength: 1}}}}, area)
	if m == nil {
		t.Fatal("nothing is drawn")
	}
	for _, c := range []struct {
		x, y int
		want color.RGBA
	}{
		{400, 300, p.Color},
		{200, 300, p.Color},
		{600, 300, p.Color},
		{400, 302, p.Ink},
		{400, 297, p.Ink},
		{400, 310, color.RGBA{}},
		{190, 300, color.RGBA{}},
	} {
		if got := m.RGBAAt(c.x-at.X, c.y-at.Y); !near(got, c.want) {
			t.Errorf("at %d, %d is %v, want %v", c.x, c.y, got, c.want)
		}
	}
}

// near allows for smooth edges.
func near(a, b color.RGBA) bool {
	far := func(x, y uint8) bool { return max(x, y)-min(x, y) > 90 }
	return !far(a.R, b.R) && !far(a.G, b.G) && !far(a.B, b.B) && !far(a.A, b.A)
}

func TestPenStaysInThePicture(t *testing.T) {
	p, area := newPen(t), image.Pt(320, 200)
	for _, at := range []*Spot{spotAt(0, 0), spotAt(Far, 0), spotAt(0, Far), spotAt(Far, Far), spotAt(9000, 60000)} {
		m, corner := p.Draw([]Mark{{Name: "a person with a name that takes no end, and then goes on", Pointer: at}}, area)
		if m == nil || !m.Rect.Add(corner).In(image.Rectangle{Max: area}) || m.Rect.Min != (image.Point{}) || m.Stride != 4*m.Rect.Dx() {
			t.Fatalf("%v is drawn at %v", at, corner)
		}
		x, y := at.In(320, 200)
		tag := p.tag("a person with a name that takes no end, and then goes on", x, y)
		p.area = area
		if !tag.In(image.Rectangle{Max: area}) {
			t.Errorf("of %v the name is at %v", at, tag)
		}
	}
}

func TestPenWithNothingToDraw(t *testing.T) {
	p := newPen(t)
	for _, marks := range [][]Mark{nil, {{Name: "Ada"}}} {
		if m, _ := p.Draw(marks, image.Pt(100, 100)); m != nil {
			t.Errorf("%v is %v", marks, m.Rect)
		}
	}
	if m, _ := p.Draw([]Mark{{Pointer: spotAt(1, 1)}}, image.Point{}); m != nil {
		t.Error("something is drawn on nothing")
	}
}

func TestPenFades(t *testing.T) {
	p := newPen(t)
	faint := []Mark{{Strokes: []Stroke{{Points: []Point{At(0.5, 0.5)}, Strength: 0.25}}}}
	m, at := p.Draw(faint, image.Pt(100, 100))
	if a := m.RGBAAt(50-at.X, 50-at.Y).A; a == 0 || a > 0x90 {
		t.Errorf("what fades has an alpha of %d", a)
	}
	p.Solid = true
	if m, at = p.Draw(faint, image.Pt(100, 100)); m.RGBAAt(50-at.X, 50-at.Y).A != 0xff {
		t.Error("it fades where it cannot be seen through")
	}
}

func BenchmarkPen(b *testing.B) {
	face, err := paint.NewFace(gobold.TTF, 12)
	if err != nil {
		b.Fatal(err)
	}
	p := &Pen{Face: face, Color: color.RGBA{0xff, 0xb2, 0x7a, 0xff}, Ink: color.RGBA{6, 33, 31, 0xff}, Scale: 1}
	var circle []Point
	for i := range 200 {
		circle = append(circle, Point{uint16(20000 + 60*i), uint16(20000 + i*i)})
	}
	marks := []Mark{{Name: "Ada", Pointer: spotAt(30000, 30000), Strokes: []Stroke{{circle, 1}}}}
	for b.Loop() {
		p.Draw(marks, image.Pt(1920, 1080))
	}
}
