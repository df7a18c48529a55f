package paint

import (
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// NewFace opens a TrueType font at a size in pixels. The caller closes it.
func NewFace(ttf []byte, size float64) (font.Face, error) {
	f, err := opentype.Parse(ttf)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
}

// Write writes a text from x on, on a baseline.
func Write(m draw.Image, f font.Face, c color.Color, text string, x, baseline int) {
	d := font.Drawer{Dst: m, Src: image.NewUniform(c), Face: f, Dot: fixed.P(x, baseline)}
	d.DrawString(text)
}

// Width is how wide a text is.
func Width(f font.Face, text string) int { return font.MeasureString(f, text).Ceil() }

// Shorten cuts a text at its end until it fits.
func Shorten(f font.Face, text string, width int) string {
	if Width(f, text) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && Width(f, string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
