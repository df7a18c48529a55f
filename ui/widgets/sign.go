package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
)

// Sign shows an icon in a colour of the theme.
type Sign struct {
	widget.BaseWidget
	icon  assets.Icon
	color fyne.ThemeColorName
	size  float32
	image *canvas.Image
}

// NewSign returns an icon of size by size.
func NewSign(icon assets.Icon, color fyne.ThemeColorName, size float32) *Sign {
	s := &Sign{icon: icon, color: color, size: size, image: newSign()}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes icon and colour; the same again costs nothing.
func (s *Sign) Set(icon assets.Icon, color fyne.ThemeColorName) {
	if s.icon == icon && s.color == color {
		return
	}
	s.icon, s.color = icon, color
	s.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (s *Sign) CreateRenderer() fyne.WidgetRenderer { return render(s, s.image) }

func (s *Sign) paint()           { setSign(s.image, s.icon, ink(s, s.color)) }
func (s *Sign) least() fyne.Size { return fyne.NewSquareSize(s.size) }

func (s *Sign) place(size fyne.Size) {
	Put(s.image, (size.Width-s.size)/2, (size.Height-s.size)/2, s.size, s.size)
}
