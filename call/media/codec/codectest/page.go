package codectest

import (
	_ "embed" // for the text
	"image"
	"image/color"
	"image/draw"
	"strings"
	"time"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"parley/call/media/frame"
)

// pageText is what a Page shows: source code as it was once, so that figures
// stay comparable.
//
//go:embed page.txt
var pageText string

const (
	lineHeight = 20
	fontSize   = 15 // pixels a em, as an editor's on a usual display
	gutter     = 60 // for line numbers
	// screens is how many screens the text takes before it begins again.
	screens = 3
)

// Page is a screen full of source code in an editor: Go Mono, several colours
// on white, line numbers on grey.
type Page struct {
	width, height int
	text          *frame.Video // all of it, screens high
	pool          frame.VideoPool
	start         time.Time
}

// NewPage draws a page of the given size. It scrolls through three screens of
// text, or through frame.MaxHeight rows if those are fewer.
func NewPage(width, height int) *Page {
	tall := min(screens*height, frame.MaxHeight) &^ 1
	canvas := image.NewRGBA(image.Rect(0, 0, width, tall))
	draw.Draw(canvas, canvas.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(canvas, image.Rect(0, 0, gutter-10, tall), image.NewUniform(color.Gray{Y: 240}), image.Point{}, draw.Src)
	writeLines(canvas)
	return &Page{width: width, height: height, text: toI420(canvas), start: time.Unix(1_700_000_000, 0)}
}

// Picture returns the page scrolled down by some rows, an even number, as
// captured after a while. The caller releases it.
func (p *Page) Picture(scrolled int, after time.Duration) *frame.Video {
	v := p.pool.Get(p.width, p.height)
	v.Captured = p.start.Add(after)
	for y := range p.height {
		copy(v.Y[y*v.StrideY:][:p.width], p.text.Y[(y+scrolled)%p.text.Height*p.text.StrideY:])
	}
	for y := range (p.height + 1) / 2 {
		from, to := (y+scrolled/2)%(p.text.Height/2)*p.text.StrideUV, y*v.StrideUV
		copy(v.U[to:][:(p.width+1)/2], p.text.U[from:])
		copy(v.V[to:][:(p.width+1)/2], p.text.V[from:])
	}
	return v
}

// writeLines fills the canvas with the text.
func writeLines(canvas *image.RGBA) {
	face := newFace()
	defer face.Close()
	pen := font.Drawer{Dst: canvas, Face: face}
	lines := strings.Split(strings.ReplaceAll(pageText, "\t", "    "), "\n")
	for i := range canvas.Bounds().Dy() / lineHeight {
		pen.Dot = fixed.P(8, i*lineHeight+fontSize)
		pen.Src = image.NewUniform(color.Gray{Y: 140})
		pen.DrawString(strings.Repeat(" ", 3-len(digits(i%1000))) + digits(i%1000))
		pen.Dot.X = fixed.I(gutter)
		writeWords(&pen, lines[i%len(lines)])
	}
}

func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + string(rune('0'+n%10))
}

// writeWords colours comments as one and words by their length.
func writeWords(pen *font.Drawer, line string) {
	inks := []color.Color{
		color.Black, color.RGBA{0, 0, 170, 255}, color.RGBA{150, 20, 60, 255}, color.RGBA{0, 110, 110, 255},
	}
	code, comment, _ := strings.Cut(line, "//")
	for _, word := range strings.SplitAfter(code, " ") {
		pen.Src = image.NewUniform(inks[len(word)%len(inks)])
		pen.DrawString(word)
	}
	if comment != "" {
		pen.Src = image.NewUniform(color.RGBA{0, 120, 20, 255})
		pen.DrawString("//" + comment)
	}
}

// newFace panics when the font that is built in cannot be read.
func newFace() font.Face {
	mono, err := opentype.Parse(gomono.TTF)
	if err != nil {
		panic(err)
	}
	face, err := opentype.NewFace(mono, &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic(err)
	}
	return face
}

// toI420 converts by BT.601 with limited range, of a picture with even height.
func toI420(m *image.RGBA) *frame.Video {
	var pool frame.VideoPool
	v := pool.Get(m.Rect.Dx(), m.Rect.Dy())
	for y := range v.Height {
		for x := range v.Width {
			c := m.Pix[y*m.Stride+4*x:]
			r, g, b := int(c[0]), int(c[1]), int(c[2])
			v.Y[y*v.StrideY+x] = uint8((66*r+129*g+25*b+128)>>8 + 16)
			if x%2 == 0 && y%2 == 0 {
				v.U[y/2*v.StrideUV+x/2] = uint8((-38*r-74*g+112*b+128)>>8 + 128)
				v.V[y/2*v.StrideUV+x/2] = uint8((112*r-94*g-18*b+128)>>8 + 128)
			}
		}
	}
	return v
}
