package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"parley/call"
	"parley/call/session"
	"parley/ui/freedesktop"
	"parley/ui/views/incoming"
	"parley/ui/widgets"
)

// bell tells of an incoming call: a small window and a notification. The
// sound is the studio's.
type bell struct {
	app     fyne.App
	desktop *freedesktop.Desktop
	do      func(call.Command)

	id     session.ID // of the call that rings; empty while none does
	window fyne.Window
	view   *incoming.View
}

func newBell(a fyne.App, d *freedesktop.Desktop, do func(call.Command)) *bell {
	return &bell{app: a, desktop: d, do: do}
}

// apply rings while somebody calls.
func (b *bell) apply(s *call.Snapshot, now time.Time) {
	if s.State != call.Incoming || s.Call == nil || s.Settings.AcceptCalls {
		b.silence()
		return
	}
	if s.Call.ID == b.id && b.window != nil {
		return
	}
	b.silence()
	b.ring(s, now)
}

func (b *bell) ring(s *call.Snapshot, now time.Time) {
	b.id = s.Call.ID
	view := incoming.New(s, now, b.do)
	b.view = view
	b.window = b.app.NewWindow(s.Call.Peer.Name + " is calling")
	b.window.SetPadded(false)
	b.window.SetFixedSize(true)
	b.window.SetContent(widgets.NewRoot(view))
	b.window.Resize(incoming.Size)
	b.window.CenterOnScreen()
	b.window.SetCloseIntercept(func() { b.do(call.Decline{}) })
	// A key may come after the window was closed, as long as it is not gone.
	b.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { view.Key(e.Name, shiftHeld(), time.Now()) })
	b.window.Show()
	b.notify(s)
}

// notify tells the desktop, for people who look at another screen.
func (b *bell) notify(s *call.Snapshot) {
	video := s.Call.Video && s.Call.Peer.Trust != call.Stranger && s.Call.Peer.Trust != call.Changed
	b.desktop.Notify(&freedesktop.Notification{
		Title: s.Call.Peer.Name + " is calling",
		Text:  "Answer in Parley, or here.",
		Actions: []freedesktop.Action{
			{Label: "Accept", Act: func() { b.do(call.Accept{Video: video}) }},
			{Label: "Decline", Act: func() { b.do(call.Decline{}) }},
		},
	})
}

func (b *bell) beat(now time.Time) {
	if b.view != nil {
		b.view.Beat(now)
	}
}

// silence takes window and notification away.
func (b *bell) silence() {
	if b.window == nil {
		return
	}
	b.window.Close()
	b.window, b.view, b.id = nil, nil, ""
	b.desktop.Notify(nil)
}

func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}
