package call

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"parley/ui/theme"
)

// dark returns a colour of the call, which is dark always.
func dark(name fyne.ThemeColorName) color.Color {
	return theme.Color(name, fynetheme.VariantDark)
}

// placer is a layout made of one function.
type placer func(size fyne.Size)

// Layout implements fyne.Layout.
func (p placer) Layout(_ []fyne.CanvasObject, size fyne.Size) { p(size) }

// MinSize implements fyne.Layout: what is placed so gets smaller as needed.
func (p placer) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// placed returns a container whose objects place puts where they belong.
func placed(place func(size fyne.Size), objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(placer(place), objects...)
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Resize(fyne.NewSize(width, height))
	o.Move(fyne.NewPos(x, y))
}

// show hides or shows o, and costs nothing when it is so already.
func show(o fyne.CanvasObject, visible bool) {
	if o.Visible() == visible {
		return
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

// box is a rectangle with round corners.
func box(fill fyne.ThemeColorName, radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(dark(fill))
	r.CornerRadius = radius
	return r
}

// overVideo is the radius of the grounds of words over a picture.
const overVideo float32 = 9
