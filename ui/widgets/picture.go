package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// Picture shows a still picture, whole and at most as large as it is, on a
// ground of its own. It keeps its height before there is a picture.
type Picture struct {
	widget.BaseWidget
	height float32

	ground *canvas.Rectangle
	image  *canvas.Image
}

// NewPicture returns an empty one.
func NewPicture(height float32) *Picture {
	p := &Picture{
		height: height, ground: &canvas.Rectangle{CornerRadius: theme.RadiusInner},
		image: &canvas.Image{FillMode: canvas.ImageFillStretch, ScaleMode: canvas.ImageScaleSmooth, CornerRadius: theme.RadiusSmall / 2},
	}
	p.image.Hide() // not every painter can draw none
	p.ExtendBaseWidget(p)
	return p
}

// Set shows a picture; the same again costs nothing. Nobody may change it
// after.
func (p *Picture) Set(picture *image.RGBA) {
	if picture == nil || p.image.Image == picture {
		return
	}
	p.image.Image = picture
	p.image.Show()
	p.place(p.Size())
	p.image.Refresh()
}

// Shows says whether there is a picture.
func (p *Picture) Shows() bool { return p.image.Image != nil }

// CreateRenderer implements fyne.Widget.
func (p *Picture) CreateRenderer() fyne.WidgetRenderer { return render(p, p.ground, p.image) }

func (p *Picture) paint() { p.ground.FillColor = ink(p, theme.Sunken) }

func (p *Picture) least() fyne.Size { return fyne.NewSize(theme.Space2XL, p.height) }

// place centres the picture.
func (p *Picture) place(size fyne.Size) {
	Put(p.ground, 0, 0, size.Width, size.Height)
	if p.image.Image == nil {
		return
	}
	natural, scale := p.image.Image.Bounds().Size(), float32(1)
	if c := canvasOf(p); c != nil {
		scale = c.Scale()
	}
	width, height := float32(natural.X)/scale, float32(natural.Y)/scale
	shrunk := min(1, (size.Width-2*theme.SpaceS)/width, (size.Height-2*theme.SpaceS)/height)
	width, height = width*shrunk, height*shrunk
	Put(p.image, (size.Width-width)/2, (size.Height-height)/2, width, height)
}
