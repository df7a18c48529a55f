package call

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"parley/call/annotation"
	"parley/ui/grid"
	"parley/ui/pinch"
)

// notch is what Fyne reports for one step of a mouse wheel, in its units.
const notch = 25

// Scrolled implements fyne.Scrollable: the wheel zooms about the pointer, with
// Ctrl and without; Shift and a wheel that goes sideways move the picture.
// That a board can be scrolled is also what makes Fyne clip it.
func (b *board) Scrolled(e *fyne.ScrollEvent) {
	b.acts.stir()
	sideways := e.Scrolled.DX*e.Scrolled.DX > e.Scrolled.DY*e.Scrolled.DY
	switch {
	case b.small:
	case sideways:
		b.pan(e.Scrolled.DX, 0)
	case shiftHeld():
		b.pan(e.Scrolled.DY, 0)
	default:
		scale := b.pixels()
		b.setZoom(b.zoom.Wheel(float64(e.Scrolled.DY/notch), e.Position.X*scale, e.Position.Y*scale, b.picture, b.view()))
	}
}

func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// pinch zooms with two fingers about the pointer, if that is over the board.
func (b *board) pinch(p pinch.Pinch) {
	scale := b.pixels()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
	x, y, view := p.X-at.X*scale, p.Y-at.Y*scale, b.view()
	if x < 0 || y < 0 || x >= view.W || y >= view.H {
		return
	}
	if p.Began {
		b.pinched = b.zoom.At(b.picture, view)
	}
	b.acts.stir()
	b.setZoom(b.zoom.To(b.pinched*p.Scale, x, y, b.picture, view))
}

// Dragged implements fyne.Draggable: it moves the picture, or draws on it.
func (b *board) Dragged(e *fyne.DragEvent) {
	if !b.pens() {
		b.pan(e.Dragged.DX, e.Dragged.DY)
		return
	}
	p, _ := b.spot(e.Position)
	b.marks.writer.Draw(p, time.Now())
}

// DragEnd implements fyne.Draggable.
func (b *board) DragEnd() {
	if b.pens() {
		b.marks.writer.End(time.Now())
	}
}

// Tapped implements fyne.Tappable.
func (b *board) Tapped(*fyne.PointEvent) {
	if b.small {
		b.acts.enlarge()
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (b *board) DoubleTapped(e *fyne.PointEvent) {
	if b.small {
		b.acts.enlarge()
		return
	}
	if b.pens() {
		return // two dots
	}
	scale := b.pixels()
	b.setZoom(b.zoom.Toggle(e.Position.X*scale, e.Position.Y*scale, b.picture, b.view()))
}

// MouseIn implements desktop.Hoverable.
func (b *board) MouseIn(*desktop.MouseEvent) { b.acts.stir() }

// MouseMoved implements desktop.Hoverable.
func (b *board) MouseMoved(e *desktop.MouseEvent) {
	b.acts.stir()
	b.pointed(e.Position)
}

// MouseOut implements desktop.Hoverable.
func (b *board) MouseOut() {
	if b.pens() {
		b.marks.writer.Away(time.Now())
	}
}

func (b *board) zoomIn()  { b.setZoom(b.zoom.In(b.picture, b.view())) }
func (b *board) zoomOut() { b.setZoom(b.zoom.Out(b.picture, b.view())) }
func (b *board) fit()     { b.setZoom(grid.Zoom{}) }

// actual shows every pixel of the picture as one of the screen.
func (b *board) actual() {
	view := b.view()
	b.setZoom(b.zoom.To(1, view.W/2, view.H/2, b.picture, view))
}

// pan moves the picture by Fyne units.
func (b *board) pan(dx, dy float32) {
	scale := b.pixels()
	if z := b.zoom.Pan(dx*scale, dy*scale, b.picture, b.view()); !b.small && z != b.zoom {
		b.zoom = z
		b.placePicture()
	}
}

func (b *board) setZoom(z grid.Zoom) {
	if b.small || z == b.zoom || b.picture.W <= 0 {
		return
	}
	b.zoom = z
	b.placePicture()
	b.acts.changed()
}

// percent is the scale in use, and whether that is the whole picture.
func (b *board) percent() (percent float64, fits bool) {
	return 100 * b.zoom.At(b.picture, b.view()), b.zoom.Fits()
}

// panKeys are how far the arrow keys move the picture, in Fyne units.
var panKeys = map[fyne.KeyName]fyne.Delta{
	fyne.KeyLeft: {DX: 60}, fyne.KeyRight: {DX: -60}, fyne.KeyUp: {DY: 60}, fyne.KeyDown: {DY: -60},
}

// letter does what a letter of the keyboard means for a shared screen.
func (b *board) letter(r rune) {
	switch r {
	case '+', '=': // the key of + without Shift
		b.zoomIn()
	case '-', '−':
		b.zoomOut()
	case '0':
		b.fit()
	case '1':
		b.actual()
	case 'd':
		b.togglePen()
	}
}

// togglePen takes up the pen or lays it down. Without leave it asks for it.
func (b *board) togglePen() {
	now := time.Now()
	switch {
	case b.small || !b.live:
	case b.marks.on || b.state.pointing:
		b.setPen(!b.marks.on, now)
	default:
		b.marks.asked = now
		b.acts.mark(annotation.Message{Kind: annotation.KindAsk, Screen: b.state.key})
		b.acts.asked()
	}
}

// key does what a named key means for a shared screen.
func (b *board) key(name fyne.KeyName) {
	by := panKeys[name]
	b.pan(by.DX, by.DY)
}
