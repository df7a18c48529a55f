package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/ui/theme"
)

// Tag is a few words over a picture, readable on any.
type Tag struct {
	widget.BaseWidget
	icon assets.Icon
	text string
	rect *canvas.Rectangle
	sign *canvas.Image
	line *canvas.Text
}

const (
	tagHeight float32 = 28
	tagRadius float32 = 9
)

// NewTag returns words over a picture. icon may be empty.
func NewTag(icon assets.Icon, text string) *Tag {
	t := &Tag{
		icon: icon, text: text, rect: &canvas.Rectangle{CornerRadius: tagRadius}, sign: newSign(),
		line: &canvas.Text{TextSize: theme.TextCaption},
	}
	t.ExtendBaseWidget(t)
	return t
}

// SetText changes the words; without any the tag hides.
func (t *Tag) SetText(text string) {
	SetVisible(t, text != "")
	if t.text != text {
		t.text = text
		t.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Tag) CreateRenderer() fyne.WidgetRenderer { return render(t, t.rect, t.sign, t.line) }

func (t *Tag) paint() {
	t.rect.FillColor = ink(t, theme.VideoLabel)
	t.line.Text, t.line.Color = t.text, ink(t, theme.OnVideoLabel)
	setSign(t.sign, t.icon, ink(t, theme.OnVideoLabel))
}

func (t *Tag) least() fyne.Size {
	width := measure(t.text, theme.TextCaption, fyne.TextStyle{}) + 2*9
	if t.icon != "" {
		width += 14 + theme.SpaceS
	}
	return fyne.NewSize(width, tagHeight)
}

func (t *Tag) place(size fyne.Size) {
	Put(t.rect, 0, 0, size.Width, size.Height)
	left := float32(9)
	if t.icon != "" {
		Put(t.sign, left, (size.Height-14)/2, 14, 14)
		left += 14 + theme.SpaceS
	}
	putText(t.line, left, 0, size.Width-left, size.Height)
}
