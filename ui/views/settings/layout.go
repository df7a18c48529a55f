package settings

import (
	"fyne.io/fyne/v2"

	"parley/ui/theme"
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
	setVisible(v.nav, !narrow)
	setVisible(v.version, !narrow)
	setVisible(v.bar, narrow)
	if narrow {
		put(v.side, 0, 0, size.Width, barHeight)
		put(v.edge, 0, barHeight-1, size.Width, 1)
		put(v.bar, theme.SpaceS, (barHeight-theme.Control)/2, size.Width-theme.SpaceS-theme.SpaceL, theme.Control)
		put(v.main, 0, barHeight, size.Width, size.Height-barHeight)
		return
	}
	put(v.side, 0, 0, sideWidth, size.Height)
	put(v.edge, sideWidth-1, 0, 1, size.Height)
	put(v.nav, theme.SpaceL, 22, sideWidth-2*theme.SpaceL, v.nav.MinSize().Height)
	put(v.version, 28, size.Height-38, sideWidth-56, 18)
	put(v.main, sideWidth, 0, size.Width-sideWidth, size.Height)
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
	setVisible(c.v.title, !narrow) // the menu says it there
	width := min(size.Width-2*margin, columnWidth)
	put(objects[0], (size.Width-width)/2, top, width, size.Height-top-theme.Space2XL)
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Resize(fyne.NewSize(width, height))
	o.Move(fyne.NewPos(x, y))
}

func setVisible(o fyne.CanvasObject, visible bool) {
	switch {
	case o.Visible() == visible:
	case visible:
		o.Show()
	default:
		o.Hide()
	}
}
