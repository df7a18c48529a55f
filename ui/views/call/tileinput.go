package call

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// MouseIn implements desktop.Hoverable.
func (t *tile) MouseIn(e *desktop.MouseEvent) { t.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (t *tile) MouseMoved(*desktop.MouseEvent) {
	t.touched = time.Now()
	t.paintTools(t.touched)
	t.acts.stir()
}

// MouseOut implements desktop.Hoverable. The tools stay a while: the pointer
// may be on one of them.
func (t *tile) MouseOut() {}

// Dragged implements fyne.Draggable.
func (t *tile) Dragged(e *fyne.DragEvent) {
	if t.form.small {
		t.acts.drag(e.Dragged)
	}
}

// DragEnd implements fyne.Draggable.
func (t *tile) DragEnd() {
	if t.form.small {
		t.acts.drop()
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (t *tile) DoubleTapped(*fyne.PointEvent) {
	if t.form.small {
		t.acts.hide()
	}
}

// FocusGained implements fyne.Focusable.
func (t *tile) FocusGained() {
	t.focused = true
	t.paintRing()
	t.paintTools(time.Now())
}

// FocusLost implements fyne.Focusable.
func (t *tile) FocusLost() {
	t.focused = false
	t.touched = time.Now() // Tab goes on to the tools
	t.paintRing()
}

// TypedRune implements fyne.Focusable: a tile uses no keys of its own.
func (t *tile) TypedRune(r rune) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil && c.OnTypedRune() != nil {
		c.OnTypedRune()(r)
	}
}

// TypedKey implements fyne.Focusable.
func (t *tile) TypedKey(e *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}

// KeyDown implements desktop.Keyable.
func (t *tile) KeyDown(e *fyne.KeyEvent) { t.passOn(e, desktop.Canvas.OnKeyDown) }

// KeyUp implements desktop.Keyable.
func (t *tile) KeyUp(e *fyne.KeyEvent) { t.passOn(e, desktop.Canvas.OnKeyUp) }

// passOn gives a key to the window, which talks while Space is held.
func (t *tile) passOn(e *fyne.KeyEvent, to func(desktop.Canvas) func(*fyne.KeyEvent)) {
	c, ok := fyne.CurrentApp().Driver().CanvasForObject(t).(desktop.Canvas)
	if ok && to(c) != nil {
		to(c)(e)
	}
}
