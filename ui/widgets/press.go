package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// press is what everything that can be pressed has in common: the pointer
// over it, the focus, Enter and Space, a tip, and passing on of keys that
// mean nothing to it, so that shortcuts work whatever has the focus.
type press struct {
	widget.DisableableWidget
	self    fyne.Widget
	act     func() // may be nil
	shifted func() // with Shift and Enter; nil is act
	tip     string
	around  func() // tells the widget around about hover and focus; may be nil
	// dark is for parts of rows that come and go in a page that is dark
	// always: Fyne never forgets an object that a theme was laid over.
	dark bool

	hovered, focused, down bool
	held, acted            bool // a key is down, and did its act
	tips                   tipTimer
}

func (p *press) extend(self fyne.Widget, act func()) {
	p.self, p.act = self, act
	p.ExtendBaseWidget(self)
}

func (p *press) isDark() bool { return p.dark }

// SetTip sets what is told after the pointer rested on it.
func (p *press) SetTip(text string) { p.tip = text }

// Tapped implements fyne.Tappable.
func (p *press) Tapped(*fyne.PointEvent) { p.do(p.act) }

func (p *press) do(act func()) {
	p.tips.hide()
	if act != nil && !p.Disabled() {
		act()
	}
}

// FocusGained implements fyne.Focusable.
func (p *press) FocusGained() { p.focused = true; p.changed() }

// FocusLost implements fyne.Focusable.
func (p *press) FocusLost() { p.focused, p.held = false, false; p.changed() }

// TypedRune implements fyne.Focusable.
func (p *press) TypedRune(r rune) {
	if c := canvasOf(p.self); c != nil && c.OnTypedRune() != nil && r != ' ' {
		c.OnTypedRune()(r)
	}
}

// TypedKey implements fyne.Focusable. A held key acts once.
func (p *press) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if p.held && p.acted {
			return
		}
		p.acted = true
		if p.shifted != nil && e.Name != fyne.KeySpace && shiftHeld() {
			p.do(p.shifted)
			return
		}
		p.do(p.act)
	default:
		passOn(p.self, e)
	}
}

// KeyDown implements desktop.Keyable. It comes once a press and before
// TypedKey, which comes again and again while the key is held.
func (p *press) KeyDown(*fyne.KeyEvent) { p.held, p.acted = true, false }

// KeyUp implements desktop.Keyable.
func (p *press) KeyUp(*fyne.KeyEvent) { p.held = false }

// MouseIn implements desktop.Hoverable.
func (p *press) MouseIn(*desktop.MouseEvent) {
	p.hovered = true
	p.tips.start(p.self, p.tip)
	p.changed()
}

// MouseMoved implements desktop.Hoverable.
func (p *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *press) MouseOut() {
	p.hovered, p.down = false, false
	p.tips.hide()
	p.changed()
}

// MouseDown implements desktop.Mouseable.
func (p *press) MouseDown(*desktop.MouseEvent) { p.down = true; p.tips.hide(); p.changed() }

// MouseUp implements desktop.Mouseable.
func (p *press) MouseUp(*desktop.MouseEvent) { p.down = false; p.changed() }

// active says whether the pointer or the focus is on it.
func (p *press) active() bool { return (p.hovered || p.focused) && !p.Disabled() }

func (p *press) changed() {
	p.Refresh()
	if p.around != nil {
		p.around()
	}
}

func enable(d fyne.Disableable, on bool) {
	if on {
		d.Enable()
	} else {
		d.Disable()
	}
}

// keyTaker is an overlay that wants the keys its contents did not use.
type keyTaker interface{ TypedKey(*fyne.KeyEvent) }

// passOn gives a key that w does not use to the overlay around it, or to the
// window.
func passOn(w fyne.Widget, e *fyne.KeyEvent) {
	c := canvasOf(w)
	if c == nil {
		return
	}
	if top := c.Overlays().Top(); top != nil {
		if taker, ok := top.(keyTaker); ok && top != fyne.CanvasObject(w) {
			taker.TypedKey(e)
		}
		return
	}
	if take := c.OnTypedKey(); take != nil {
		take(e)
	}
}

func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(o)
}

func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}
