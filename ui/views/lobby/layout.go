package lobby

import (
	"fyne.io/fyne/v2"

	"parley/ui/theme"
	"parley/ui/widgets"
)

// The sizes of the page, from the look.
const (
	headHeight float32 = 64
	pageWidth  float32 = 1200
	rightWidth float32 = 416
	rightShare float32 = 0.42
	columnsGap float32 = 80
	columnsTop float32 = 16
)

// outline puts the page below the way back.
type outline struct{ v *View }

// MinSize implements fyne.Layout: the smallest window Parley is made for.
func (outline) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(480, 400) }

// Layout implements fyne.Layout.
func (o outline) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	head, margin := headHeight, theme.SpaceXL
	if size.Width < theme.Narrow {
		head, margin = theme.ControlLarge, theme.SpaceS
	}
	back := o.v.back.MinSize()
	widgets.Put(o.v.back, margin, (head-back.Height)/2, back.Width, back.Height)
	widgets.Put(o.v.main, 0, head, size.Width, size.Height-head)
}

// columns sets the picture beside what is asked.
type columns struct{ v *View }

// MinSize implements fyne.Layout.
func (c columns) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(440, max(o[0].MinSize().Height, o[1].MinSize().Height)+columnsTop+theme.SpaceXL)
}

// Layout implements fyne.Layout.
func (c columns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	margin, gap, top := theme.PageMargin, columnsGap, columnsTop
	switch {
	case size.Width < theme.Narrow:
		margin, gap, top = theme.SpaceL, theme.SpaceL, 0
	case size.Width < theme.Wide:
		margin, gap = theme.SpaceXL, theme.Space2XL
	}
	all := min(pageWidth, size.Width-2*margin)
	right := min(rightWidth, (all-gap)*rightShare)
	if size.Width < theme.Narrow {
		right = (all - gap) / 2
	}
	left := all - gap - right
	x := (size.Width - all) / 2
	widgets.Put(o[0], x, top, left, fit(o[0], left))
	height := fit(o[1], right)
	y := top + max(0, (pictureHeight(left)-height)/2)
	widgets.Put(o[1], x+left+gap, y, right, height)
}

// fit gives o a width and returns the height it then needs.
func fit(o fyne.CanvasObject, width float32) float32 {
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	return o.MinSize().Height
}
