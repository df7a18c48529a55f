package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
)

// chip is a reaction under a message with how many gave it; the empty one
// adds another.
type chip struct {
	press
	reaction Reaction
	body     shape
	emoji    *canvas.Text
	count    *canvas.Text
	smile    *canvas.Image
}

const (
	chipHeight float32 = 26
	chipPitch  float32 = 32
	chipGap    float32 = 6
	chipPad    float32 = 10
)

func newChip(r Reaction, act func()) *chip {
	c := &chip{
		reaction: r, body: newShape(), smile: newSign(),
		emoji: &canvas.Text{Text: r.Emoji, TextSize: theme.TextLead},
		count: &canvas.Text{TextSize: theme.TextCaption},
	}
	c.extend(c, act)
	c.dark = true
	c.count.Text = "+"
	if r.Emoji != "" {
		c.count.Text = strconv.Itoa(r.Count)
		c.SetTip(r.Names)
	} else {
		c.SetTip("React")
	}
	return c
}

// chipWidth is how wide a chip is.
func chipWidth(r Reaction) float32 {
	if r.Emoji == "" {
		return 2*chipPad + theme.IconSmall + 6 + measure("+", theme.TextCaption, fyne.TextStyle{})
	}
	return 2*chipPad + measure(r.Emoji, theme.TextLead, fyne.TextStyle{}) + 6 +
		measure(strconv.Itoa(r.Count), theme.TextCaption, fyne.TextStyle{})
}

// CreateRenderer implements fyne.Widget.
func (c *chip) CreateRenderer() fyne.WidgetRenderer {
	return render(c, c.body.objects(c.emoji, c.count, c.smile)...)
}

func (c *chip) paint() {
	ground, words := theme.Raised, theme.Muted
	c.body.ground.StrokeWidth = 0
	if c.reaction.Own {
		ground, words = theme.Tint, theme.Primary
	}
	c.body.paint(&c.press, ground)
	if c.reaction.Own {
		c.body.ground.StrokeColor, c.body.ground.StrokeWidth = ink(c, theme.Primary), theme.StrokeEdge
	}
	c.emoji.Color, c.count.Color = ink(c, theme.Text), ink(c, words)
	icon := assets.Smile
	if c.reaction.Emoji != "" {
		icon = ""
	}
	setSign(c.smile, icon, ink(c, theme.Muted))
}

func (c *chip) least() fyne.Size { return fyne.NewSize(chipWidth(c.reaction), chipHeight) }

func (c *chip) place(size fyne.Size) {
	c.body.place(0, 0, size.Width, size.Height, canvas.RadiusMaximum)
	first := theme.IconSmall
	if c.reaction.Emoji != "" {
		first = measure(c.reaction.Emoji, theme.TextLead, fyne.TextStyle{})
	}
	putWords(c.emoji, chipPad, emojiSink(theme.TextLead), first, size.Height)
	Put(c.smile, chipPad, (size.Height-theme.IconSmall)/2, theme.IconSmall, theme.IconSmall)
	putWords(c.count, chipPad+first+6, 0, size.Width, size.Height)
}
