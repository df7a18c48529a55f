package annotation

import (
	"image"
	"image/color"

	"golang.org/x/image/font"

	"parley/call/annotation/paint"
)

// Pen draws marks into a picture of their own, to be laid over the shared one.
// It belongs to one goroutine.
type Pen struct {
	Face  font.Face  // of the names
	Color color.RGBA // of lines and arrows, opaque
	Ink   color.RGBA // of their rim and the names
	Scale float32    // pixels for each unit of the sizes below
	Solid bool       // nothing fades: where no window can be seen through

	area image.Point // of the shared picture
}

// The sizes of what is drawn, in units of Pen.Scale pixels.
const (
	lineWidth   float32 = 4
	rim         float32 = 1.5
	arrowHeight float32 = 20
	arrowWidth  float32 = 17
	tagHeight   float32 = 23
	tagRadius   float32 = 7
	tagPad      float32 = 9
	tagWidth    float32 = 180 // at most, of the name
)

// arrow are the corners of a pointer's arrow, whose tip is at 0, 0, as parts of
// its width and height.
var arrow = [...]float32{0, 0, 1, 0.42, 0.5, 0.56, 0.28, 1}

// Draw draws marks on a shared picture of a size in pixels. It returns a
// new picture that begins at 0, 0, and where in the shared one that is; nil when
// there is nothing to be seen.
func (p *Pen) Draw(marks []Mark, area image.Point) (m *image.RGBA, at image.Point) {
	p.area = area
	bounds := p.bounds(marks).Intersect(image.Rectangle{Max: area})
	if bounds.Empty() {
		return nil, image.Point{}
	}
	m = image.NewRGBA(bounds)
	for _, mark := range marks {
		for _, s := range mark.Strokes {
			p.line(m, s)
		}
	}
	for _, mark := range marks {
		if mark.Pointer != nil {
			p.pointer(m, mark)
		}
	}
	m.Rect = m.Rect.Sub(bounds.Min)
	return m, bounds.Min
}

// place is where a point is in the shared picture.
func (p *Pen) place(at Point) (x, y float32) {
	return at.In(float32(p.area.X), float32(p.area.Y))
}

// bounds is what the marks cover.
func (p *Pen) bounds(marks []Mark) (all image.Rectangle) {
	for _, mark := range marks {
		for _, s := range mark.Strokes {
			for _, at := range s.Points {
				x, y := p.place(at)
				all = all.Union(around(x, y, p.Scale*(lineWidth/2+rim)))
			}
		}
		if mark.Pointer != nil {
			x, y := p.place(mark.Pointer.Point)
			tag := p.tag(mark.Name, x, y)
			all = all.Union(around(x, y, p.Scale*(arrowHeight+rim))).Union(tag.Inset(-int(p.Scale*rim) - 1))
		}
	}
	return all
}

func around(x, y, reach float32) image.Rectangle {
	return image.Rect(int(x-reach)-1, int(y-reach)-1, int(x+reach)+2, int(y+reach)+2)
}

// line draws a stroke: its rim, so that it is seen on any ground, then itself.
func (p *Pen) line(m *image.RGBA, s Stroke) {
	for _, layer := range []struct {
		width float32
		color color.RGBA
	}{{lineWidth + 2*rim, p.Ink}, {lineWidth, p.Color}} {
		shape := paint.NewShape(m.Rect)
		x0, y0 := p.place(s.Points[0])
		for _, at := range s.Points {
			x, y := p.place(at)
			shape.Line(x0, y0, x, y, p.Scale*layer.width)
			x0, y0 = x, y
		}
		shape.Fill(m, p.faded(layer.color, s.Strength))
	}
}

// pointer draws an arrow with a name.
func (p *Pen) pointer(m *image.RGBA, mark Mark) {
	x, y := p.place(mark.Pointer.Point)
	color, ink := p.faded(p.Color, mark.Pointer.Strength), p.faded(p.Ink, mark.Pointer.Strength)
	corners := make([]float32, len(arrow))
	for i := 0; i < len(arrow); i += 2 {
		corners[i], corners[i+1] = x+arrow[i]*arrowWidth*p.Scale, y+arrow[i+1]*arrowHeight*p.Scale
	}
	edge, body := paint.NewShape(m.Rect), paint.NewShape(m.Rect)
	for i := 0; i < len(corners); i += 2 {
		next := (i + 2) % len(corners)
		edge.Line(corners[i], corners[i+1], corners[next], corners[next+1], 2*rim*p.Scale)
	}
	body.Polygon(corners...)
	tag := p.tag(mark.Name, x, y)
	p.rounded(edge, tag.Inset(-int(rim*p.Scale)))
	p.rounded(body, tag)
	edge.Fill(m, ink)
	body.Fill(m, color)
	height := p.Face.Metrics().CapHeight.Round()
	paint.Write(m, p.Face, ink, p.name(mark.Name), tag.Min.X+int(p.Scale*tagPad), tag.Min.Y+(tag.Dy()+height)/2)
}

func (p *Pen) rounded(s *paint.Shape, r image.Rectangle) {
	s.Rounded(float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y), p.Scale*tagRadius)
}

// tag is where a name stands: right of and below its arrow, but within the
// picture.
func (p *Pen) tag(name string, x, y float32) image.Rectangle {
	width := paint.Width(p.Face, p.name(name)) + int(2*p.Scale*tagPad)
	size := image.Pt(width, int(p.Scale*tagHeight))
	at := image.Pt(int(x+p.Scale*arrowWidth), int(y+p.Scale*arrowHeight))
	if at.X+size.X > p.area.X {
		at.X = int(x-p.Scale*rim) - size.X
	}
	if at.Y+size.Y > p.area.Y {
		at.Y = int(y-p.Scale*rim) - size.Y
	}
	return image.Rectangle{Min: at, Max: at.Add(size)}
}

func (p *Pen) name(name string) string { return paint.Shorten(p.Face, name, int(p.Scale*tagWidth)) }

// faded is a colour at a strength, its alpha multiplied in as color.RGBA wants
// it.
func (p *Pen) faded(c color.RGBA, strength float32) color.RGBA {
	if p.Solid {
		strength = 1
	}
	part := func(v uint8) uint8 { return uint8(float32(v)*strength + 0.5) }
	return color.RGBA{part(c.R), part(c.G), part(c.B), part(c.A)}
}
