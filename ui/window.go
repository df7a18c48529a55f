package ui

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/call"
	"parley/call/session"
	"parley/call/settings"
	"parley/ui/bridge"
	"parley/ui/freedesktop"
	"parley/ui/pinch"
	"parley/ui/theme"
	"parley/ui/tray"
	"parley/ui/video"
	callview "parley/ui/views/call"
	"parley/ui/views/home"
	"parley/ui/views/lobby"
	settingsview "parley/ui/views/settings"
	"parley/ui/views/texts"
	"parley/ui/visibility"
	"parley/ui/widgets"
)

// page is what the window shows.
type page string

const (
	homePage     page = "home"
	lobbyPage    page = "lobby"
	settingsPage page = "settings"
	callPage     page = "call"
)

// Window is the main window with its pages, and the small one that says who
// calls. Its methods belong to the main thread.
type Window struct {
	ctx        context.Context
	app        fyne.App
	window     fyne.Window // while it is closed, an empty one that was never shown
	size       fyne.Size   // that it opens with
	controller Controller
	bridge     *bridge.Bridge
	clock      *bridge.Clock
	desktop    *freedesktop.Desktop
	tray       *tray.Tray
	sight      visibility.Watch
	pad        pinch.Watch

	root     *widgets.Root
	stack    *fyne.Container
	home     *home.View
	lobby    *lobby.View
	settings *settingsview.View
	call     *callview.View
	previews map[page]*video.Preview // of the own camera

	snapshot   *call.Snapshot
	page       page
	settling   bool // the person opened the settings
	entering   bool // the person is about to come into a meeting
	previewing bool // the controller was told to keep the camera open
	hidden     bool // the window cannot be seen
	tucked     bool // it is closed, and Parley in the tray alone
	told       bool // where Parley is then
	look       settings.Theme
	bell       *bell
	question   *widgets.Dialog
	asked      session.ID // the call whose question about a changed key is on the screen
	places     *placeMap
	door       *door
	texts      *texts.Sheet
	meeting    session.Place // the last one, to come in once more
	ended      sync.Once
	answers    answers // of the desktop, for the main thread
	paster     *paster
	links      sync.WaitGroup // what waits for links from elsewhere
	closed     chan struct{}
	closing    sync.Once
}

// The size of the window at first, and the least it can have.
var (
	firstSize = fyne.NewSize(1280, 800)
	leastSize = fyne.NewSize(480, 400)
)

// New returns the window, not shown yet. It quits the app when ctx is done.
// Its owner closes it.
func New(ctx context.Context, a fyne.App, opts Options) *Window {
	w := &Window{
		ctx: ctx, app: a, window: a.NewWindow("Parley"), size: firstSize, controller: opts.Controller,
		desktop: freedesktop.New("Parley"), snapshot: opts.Controller.Snapshot(),
		paster: newPaster(opts.Scratch), closed: make(chan struct{}),
	}
	w.look = w.snapshot.Settings.Theme
	a.Settings().SetTheme(theme.New(w.look))
	w.clock = bridge.NewClock(w.beat)
	w.bell = newBell(a, w.desktop, w.do)
	w.door = newDoor(a, w.desktop, w.do)
	w.buildPages(opts)
	w.furnish()
	w.tray = w.newTray()
	w.bridge = bridge.New(opts.Controller, w.apply)
	w.takeLinks(opts)
	return w
}

func (w *Window) buildPages(opts Options) {
	self := w.snapshot.Self.Tracks
	w.previews = map[page]*video.Preview{}
	for _, p := range []page{homePage, lobbyPage, settingsPage} {
		w.previews[p] = video.NewPreview(w.clock, video.Options{
			Feed: self.Camera, Shown: self.Shown, Radius: theme.RadiusCard, Leads: true,
		})
	}
	w.home = home.New(home.Actions{
		Do: w.do, Settings: w.openSettings, ShowFile: w.showFile,
		NewCall: w.newCall, OpenLink: w.openInvite, Again: w.meetAgain, Answer: w.answerText,
	}, w.previews[homePage], time.Now)
	w.lobby = lobby.New(lobby.Actions{Do: w.do, Join: w.meet, Back: w.leaveLobby, Text: w.offerText}, w.previews[lobbyPage], time.Now)
	w.settings = settingsview.New(w.settingsActions(opts), w.previews[settingsPage], opts.Version)
	w.call = callview.New(w.clock, callview.Acts{
		Do: w.do, Settings: w.openSettings, FullScreen: func(on bool) { w.window.SetFullScreen(on) },
		Copy: func(text string) { w.app.Clipboard().SetContent(text) }, Keys: w.listKeys,
		OpenLink: w.openLink, OpenFile: w.openFile, ShowFile: w.showFile, Choose: w.choose,
		Paste: w.paste, Discard: w.paster.discard, Mail: w.mail,
	})
	w.texts = texts.New(texts.Actions{
		Do: w.do, Copy: func(text string) { w.app.Clipboard().SetContent(text) }, Mail: w.mailText,
	})
	w.stack = container.NewStack(w.home.CanvasObject(), w.lobby.CanvasObject(), w.settings.CanvasObject(), w.call.Object())
	w.root = widgets.NewRoot(widgets.NewFixed(leastSize.Width, leastSize.Height, w.stack))
}

// furnish fills the window that opens next.
func (w *Window) furnish() {
	w.window.SetTitle(title(w.snapshot))
	w.window.SetPadded(false)
	w.window.SetContent(w.root)
	w.window.Resize(w.size)
	w.window.SetCloseIntercept(w.leave)
	w.window.SetOnDropped(w.dropped)
	w.takeKeys()
}

// Show opens the window, or brings it before others.
func (w *Window) Show() {
	if w.tucked {
		w.tucked = false
		w.furnish()
	}
	w.window.Show()
	w.window.RequestFocus()
}

// Close ends everything the window started, after the app took the windows
// themselves away. It may be called any number of times.
func (w *Window) Close() {
	w.closing.Do(func() { close(w.closed) })
	w.links.Wait()
	w.bridge.Close()
	w.clock.Close()
	w.desktop.Close()
	w.tray.Close()
	w.sight.Close()
	w.pad.Close()
	w.call.Close()
	w.paster.close()
	for _, p := range w.previews {
		p.Close()
	}
}

func (w *Window) do(c call.Command) { w.controller.Do(c) }

// apply shows a snapshot.
func (w *Window) apply(s *call.Snapshot) {
	before := w.snapshot
	w.snapshot = s
	if before.State == call.Idle && s.State != call.Idle {
		w.settling = false
	}
	w.noteMeeting(s)
	w.paint(s)
	w.home.Update(s)
	w.lobby.Update(s)
	w.settings.Update(s)
	w.call.Apply(s, time.Now())
	w.bell.apply(s, time.Now())
	w.door.apply(s)
	w.texts.Update(s.Invitation)
	w.desktop.KeepAwake(talking(s))
	w.turn()
	w.window.SetTitle(title(s))
}

// paint follows the look that the person chose.
func (w *Window) paint(s *call.Snapshot) {
	if s.Settings.Theme != w.look {
		w.look = s.Settings.Theme
		w.app.Settings().SetTheme(theme.New(w.look))
	}
	for _, p := range w.previews {
		p.SetMirror(s.Settings.Mirror)
	}
}

// talking says whether there is a call to look at and listen to.
func talking(s *call.Snapshot) bool {
	switch s.State {
	case call.Dialing, call.Ringing, call.Connecting, call.Active, call.Reconnecting:
		return true
	case call.Idle, call.Incoming, call.Ending:
	}
	return false
}

// title is the window's: what a taskbar shows.
func title(s *call.Snapshot) string {
	switch {
	case s.Call == nil, s.State == call.Incoming:
		return "Parley"
	case s.Call.Meeting != nil:
		return "Meeting – Parley"
	case s.Call.Peer.Name == "":
		return "Parley"
	}
	return s.Call.Peer.Name + " – Parley"
}

// beat comes from the clock, some fifteen times a second.
func (w *Window) beat(now time.Time) {
	if w.ctx.Err() != nil {
		// Only once: what the clock posts after the app's end, Fyne runs at
		// once, on the clock's goroutine.
		w.ended.Do(w.app.Quit)
		return
	}
	w.hidden = w.tucked || !w.sight.Seen(w.window)
	w.clock.Rest(w.hidden && w.page != callPage && w.bell.window == nil)
	w.preview()
	switch w.page {
	case homePage:
		w.home.Tick()
	case lobbyPage:
		w.lobby.Tick()
	case settingsPage:
		w.settings.Tick()
	case callPage:
		w.call.See(!w.hidden)
		w.pad.Follow(w.window, w.clock, w.call.Pinch)
		w.call.Beat(now)
	}
	w.ask(w.snapshot)
	w.bell.beat(now)
	w.answers.take()
	w.places.update(w)
}
