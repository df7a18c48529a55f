package ui

import (
	"fyne.io/fyne/v2"

	"parley/call"
	"parley/call/session"
	settingsview "parley/ui/views/settings"
	"parley/ui/widgets"
)

// pageFor is what a snapshot shows, apart from settings that were opened.
func pageFor(s *call.Snapshot) page {
	if s.Call == nil {
		return homePage
	}
	switch s.State {
	case call.Dialing, call.Ringing, call.Connecting, call.Active, call.Reconnecting, call.Ending:
		return callPage
	case call.Idle, call.Incoming:
	}
	return homePage
}

// turn shows the page that belongs to what goes on and to what was opened.
func (w *Window) turn() {
	next := pageFor(w.snapshot)
	switch {
	case w.settling:
		next = settingsPage
	case next == callPage:
		w.entering = false
		w.lobby.Close()
		if w.tucked {
			w.Show()
		}
	case w.entering:
		next = lobbyPage
	}
	if next != w.page {
		w.page = next
		w.home.Leave()
		w.tidy()
		for p, o := range w.contents() {
			widgets.SetVisible(o, p == next)
		}
		w.call.Appear(next == callPage)
		w.root.Refresh()
	}
	w.preview()
}

// tidy takes away what belongs to the page before: menus, cards, the focus.
func (w *Window) tidy() {
	w.texts.Close()
	overlays := w.window.Canvas().Overlays()
	for o := overlays.Top(); o != nil; o = overlays.Top() {
		overlays.Remove(o)
	}
	w.window.Canvas().Unfocus()
}

func (w *Window) contents() map[page]fyne.CanvasObject {
	return map[page]fyne.CanvasObject{
		homePage: w.home.CanvasObject(), lobbyPage: w.lobby.CanvasObject(), settingsPage: w.settings.CanvasObject(), callPage: w.call.Object(),
	}
}

// preview lets the pages show the own camera, which stays open outside a call
// only for them, and only while somebody can see it.
func (w *Window) preview() {
	wanted := w.previewed() && !w.hidden
	for p, preview := range w.previews {
		preview.Follow(wanted && p == w.page)
	}
	if wanted != w.previewing {
		w.previewing = wanted
		w.do(call.Preview{On: wanted})
	}
}

// previewed says whether the page has a place for the own camera.
func (w *Window) previewed() bool {
	switch w.page {
	case homePage:
		return w.home.Preview()
	case lobbyPage:
		return w.lobby.Preview()
	case settingsPage:
		return true
	case callPage:
	}
	return false
}

func (w *Window) openSettings() {
	w.settings.Open(settingsview.Devices)
	w.settle(true)
}

// listKeys shows what the keyboard does.
func (w *Window) listKeys() {
	w.settings.Open(settingsview.Shortcuts)
	w.settle(true)
}

func (w *Window) closeSettings() { w.settle(false) }

func (w *Window) settle(open bool) {
	w.settling = open
	w.turn()
}

// The answers to the question about a changed key, in their order.
const (
	answerYes = iota
	answerNo
)

// ask puts the question about a changed key while the page of the call shows,
// and takes it away when it is decided, for each call anew.
func (w *Window) ask(s *call.Snapshot) {
	var wanted session.ID
	if w.page == callPage && s.Call != nil && s.Call.Question {
		wanted = s.Call.ID
	}
	if wanted == w.asked {
		return
	}
	if w.asked != "" {
		w.asked = ""
		w.question.Close()
	}
	if wanted == "" {
		return
	}
	at := w.call.Anchor()
	if w.app.Driver().CanvasForObject(at) == nil {
		return // the page was not drawn yet: the next beat asks
	}
	w.asked = wanted
	w.pose(at, s.Call.Peer.Name)
}

func (w *Window) pose(at fyne.Widget, name string) {
	decide := func(yes bool) func() { return func() { w.do(call.TrustKey{Yes: yes}) } }
	w.question = widgets.ShowDialog(at, "Is this the "+name+" you know?",
		"The computer that answers as "+name+" has a new key. That happens when Parley was set up anew there. "+
			"If it was not, somebody else may be answering. Ask another way before you go on.", nil,
		widgets.Answer{Text: "Go on with the new key", Kind: widgets.Risky, Act: decide(true), Apart: true},
		widgets.Answer{Text: "End the call", Kind: widgets.Primary, Act: decide(false), Harmless: true})
}

// whatEnds says what quitting ends.
func whatEnds(c *call.Call) string {
	if c.Meeting != nil {
		return "You leave the meeting when Parley quits. It goes on for the others."
	}
	return "The call with " + c.Peer.Name + " ends when Parley quits."
}

// quit closes the app, and asks while a call goes on.
func (w *Window) quit() {
	if !talking(w.snapshot) {
		w.app.Quit()
		return
	}
	w.window.RequestFocus() // the tray may have asked
	if w.window.Canvas().Overlays().Top() != nil {
		return // it is asked already
	}
	at := fyne.Widget(w.root)
	if w.page == callPage {
		at = w.call.Anchor()
	}
	widgets.ShowDialog(at, "Leave the call and quit?", whatEnds(w.snapshot.Call), nil,
		widgets.Answer{Text: "Stay", Kind: widgets.Standard, Harmless: true},
		widgets.Answer{Text: "Leave and quit", Kind: widgets.Danger, Act: w.app.Quit})
}
