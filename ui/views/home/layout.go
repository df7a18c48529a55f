package home

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/ui/theme"
	"parley/ui/widgets"
)

// The sizes of the page, from the look.
const (
	sideWidth     float32 = 320
	sideNarrower  float32 = 264 // between theme.Narrow and theme.Wide
	sideMargin    float32 = 20
	previewHeight float32 = 158
	stripHeight   float32 = 64
	columnWidth   float32 = 880
	columnWider   float32 = 1120 // four cards, from theme.VeryWide
)

// page is the column of the page: search, strips, people nearby, people known.
func (v *View) page() fyne.CanvasObject {
	column := widgets.NewColumn(0,
		v.find.content, v.notices.content, v.nearby.content, v.known.content, v.address.content)
	return container.New(centred{v}, column)
}

// outline lays the page out: beside one's own column, or under a strip where
// the window is narrow.
type outline struct{ v *View }

// MinSize implements fyne.Layout: the smallest window Parley is made for.
func (f outline) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(480, 400) }

// Layout implements fyne.Layout.
func (f outline) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	narrow := size.Width < theme.Narrow
	f.v.self.setNarrow(narrow)
	f.v.notices.setNarrow(narrow)
	f.v.address.setVisible(narrow)
	if narrow {
		f.narrow(size)
		return
	}
	f.wide(size)
}

func (f outline) narrow(size fyne.Size) {
	s := f.v.self
	const margin, pictureWidth, pictureHeight = theme.SpaceM, 96, 54
	widgets.Put(s.ground, 0, 0, size.Width, stripHeight)
	widgets.Put(s.edge, 0, stripHeight-1, size.Width, 1)
	widgets.Put(s.preview, margin, (stripHeight-pictureHeight)/2, pictureWidth, pictureHeight)
	left := margin + pictureWidth + theme.SpaceM
	widgets.Put(s.head, left, (stripHeight-s.head.MinSize().Height)/2, size.Width-left-margin, s.head.MinSize().Height)
	widgets.Put(f.v.main, 0, stripHeight, size.Width, size.Height-stripHeight)
}

func (f outline) wide(size fyne.Size) {
	s, side := f.v.self, sideWidth
	if size.Width < theme.Wide {
		side = sideNarrower
	}
	width := side - 2*sideMargin - 1
	widgets.Put(s.ground, 0, 0, side, size.Height)
	widgets.Put(s.edge, side-1, 0, 1, size.Height)
	widgets.Put(s.preview, sideMargin, sideMargin, width, previewHeight)
	top := sideMargin + previewHeight + theme.SpaceL
	widgets.Put(s.head, sideMargin, top, width, s.head.MinSize().Height)
	top += s.head.MinSize().Height
	address := s.address.content.MinSize().Height
	widgets.Put(s.address.content, sideMargin, size.Height-address-sideMargin, width, address)
	widgets.Put(s.more, sideMargin, top, width+sideMargin-2, max(0, size.Height-address-sideMargin-theme.SpaceS-top))
	widgets.Put(f.v.main, side, 0, size.Width-side, size.Height)
}

// centred keeps the column of the page at its width in the middle.
type centred struct{ v *View }

// MinSize implements fyne.Layout.
func (c centred) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(280, objects[0].MinSize().Height+theme.SpaceXL+theme.Space2XL)
}

// Layout implements fyne.Layout.
func (c centred) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	window := c.v.content.Size().Width
	margin, widest := theme.PageMargin, columnWidth
	switch {
	case window < theme.Narrow:
		margin = theme.SpaceL
	case window < theme.Wide:
		margin = theme.SpaceXL
	case window >= theme.VeryWide:
		widest = columnWider
	}
	width := min(size.Width-2*margin, widest)
	widgets.Put(objects[0], (size.Width-width)/2, theme.SpaceXL, width, size.Height-theme.SpaceXL-theme.Space2XL)
}
