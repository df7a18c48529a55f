package settings

import (
	"fyne.io/fyne/v2"

	"parley/ui/theme"
	"parley/ui/widgets"
)

// The sizes of the page, from the look.
const (
	sideWidth   float32 = 260
	barHeight   float32 = 56
	pageMargin  float32 = 32
	columnWidth float32 = 1040
)

// outline sets the list of pages beside the page, or a menu above it where
// the window is narrow.
type outline struct{ v *View }

// MinSize implements fyne.Layout: the smallest window Parley is made for.
func (o outline) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(480, 400) }

// Layout implements fyne.Layout.
func (o outline) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	v, narrow := o.v, size.Width < theme.Narrow
	widgets.SetVisible(v.nav, !narrow)
	widgets.SetVisible(v.version, !narrow)
	widgets.SetVisible(v.bar, narrow)
	if narrow {
		widgets.Put(v.side, 0, 0, size.Width, barHeight)
		widgets.Put(v.edge, 0, barHeight-1, size.Width, 1)
		widgets.Put(v.bar, theme.SpaceS, (barHeight-theme.Control)/2, size.Width-theme.SpaceS-theme.SpaceL, theme.Control)
		widgets.Put(v.main, 0, barHeight, size.Width, size.Height-barHeight)
		return
	}
	widgets.Put(v.side, 0, 0, sideWidth, size.Height)
	widgets.Put(v.edge, sideWidth-1, 0, 1, size.Height)
	widgets.Put(v.nav, theme.SpaceL, 22, sideWidth-2*theme.SpaceL, v.nav.MinSize().Height)
	widgets.Put(v.version, 28, size.Height-38, sideWidth-56, 18)
	widgets.Put(v.main, sideWidth, 0, size.Width-sideWidth, size.Height)
}

// centred keeps the page at its width in the middle.
type centred struct{ v *View }

// MinSize implements fyne.Layout.
func (c centred) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(300, objects[0].MinSize().Height+28+theme.Space2XL)
}

// Layout implements fyne.Layout.
func (c centred) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	narrow := c.v.content.Size().Width < theme.Narrow
	margin, top := pageMargin, float32(28)
	if narrow {
		margin, top = theme.SpaceL, theme.SpaceL
	}
	widgets.SetVisible(c.v.title, !narrow) // the menu says it there
	width := min(size.Width-2*margin, columnWidth)
	widgets.Put(objects[0], (size.Width-width)/2, top, width, size.Height-top-theme.Space2XL)
}
