// Package widgets holds the parts that Parley's pages are made of, drawn from
// plain rectangles, words and icons so that they look as designed: focus is a
// ring, hover and press lie over what is there, and long words end in an
// ellipsis. Every part works by keyboard and takes its colours from the theme
// around it. As with Fyne's own, all methods belong to the UI's goroutine.
package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"parley/assets"
	"parley/ui/theme"
)

// part is what a widget of ours does for its renderer.
type part interface {
	fyne.Widget
	// paint brings colours, words and icons up to date.
	paint()
	// place lays the objects out within size.
	place(size fyne.Size)
	// least is the smallest size.
	least() fyne.Size
}

// renderer draws a part made of fixed objects.
type renderer struct {
	part    part
	objects []fyne.CanvasObject
}

// render returns the renderer of p, painted once.
func render(p part, objects ...fyne.CanvasObject) fyne.WidgetRenderer {
	p.paint()
	return &renderer{p, objects}
}

func (r *renderer) Layout(size fyne.Size)        { r.part.place(size) }
func (r *renderer) MinSize() fyne.Size           { return r.part.least() }
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) Destroy()                     {}

// Refresh reaches the widgets inside, too: a theme that was laid around them
// after they were first painted is told by nothing else.
func (r *renderer) Refresh() {
	for _, o := range r.objects {
		switch o.(type) {
		case fyne.Widget, *fyne.Container:
			o.Refresh()
		}
	}
	r.part.paint()
	r.part.place(r.part.Size())
	canvas.Refresh(r.part)
}

// dimmed is a part that can be dark whatever theme is around it.
type dimmed interface{ isDark() bool }

// ink returns a colour of the theme around w, or ours where that theme has
// none of the name; an empty name is transparent.
func ink(w fyne.Widget, name fyne.ThemeColorName) color.Color {
	if name == "" {
		return color.Transparent
	}
	if d, ok := w.(dimmed); ok && d.isDark() {
		return theme.Color(name, fynetheme.VariantDark)
	}
	if c := fynetheme.ColorForWidget(name, w); c != nil {
		return c
	}
	return theme.Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}

// Put moves and resizes o at once.
func Put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Resize(fyne.NewSize(width, height))
	o.Move(fyne.NewPos(x, y))
}

// putText centres t between top and top+height, starting at x.
func putText(t *canvas.Text, x, top, width, height float32) {
	line := t.MinSize().Height
	Put(t, x, top+(height-line)/2, width, line)
}

// SetVisible hides or shows o without refreshing what is so already.
func SetVisible(o fyne.CanvasObject, visible bool) {
	if o.Visible() == visible {
		return
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

// newSign returns an image for an icon that setSign fills.
func newSign() *canvas.Image {
	return &canvas.Image{FillMode: canvas.ImageFillContain}
}

// setSign shows icon in the colour c; the same again costs nothing.
func setSign(img *canvas.Image, icon assets.Icon, c color.Color) {
	SetVisible(img, icon != "")
	if icon == "" {
		return
	}
	resource := theme.Icon(icon, c)
	if img.Resource != nil && img.Resource.Name() == resource.Name() {
		return
	}
	img.Resource = resource
	img.Refresh()
}
