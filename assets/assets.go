// Package assets holds the pictures that Parley carries inside its binary.
// They were drawn for it and are under its licence.
package assets

import (
	"bytes"
	"embed"
	"fmt"
	"image/color"
)

// Mark is Parley's sign as an SVG of 32 by 32, in its own colours.
//
//go:embed icon.svg
var Mark []byte

// AppIcon is the mark as a PNG of 512 by 512 pixels, for windows and docks.
//
//go:embed icon.png
var AppIcon []byte

//go:embed icons/*.svg
var icons embed.FS

// Icon names a sign of one colour, drawn on 24 by 24 as filled outlines.
type Icon string

// SVG returns the icon in black, or nil when there is no icon of that name.
func (i Icon) SVG() []byte {
	svg, err := icons.ReadFile("icons/" + string(i) + ".svg")
	if err != nil {
		return nil
	}
	return svg
}

// Filled returns the icon in the colour c; what c lets through is left out,
// since icons are drawn opaque.
func (i Icon) Filled(c color.Color) []byte {
	return bytes.ReplaceAll(i.SVG(), []byte("#000000"), []byte(Hex(c)))
}

// Hex returns c as #rrggbb.
func Hex(c color.Color) string {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return fmt.Sprintf("#%02x%02x%02x", n.R, n.G, n.B)
}
