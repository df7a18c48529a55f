package video

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Preview shows a feed at whatever size it is given. It follows the feed only
// while it is visible, has a size, and Follow was told so.
type Preview struct {
	widget.BaseWidget
	surface *Surface
	follow  bool
}

// NewPreview returns a preview that shows nothing until Follow.
func NewPreview(clock Clock, opts Options) *Preview {
	p := &Preview{surface: New(clock, opts)}
	p.ExtendBaseWidget(p)
	return p
}

// Follow starts and stops the picture; the page around it is shown or not.
func (p *Preview) Follow(on bool) {
	p.follow = on
	p.update()
}

// SetMirror changes whether left and right are swapped.
func (p *Preview) SetMirror(mirror bool) { p.surface.SetMirror(mirror) }

// Close stops the picture for good.
func (p *Preview) Close() { p.surface.Close() }

// CreateRenderer implements fyne.Widget.
func (p *Preview) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(p.surface.Object())
}

// Resize implements fyne.CanvasObject.
func (p *Preview) Resize(size fyne.Size) {
	p.BaseWidget.Resize(size)
	p.update()
}

// Show implements fyne.CanvasObject.
func (p *Preview) Show() {
	p.BaseWidget.Show()
	p.update()
}

// Hide implements fyne.CanvasObject.
func (p *Preview) Hide() {
	p.BaseWidget.Hide()
	p.update()
}

func (p *Preview) update() {
	size := p.Size()
	if !p.follow || !p.Visible() || size.Width <= 0 || size.Height <= 0 {
		p.surface.Hide()
		return
	}
	scale := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		scale = c.Scale()
	}
	p.surface.Show(int(size.Width*scale), int(size.Height*scale))
}
