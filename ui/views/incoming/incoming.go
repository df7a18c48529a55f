// Package incoming is the small window that says who calls. It takes no key
// for its first second, so that a person who is typing accepts nothing.
package incoming

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// Size is the window's size in Fyne units.
var Size = fyne.NewSize(380, 460)

// Deaf is how long the window takes no keys.
const Deaf = time.Second

// View is the content of the window. Its methods belong to the main thread.
type View struct {
	widget.BaseWidget
	do    func(call.Command)
	since time.Time
	says  says
	calm  bool

	rings  [2]*canvas.Circle
	avatar *widgets.Avatar
	name   *widgets.Label
	does   *widgets.Label
	pill   *widgets.Pill
	known  *widgets.Label
	answer [3]*widgets.Button // decline, without camera, with
	labels [3]*widgets.Label
	body   *fyne.Container
}

const (
	avatarSide float32 = 116
	buttonSide float32 = 64
)

// The answers, from the left.
const (
	decline = iota
	withoutCamera
	withCamera
)

// New returns the content for the incoming call of s, which came at now. do
// takes the answer.
func New(s *call.Snapshot, now time.Time, do func(call.Command)) *View {
	center := func(style widgets.Style) widgets.Style { style.Align = fyne.TextAlignCenter; return style }
	peer := s.Call.Peer
	v := &View{
		do: do, since: now, says: words(s.Call, now), calm: s.Settings.LessMotion,
		avatar: widgets.NewAvatar(peer.Name, peer.Key, avatarSide),
		name:   widgets.NewLabel(peer.Name, center(widgets.Style{Size: theme.TextDialog, Bold: true, Lines: 2})),
	}
	v.does = widgets.NewLabel(v.says.does, center(widgets.Style{Color: theme.Muted}))
	v.pill = widgets.NewPill(v.says.pill)
	v.known = widgets.NewLabel(v.says.known, center(widgets.Style{Color: theme.Muted, Lines: 2}))
	v.buildAnswers(center(widgets.Style{Size: theme.TextCaption}))
	for i := range v.rings {
		v.rings[i] = &canvas.Circle{StrokeWidth: theme.StrokeFocus}
	}
	objects := []fyne.CanvasObject{v.rings[0], v.rings[1], v.avatar, v.name, v.does, v.pill, v.known}
	for i := range v.answer {
		objects = append(objects, v.answer[i], v.labels[i])
	}
	v.body = container.New(layout{v}, objects...)
	v.ExtendBaseWidget(v)
	return v
}

func (v *View) buildAnswers(style widgets.Style) {
	with := "Accept"
	kinds := [...]widgets.Kind{widgets.Danger, widgets.Standard, widgets.Primary}
	if v.says.shy {
		with = "With camera"
		kinds = [...]widgets.Kind{widgets.Danger, widgets.Primary, widgets.Standard}
	}
	texts := [...]string{"Decline", "Without camera", with}
	icons := [...]assets.Icon{assets.Leave, assets.Phone, assets.Camera}
	commands := [...]call.Command{call.Decline{}, call.Accept{}, call.Accept{Video: true}}
	tips := [...]string{"Decline (Esc)", "Accept without camera (Shift+Enter)", "Accept with camera"}
	for i := range v.answer {
		b := widgets.NewIconButton(icons[i], tips[i], kinds[i], func() { v.do(withShift(commands[i])) })
		b.Width, b.Height, b.Radius, b.IconSize = buttonSide, buttonSide, canvas.RadiusMaximum, 28
		v.answer[i], v.labels[i] = b, widgets.NewLabel(texts[i], style)
	}
}

// withShift leaves the camera out while Shift is held: a focused button does
// not tell one Enter from the other.
func withShift(c call.Command) call.Command {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	if _, accepts := c.(call.Accept); ok && accepts && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0 {
		return call.Accept{}
	}
	return c
}

// CreateRenderer implements fyne.Widget.
func (v *View) CreateRenderer() fyne.WidgetRenderer {
	v.pulse(v.since)
	return widget.NewSimpleRenderer(v.body)
}

// Beat moves the rings and ends the deafness: the main answer then gets the
// focus, and none has it before.
func (v *View) Beat(now time.Time) {
	v.pulse(now)
	c := fyne.CurrentApp().Driver().CanvasForObject(v)
	if c == nil {
		return
	}
	switch {
	case v.deaf(now):
		if c.Focused() != nil {
			c.Unfocus()
		}
	case c.Focused() == nil:
		c.Focus(v.main())
	}
}

// Key answers by keyboard: Enter is the main answer, with Shift it is the one
// without camera, Escape declines.
func (v *View) Key(name fyne.KeyName, shift bool, now time.Time) {
	if v.deaf(now) {
		return
	}
	switch name {
	case fyne.KeyEscape:
		v.do(call.Decline{})
	case fyne.KeyReturn, fyne.KeyEnter:
		v.do(call.Accept{Video: !shift && !v.says.shy})
	}
}

// Places names what can be clicked.
func (v *View) Places() map[string]fyne.CanvasObject {
	return map[string]fyne.CanvasObject{
		"decline": v.answer[decline], "accept-without-camera": v.answer[withoutCamera], "accept": v.answer[withCamera],
	}
}

func (v *View) deaf(now time.Time) bool { return now.Sub(v.since) < Deaf }

// main is the answer that Enter gives.
func (v *View) main() *widgets.Button {
	if v.says.shy {
		return v.answer[withoutCamera]
	}
	return v.answer[withCamera]
}

// pulse lets the rings swell once a second.
func (v *View) pulse(now time.Time) {
	strong, faint := theme.Primary, theme.Tint
	if !v.calm && now.Sub(v.since)%time.Second >= time.Second/2 {
		strong, faint = theme.Tint, theme.Primary
	}
	for i, name := range []fyne.ThemeColorName{strong, faint} {
		stroke := fynetheme.ColorForWidget(name, v)
		if v.rings[i].StrokeColor != stroke {
			v.rings[i].StrokeColor = stroke
			canvas.Refresh(v.rings[i])
		}
	}
}
