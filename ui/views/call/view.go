// Package call is the page of a call: the people on a stage, what is true of
// the call, and the controls. It is dark always. Facts come in by Apply and
// Beat, what the person wants goes out by Acts; pictures come straight from
// their feeds.
package call

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	core "parley/call"
	"parley/ui/grid"
	"parley/ui/theme"
	"parley/ui/video"
	"parley/ui/widgets"
)

// Acts is what the page asks of the window. None is nil.
type Acts struct {
	Do         func(core.Command)
	Settings   func()     // opens the settings, and the call goes on
	FullScreen func(bool) // turns it on or off
	Copy       func(text string)
	Keys       func() // lists the keys
	OpenLink   func(url string)
	OpenFile   func(path string) // that arrived
	ShowFile   func(path string) // in its folder
	// Paste reads what was copied; done is called once, on the main thread.
	// What Pasted.Paths holds and is not sent is told to Discard.
	Paste   func(done func(Pasted))
	Discard func(paths []string)
	// Mail opens a mail for the person to send; otherwise is called, on the
	// main thread, when the desktop has no way to.
	Mail func(m Mail, otherwise func())
	// Choose lets the person choose files; done is called once, on the main
	// thread, without any if they choose none.
	Choose func(what Choice, done func(paths []string))
}

// View is the page. Its methods belong to the main thread.
type View struct {
	clock video.Clock
	acts  Acts

	object fyne.CanvasObject // all of it, in the colours of the call
	ground *backdrop
	tiles  *fyne.Container
	wait   *waitingView
	status *status
	tools  [3]*widgets.Button // grid, connection, full screen
	bar    *bar
	panel  *connection
	chat   *chatView
	files  *filesView
	people *peopleView
	alone  *aloneView
	sheet  *linkSheet // nil while it is closed
	server serverStrip
	offers *offerCards
	parcel *parcel // what is about to be sent; nil for nothing
	safety *safety // whose words are compared; nil for nobody's
	toasts *toasts

	snapshot *core.Snapshot
	now      time.Time // of the newest snapshot or beat
	others   []*tile   // in the order of joining
	self     *tile
	history  history
	screens  screens // that others share
	sharing  sharing // of the own screen
	shown    bool
	hidden   bool // the window is

	gap        float32
	top        float32 // where the stage begins
	gridded    bool    // the grid even for two
	pinned     string  // the participant that is large
	corner     grid.Corner
	selfHidden bool
	selfRect   grid.Rect // of the self view, in the stage
	stage      grid.Size
	dragged    *fyne.Position // of the self view, while it is

	opened     panelName
	fullScreen bool
	stirred    time.Time // when the pointer moved over the stage last
	resting    bool      // in full screen, so long that the bar hides
	talking    bool      // Space is held
}

// New returns the page, which shows nothing until Apply. Its owner closes it.
func New(clock video.Clock, acts Acts) *View {
	v := &View{clock: clock, acts: acts}
	v.ground = newBackdrop()
	v.tiles = container.NewWithoutLayout()
	v.wait = newWaitingView()
	v.status = newStatus(v.explainStatus)
	v.buildTools()
	v.bar = newBar(barActs{
		microphone: v.toggleMicrophone, camera: v.toggleCamera, people: v.togglePeople, leave: v.leave,
		microphones: v.listMicrophones, cameras: v.listCameras, more: v.listMore,
		share: v.toggleShare, shares: v.listSharing,
		chat: v.toggleChat, files: v.toggleFiles,
	})
	v.panel = newConnection(&v.history, v.closePanel, v.copyReport)
	v.chat = newChatView(chatActs{
		do: acts.Do, away: v.closePanel, open: acts.OpenLink, copy: acts.Copy,
		attach: v.chooseToSend, paste: v.readPaste, file: v.actOnFile,
		window: func() fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(v.bar.more) },
	})
	v.files = newFilesView(filesActs{do: acts.Do, away: v.closePanel, choose: v.chooseToSend, act: v.actOnFile, again: v.setFiles})
	v.buildMeeting()
	for _, o := range v.panels() {
		o.Hide()
	}
	v.buildScreens()
	v.buildSharing()
	layer := container.NewWithoutLayout()
	v.offers = newOfferCards(layer, v.actOnFile)
	v.toasts = newToasts(layer, acts.Do)
	page := placed(v.place, v.ground.Container, v.wait.Container, v.alone.Container, v.tiles, v.status,
		v.screens.head.Container, v.screens.tools.Container, v.sharing.badge.Container, v.sharing.strip, v.sharing.wish, v.server.object,
		v.tools[0], v.tools[1], v.tools[2], v.bar.Container, v.panel.panel, v.chat.panel, v.files.panel, v.people.panel, layer)
	v.object = container.NewThemeOverride(page, theme.Call())
	return v
}

// Object is what stands in the window.
func (v *View) Object() fyne.CanvasObject { return v.object }

// Appear starts the pictures when the page is shown, and stops them when it
// is not.
func (v *View) Appear(shown bool) {
	if v.shown == shown {
		return
	}
	v.shown = shown
	v.chat.setOpen(shown && v.opened == chatPanel)
	if shown {
		v.relayout()
		return
	}
	v.stopTalking()
	v.closePicker()
	v.closeSheet()
	v.hideScreens(true)
	for _, t := range v.all() {
		t.appear(false)
	}
	v.tellViews()
}

// Apply shows a snapshot. Without a call in it, the page forgets the last one.
func (v *View) Apply(s *core.Snapshot, now time.Time) {
	v.snapshot, v.now = s, now
	if s.Call == nil {
		v.forget()
		return
	}
	v.history.add(s.Call.Stats, now)
	v.cast()
	v.castScreens(now)
	v.hidePictures()
	v.showSharing(now)
	v.bar.set(s)
	v.status.set(s.Call, v.narrow())
	v.mindSafety()
	v.wait.set(s, now)
	v.showMeeting()
	v.toasts.set(s, now)
	v.panel.set(s.Call, now)
	v.bar.setPanels(s, v.opened)
	v.setFiles()
	v.chat.set(s.Call, s.Files, v.nameOf, now)
	v.relayout()
}

// Beat follows what moves by itself. It comes some fifteen times a second.
func (v *View) Beat(now time.Time) {
	if !v.shown || v.snapshot == nil || v.snapshot.Call == nil {
		return
	}
	v.now = now
	v.beatTiles(now)
	if v.status.tick(v.snapshot.Call.Connected, now) {
		v.relayout()
	}
	if v.wait.Visible() {
		v.wait.beat(now)
	}
	if v.toasts.beat(now) {
		v.relayout()
	}
	v.beatScreens(now)
	v.tellViews()
	if v.sharing.picker != nil {
		v.sharing.picker.Beat(now)
	}
	v.chat.beat(now)
	v.people.beat(v.others)
	v.files.stream.Follow()
	v.beatParcel(now)
	v.beatSafety()
	v.mindFocus()
	v.rest(now)
}

// beatTiles follows voices and pictures, while they can be seen.
func (v *View) beatTiles(now time.Time) {
	if v.hidden {
		return
	}
	for _, t := range v.all() {
		t.beat(now)
	}
	v.ringSpeakers()
}

// Close stops all pictures, in a window that may be gone. It may be called any
// number of times.
func (v *View) Close() {
	v.endParcel()
	for _, t := range v.all() {
		t.close()
	}
	v.closeScreens()
}

// forget ends everything that belongs to one call.
func (v *View) forget() {
	v.closePicker()
	v.endSafety()
	v.forgetScreens()
	v.Close()
	for _, t := range v.all() {
		v.tiles.Remove(t.object)
	}
	v.others, v.self = nil, nil
	v.history = history{}
	v.closeSheet()
	v.gridded, v.pinned, v.selfHidden, v.talking = false, "", false, false
	v.forgetPanels()
	v.setFullScreen(false)
}

func (v *View) all() []*tile {
	if v.self == nil {
		return nil
	}
	return v.inOrder()
}

func (v *View) narrow() bool { return v.object.Size().Width < theme.Narrow }

// waiting says whether nobody else is there yet.
func (v *View) waiting() bool {
	switch v.snapshot.State {
	case core.Active, core.Reconnecting:
		return len(v.others) == 0
	case core.Idle, core.Dialing, core.Ringing, core.Incoming, core.Connecting, core.Ending:
	}
	return true
}
