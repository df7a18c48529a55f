package call

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// caution is the line at the top left of a tile of which something is wrong.
type caution struct {
	*fyne.Container
	ground *canvas.Rectangle
	sign   *widgets.Sign
	text   *widgets.Label
}

func newCaution() *caution {
	c := &caution{
		ground: box(theme.VideoLabel, overVideo),
		sign:   widgets.NewSign(assets.Alert, theme.Warning, theme.IconLabel),
		text:   widgets.NewLabel("", widgets.Style{Color: theme.Warning}),
	}
	c.Container = placed(c.place, c.ground, c.sign, c.text)
	return c
}

// set says what is wrong.
func (c *caution) set(words string) { c.text.SetText(words) }

// width is what the line needs when there is room for it.
func (c *caution) width() float32 {
	return 2*labelPad + theme.IconLabel + labelGap + c.text.Natural() + 1
}

func (c *caution) place(size fyne.Size) {
	put(c.ground, 0, 0, size.Width, size.Height)
	put(c.sign, labelPad, 0, theme.IconLabel, size.Height)
	left := labelPad + theme.IconLabel + labelGap
	height := c.text.MinSize().Height
	put(c.text, left, (size.Height-height)/2, max(0, size.Width-left-labelPad), height)
}

// reconnecting is the box over the last picture of somebody who is away.
type reconnecting struct {
	*fyne.Container
	ground *canvas.Rectangle
	title  *widgets.Label
	text   *widgets.Label
}

func newReconnecting() *reconnecting {
	center := func(s widgets.Style) widgets.Style { s.Align = fyne.TextAlignCenter; return s }
	r := &reconnecting{
		ground: box(theme.Surface, theme.RadiusInner),
		title:  widgets.NewLabel("Reconnecting", center(widgets.Style{Bold: true})),
		text:   widgets.NewLabel("", center(widgets.Style{Color: theme.Muted, Lines: 3})),
	}
	r.Container = placed(r.place, r.ground, r.title, r.text)
	return r
}

func (r *reconnecting) set(sentence string) { r.text.SetText(sentence) }

// fit is the size that the box wants within a room. It leaves the sentence out
// where that would be too high.
func (r *reconnecting) fit(room fyne.Size) fyne.Size {
	width, title := min(room.Width, r.text.Natural()+1+2*theme.SpaceL), r.title.MinSize().Height
	height := title + r.text.HeightFor(width-2*theme.SpaceL) + 2*theme.SpaceM
	show(r.text, height <= room.Height)
	if height > room.Height {
		return fyne.NewSize(min(room.Width, r.title.Natural()+1+2*theme.SpaceL), title+2*theme.SpaceM)
	}
	return fyne.NewSize(width, height)
}

func (r *reconnecting) place(size fyne.Size) {
	put(r.ground, 0, 0, size.Width, size.Height)
	room, title := size.Width-2*theme.SpaceL, r.title.MinSize().Height
	put(r.title, theme.SpaceL, theme.SpaceM, room, title)
	put(r.text, theme.SpaceL, theme.SpaceM+title, room, max(0, size.Height-title-2*theme.SpaceM))
}

// dimmed lies over the last picture: the stage at 55 %.
func dimmed() color.Color {
	c := color.NRGBAModel.Convert(dark(theme.Stage)).(color.NRGBA)
	c.A = 0x8c
	return c
}
