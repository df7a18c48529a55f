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
	toasts *toasts

	snapshot *core.Snapshot
	others   []*tile // in the order of joining
	self     *tile
	history  history
	shown    bool

	gap        float32
	gridded    bool   // the grid even for two
	pinned     string // the participant that is large
	corner     grid.Corner
	selfHidden bool
	selfRect   grid.Rect // of the self view, in the stage
	stage      grid.Size
	dragged    *fyne.Position // of the self view, while it is

	open       bool // the connection panel
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
	v.status = newStatus(func() { explain(v.status, v.snapshot.Call) })
	v.buildTools()
	v.bar = newBar(barActs{
		microphone: v.toggleMicrophone, camera: v.toggleCamera, settings: acts.Settings, leave: v.leave,
		microphones: v.listMicrophones, cameras: v.listCameras, more: v.listMore,
	})
	v.panel = newConnection(&v.history, v.toggleConnection, v.copyReport)
	v.panel.panel.Hide()
	layer := container.NewWithoutLayout()
	v.toasts = newToasts(layer, acts.Do)
	page := placed(v.place, v.ground.Container, v.wait.Container, v.tiles, v.status,
		v.tools[0], v.tools[1], v.tools[2], v.bar.Container, v.panel.panel, layer)
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
	if shown {
		v.relayout()
		return
	}
	v.stopTalking()
	for _, t := range v.all() {
		t.appear(false)
	}
}

// Apply shows a snapshot. Without a call in it, the page forgets the last one.
func (v *View) Apply(s *core.Snapshot, now time.Time) {
	v.snapshot = s
	if s.Call == nil {
		v.forget()
		return
	}
	v.history.add(s.Call.Stats, now)
	v.cast()
	v.bar.set(s)
	v.status.set(s.Call, v.narrow())
	v.wait.set(s, now)
	v.toasts.set(s, now)
	v.panel.set(s.Call, now)
	v.relayout()
}

// Beat follows what moves by itself. It comes some fifteen times a second.
func (v *View) Beat(now time.Time) {
	if !v.shown || v.snapshot == nil || v.snapshot.Call == nil {
		return
	}
	for _, t := range v.all() {
		t.beat(now)
	}
	if v.status.tick(v.snapshot.Call.Connected, now) {
		v.relayout()
	}
	if v.wait.Visible() {
		v.wait.beat(now)
	}
	v.toasts.beat(now)
	v.mindFocus()
	v.rest(now)
}

// Close stops all pictures, in a window that may be gone. It may be called any
// number of times.
func (v *View) Close() {
	for _, t := range v.all() {
		t.close()
	}
}

// forget ends everything that belongs to one call.
func (v *View) forget() {
	v.Close()
	for _, t := range v.all() {
		v.tiles.Remove(t.object)
	}
	v.others, v.self = nil, nil
	v.history = history{}
	v.gridded, v.pinned, v.selfHidden, v.talking, v.open = false, "", false, false, false
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
