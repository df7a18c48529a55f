package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
)

// Option is one of the things that a Choice or Segments offer.
type Option struct {
	ID, Text string
	Icon     assets.Icon // of a segment; may be empty
}

// Choice shows what is chosen and opens the list of the others.
type Choice struct {
	press
	icon    assets.Icon
	options []Option
	chosen  string
	choose  func(id string)

	body  shape
	sign  *canvas.Image
	arrow *canvas.Image
	label *canvas.Text
}

// NewChoice returns an empty choice. choose is called with the ID of what the
// person picks, not by Set.
func NewChoice(icon assets.Icon, choose func(id string)) *Choice {
	c := &Choice{
		icon: icon, choose: choose, body: newShape(), sign: newSign(), arrow: newSign(),
		label: &canvas.Text{TextSize: theme.TextBody},
	}
	c.extend(c, c.open)
	return c
}

// Set changes what is offered and what is chosen; the same again costs
// nothing.
func (c *Choice) Set(options []Option, chosen string) {
	if c.chosen == chosen && slices.Equal(c.options, options) {
		return
	}
	c.options, c.chosen = options, chosen
	c.Refresh()
}

// Chosen returns the ID of what is chosen.
func (c *Choice) Chosen() string { return c.chosen }

// TypedKey implements fyne.Focusable: Up and Down open the list, too.
func (c *Choice) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyUp || e.Name == fyne.KeyDown {
		c.do(c.act)
		return
	}
	c.press.TypedKey(e)
}

func (c *Choice) open() {
	items := make([]MenuItem, len(c.options))
	for i, o := range c.options {
		items[i] = MenuItem{Text: o.Text, Checked: o.ID == c.chosen, Act: func() { c.pick(o.ID) }}
	}
	ShowMenu(c, items)
}

func (c *Choice) pick(id string) {
	if id == c.chosen {
		return
	}
	c.Set(c.options, id)
	c.choose(id)
}

// CreateRenderer implements fyne.Widget.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	return render(c, c.body.objects(c.sign, c.label, c.arrow)...)
}

func (c *Choice) paint() {
	c.body.paint(&c.press, theme.Field)
	c.body.ground.StrokeColor, c.body.ground.StrokeWidth = ink(c, theme.FieldEdge), theme.StrokeEdge
	c.label.Color = ink(c, theme.Text)
	setSign(c.sign, c.icon, ink(c, theme.Muted))
	setSign(c.arrow, assets.ChevronDown, ink(c, theme.Muted))
}

func (c *Choice) text() string {
	for _, o := range c.options {
		if o.ID == c.chosen {
			return o.Text
		}
	}
	return ""
}

func (c *Choice) least() fyne.Size { return fyne.NewSize(140, theme.Control) }

func (c *Choice) place(size fyne.Size) {
	c.body.place(0, 0, size.Width, size.Height, theme.RadiusButton)
	left := theme.SpaceM
	if c.icon != "" {
		Put(c.sign, left, (size.Height-theme.IconInline)/2, theme.IconInline, theme.IconInline)
		left += theme.IconInline + 10
	}
	Put(c.arrow, size.Width-theme.SpaceM-theme.IconLabel, (size.Height-theme.IconLabel)/2, theme.IconLabel, theme.IconLabel)
	room := size.Width - left - 2*theme.SpaceM - theme.IconLabel
	c.label.Text = shorten(c.text(), room, func(s string) float32 { return measure(s, theme.TextBody, fyne.TextStyle{}) })
	putText(c.label, left, 0, room, size.Height)
}
