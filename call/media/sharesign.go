package media

import (
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"parley/screenshare"
	"parley/screenshare/badge"
)

// shareSign is the badge on what is shared: who looks at the screen cannot
// miss it, and stops the share by one click.
type shareSign struct {
	source screenshare.Source
	badge  *badge.Badge // nil where none can be shown
}

// Colours and measures of the badge, in pixels.
var (
	signColor = color.RGBA{0xff, 0xb2, 0x7a, 0xff}
	signInk   = color.RGBA{0x06, 0x21, 0x1f, 0xff}
	signSize  = image.Pt(440, 48)
	signStop  = image.Rect(308, 7, 433, 41) // the button
)

const (
	signEdge       = 4
	signRadius     = 12
	signStopRadius = 9
	signText       = 14 // pixels high
	signBaseline   = 29
	signMargin     = 18
)

// mark shows the badge, or moves it with what is shared. The captured pictures
// do not have it.
func (s *sharer) mark(source screenshare.Source) {
	if s.marked != nil {
		moved := source.Bounds != s.marked.source.Bounds
		s.marked.source = source
		if moved && s.marked.badge != nil {
			s.marked.badge.Move(source.Bounds)
		}
		return
	}
	s.marked = &shareSign{source: source}
	picture, err := drawSign("You share " + source.Title)
	if err != nil {
		s.line.log.Warn("no badge", "error", err)
		return
	}
	b, err := badge.Show(badge.Config{
		Bounds: source.Bounds, Inside: source.Kind == screenshare.Display,
		Edge: signColor, Thickness: signEdge, Picture: picture,
		Click: func(at image.Point) {
			if at.In(signStop) {
				s.stopped()
			}
		},
	})
	if err != nil {
		s.line.log.Warn("no badge", "error", err)
		return
	}
	s.marked.badge = b
	s.capture.LeaveOut(b.Windows()...)
}

func (m *shareSign) close() {
	if m != nil && m.badge != nil {
		m.badge.Close()
	}
}

// drawSign paints the badge: a sentence and a button.
func drawSign(text string) (*image.RGBA, error) {
	regular, err := face(gobold.TTF)
	if err != nil {
		return nil, err
	}
	defer regular.Close()
	small, err := face(goregular.TTF)
	if err != nil {
		return nil, err
	}
	defer small.Close()
	m := image.NewRGBA(image.Rectangle{Max: signSize})
	round(m, m.Bounds(), signRadius, signColor)
	round(m, signStop, signStopRadius, signInk)
	write(m, regular, signInk, shorten(small, text, signStop.Min.X-2*signMargin), signMargin)
	const stop = "Stop sharing"
	width := font.MeasureString(regular, stop).Ceil()
	write(m, regular, color.White, stop, signStop.Min.X+(signStop.Dx()-width)/2)
	return m, nil
}

func face(ttf []byte) (font.Face, error) {
	f, err := opentype.Parse(ttf)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(f, &opentype.FaceOptions{Size: signText, DPI: 72, Hinting: font.HintingFull})
}

func write(m draw.Image, f font.Face, c color.Color, text string, x int) {
	d := font.Drawer{Dst: m, Src: image.NewUniform(c), Face: f, Dot: fixed.P(x, signBaseline)}
	d.DrawString(text)
}

// shorten cuts a text at its end until it fits.
func shorten(f font.Face, text string, width int) string {
	if font.MeasureString(f, text).Ceil() <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && font.MeasureString(f, string(runes)+"…").Ceil() > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// round fills a rectangle with round corners.
func round(m draw.Image, r image.Rectangle, radius float32, c color.Color) {
	const k = 0.5523 // a cubic Bézier curve is nearly a quarter of a circle
	x0, y0, x1, y1 := float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y)
	bend := radius * (1 - k)
	v := vector.NewRasterizer(m.Bounds().Dx(), m.Bounds().Dy())
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
	v.Draw(m, m.Bounds(), image.NewUniform(c), image.Point{})
}
