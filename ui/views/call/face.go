package call

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/ui/theme"
	"parley/ui/widgets"
)

// face stands for a person without a picture: their initials, as large as its
// size, unlike widgets.Avatar.
type face struct {
	*fyne.Container
	disc    *canvas.Rectangle
	letters *canvas.Text
}

func newFace() *face {
	f := &face{
		disc:    &canvas.Rectangle{CornerRadius: canvas.RadiusMaximum},
		letters: &canvas.Text{TextStyle: fyne.TextStyle{Bold: true}, Alignment: fyne.TextAlignCenter},
	}
	f.Container = placed(f.place, f.disc, f.letters)
	return f
}

func (f *face) set(name, key string) {
	f.disc.FillColor, f.letters.Color = theme.Avatar(key)
	f.letters.Text = widgets.Initials(name)
}

func (f *face) place(size fyne.Size) {
	put(f.disc, 0, 0, size.Width, size.Height)
	f.letters.TextSize = size.Height * 0.36
	height := f.letters.MinSize().Height
	put(f.letters, 0, (size.Height-height)/2, size.Width, height)
}
