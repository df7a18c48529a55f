// Package screensharetest has pictures such as people share, for tests and
// measurements: a page of source code that scrolls, and a moving film. They are the same
// on every computer.
package screensharetest

import (
	_ "embed"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

//go:embed code.txt
var code string

// LineHeight is how far the lines of a Page are apart, in pixels.
const LineHeight = 22

const (
	fontSize = 16  // pixels an em
	tabWidth = 4   // characters
	header   = 44  // rows of tabs that do not scroll
	sidebar  = 240 // columns of file names that do not scroll
	gutter   = 72  // columns for the numbers of lines
)

// Paper is the ground of a Page.
var Paper = color.RGBA{0x12, 0x18, 0x17, 0xff}

// Colours of the editor.
var (
	panel    = color.RGBA{0x1a, 0x22, 0x20, 0xff}
	plain    = color.RGBA{0xe9, 0xf0, 0xee, 0xff}
	faint    = color.RGBA{0x5f, 0x6c, 0x68, 0xff}
	comment  = color.RGBA{0x93, 0xa2, 0x9d, 0xff}
	keyword  = color.RGBA{0xc7, 0x92, 0xea, 0xff}
	text     = color.RGBA{0xc3, 0xe8, 0x8d, 0xff}
	number   = color.RGBA{0xf7, 0x8c, 0x6c, 0xff}
	function = color.RGBA{0x82, 0xaa, 0xff, 0xff}
)

// Page is a source file in an editor. What scrolls are the lines and their
// numbers; tabs above and file names at the left stand still.
type Page struct {
	width, height int
	still         *image.RGBA   // the whole picture without the lines
	strip         *image.RGBA   // all lines below each other
	planes        func() planes // made when first asked for
}

// NewPage draws the page, once, for pictures of an even size of at least 640
// by 360.
func NewPage(width, height int) *Page {
	p := &Page{width: width, height: height}
	f := newFonts()
	p.still = image.NewRGBA(image.Rect(0, 0, width, height))
	f.surroundings(p.still)
	lines := strings.Split(code, "\n")
	p.strip = image.NewRGBA(image.Rect(0, 0, width-sidebar, len(lines)*LineHeight))
	fill(p.strip, p.strip.Rect, Paper)
	for i, line := range lines {
		f.line(p.strip, i, line)
	}
	p.planes = sync.OnceValue(func() planes { return split(p.still, p.strip) })
	return p
}

// Size is the size of the pictures.
func (p *Page) Size() image.Point { return image.Pt(p.width, p.height) }

// Scrolls is the part of the picture that scrolls.
func (p *Page) Scrolls() image.Rectangle { return image.Rect(sidebar, header, p.width, p.height) }

// Strip is all that scrolls, below each other. It is not to be changed.
func (p *Page) Strip() *image.RGBA { return p.strip }

// Draw draws the page into a picture of its size, scrolled down by some pixels.
// After the end it begins again.
func (p *Page) Draw(dst *image.RGBA, pixels int) {
	copy(dst.Pix, p.still.Pix)
	rows := p.strip.Rect.Dy()
	for y := header; y < p.height; y++ {
		from := p.strip.Pix[(y-header+pixels)%rows*p.strip.Stride:]
		copy(dst.Pix[y*dst.Stride+4*sidebar:(y+1)*dst.Stride], from[:p.strip.Stride])
	}
}

// fonts are the faces of the one font that the page is set in.
type fonts struct{ regular, bold font.Face }

func newFonts() fonts { return fonts{face(gomono.TTF), face(gomonobold.TTF)} }

func face(ttf []byte) font.Face {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		panic(err) // the font is part of the program
	}
	f, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic(err)
	}
	return f
}

// write sets text with its baseline in row y and returns where it ends.
func write(dst *image.RGBA, f font.Face, c color.Color, x, y int, s string) int {
	d := font.Drawer{Dst: dst, Src: image.NewUniform(c), Face: f, Dot: fixed.P(x, y)}
	d.DrawString(s)
	return d.Dot.X.Round()
}

// line sets one line of code with its number.
func (f fonts) line(dst *image.RGBA, i int, line string) {
	base := (i+1)*LineHeight - 6
	write(dst, f.regular, faint, 16, base, fmt.Sprintf("%4d", i+1))
	x := gutter
	for _, t := range tokens(line) {
		set := f.regular
		if t.colour == keyword {
			set = f.bold
		}
		x = write(dst, set, t.colour, x, base, t.text)
	}
}

// surroundings draws what stands still.
func (f fonts) surroundings(dst *image.RGBA) {
	fill(dst, dst.Rect, Paper)
	fill(dst, image.Rect(0, 0, sidebar, dst.Rect.Dy()), panel)
	fill(dst, image.Rect(sidebar, 0, dst.Rect.Dx(), header-4), panel)
	write(dst, f.bold, plain, sidebar+24, 26, "capture.go")
	write(dst, f.regular, comment, sidebar+160, 26, "geometry.go")
	write(dst, f.regular, comment, sidebar+304, 26, "snapshot_test.go")
	for i, name := range strings.Fields("assets call devices screenshare badge x11 capture.go pace.go source.go watch.go transfer ui go.mod main.go README.md") {
		c := comment
		if name == "capture.go" {
			c = plain
		}
		write(dst, f.regular, c, 24, 40+28*i, name)
	}
}

func fill(dst *image.RGBA, r image.Rectangle, c color.Color) {
	draw.Draw(dst, r, image.NewUniform(c), image.Point{}, draw.Src)
}
