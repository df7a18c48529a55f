package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
)

// Drop is a quiet line of words that opens a menu, perhaps with a dot before
// it that says how things stand.
type Drop struct {
	press
	text string
	dot  fyne.ThemeColorName // empty for none

	body  shape
	point *canvas.Rectangle
	label *canvas.Text
	arrow *canvas.Image
}

const dotSide float32 = 8

// NewDrop returns words that open the menu that items makes.
func NewDrop(items func() []MenuItem) *Drop {
	d := &Drop{
		body: newShape(), point: &canvas.Rectangle{CornerRadius: canvas.RadiusMaximum},
		label: &canvas.Text{TextSize: theme.TextCaption}, arrow: newSign(),
	}
	d.extend(d, func() { ShowMenu(d, items()) })
	return d
}

// Set changes words and dot; the same again costs nothing.
func (d *Drop) Set(text string, dot fyne.ThemeColorName) {
	if d.text == text && d.dot == dot {
		return
	}
	d.text, d.dot = text, dot
	d.Refresh()
}

// Text returns the words.
func (d *Drop) Text() string { return d.text }

// CreateRenderer implements fyne.Widget.
func (d *Drop) CreateRenderer() fyne.WidgetRenderer {
	return render(d, d.body.objects(d.point, d.label, d.arrow)...)
}

func (d *Drop) paint() {
	d.body.paint(&d.press, "")
	SetVisible(d.point, d.dot != "")
	d.point.FillColor = ink(d, d.dot)
	d.label.Color = ink(d, theme.Muted)
	setSign(d.arrow, assets.ChevronDown, ink(d, theme.Muted))
}

func (d *Drop) lead() float32 {
	if d.dot == "" {
		return 0
	}
	return dotSide + 7
}

func (d *Drop) least() fyne.Size {
	words := measure(d.text, theme.TextCaption, fyne.TextStyle{})
	return fyne.NewSize(min(d.lead()+words, 90)+theme.SpaceS+14, theme.Control)
}

func (d *Drop) place(size fyne.Size) {
	room := size.Width - d.lead() - 14 - 6
	d.label.Text = shorten(d.text, room, func(s string) float32 { return measure(s, theme.TextCaption, fyne.TextStyle{}) })
	words := measure(d.label.Text, theme.TextCaption, fyne.TextStyle{})
	width := d.lead() + words + 6 + 14
	d.body.place(-theme.SpaceXS, (size.Height-24)/2, width+theme.SpaceS, 24, theme.RadiusSmall)
	Put(d.point, 0, (size.Height-dotSide)/2, dotSide, dotSide)
	putText(d.label, d.lead(), 0, words, size.Height)
	Put(d.arrow, d.lead()+words+6, (size.Height-14)/2, 14, 14)
}
