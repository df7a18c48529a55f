package call

import (
	"time"

	"fyne.io/fyne/v2"

	"parley/assets"
	core "parley/call"
	"parley/call/settings"
	"parley/ui/widgets"
)

func (v *View) toggleMicrophone() {
	v.acts.Do(core.SetMicrophone{On: !v.snapshot.Self.Media.Microphone})
}

func (v *View) toggleCamera() { v.acts.Do(core.SetCamera{On: !v.snapshot.Self.Media.Camera}) }

func (v *View) leave() { v.acts.Do(core.Hangup{}) }

// toggleGrid switches between the grid and one large picture: the other
// person of two, the one who was pinned or joined first of more.
func (v *View) toggleGrid() {
	switch v.arrangement() {
	case faceToFace:
		v.gridded = true
	case inGrid:
		v.gridded = false
		if len(v.others) > 1 && len(v.onStage()) == 0 {
			v.pinned = v.others[0].state.id
		}
	case oneLarge:
		v.pinned = ""
	case shared:
		v.gridded = true
	}
	v.relayout()
}

func (v *View) toggleFullScreen() { v.setFullScreen(!v.fullScreen) }

func (v *View) setFullScreen(on bool) {
	if v.fullScreen == on {
		return
	}
	v.fullScreen, v.resting, v.stirred = on, false, time.Now()
	v.acts.FullScreen(on)
	v.relayout()
}

func (v *View) copyReport() { v.acts.Copy(report(v.snapshot, &v.history, time.Now())) }

func (v *View) listMicrophones(at *widgets.Control) {
	s := v.snapshot
	widgets.ShowMenu(at, deviceItems(s.Devices.Microphones, s.Settings.Microphone, func(id string) {
		v.acts.Do(core.Change{Edit: func(s *settings.Settings) { s.Microphone = id }})
	}))
}

func (v *View) listCameras(at *widgets.Control) {
	s := v.snapshot
	widgets.ShowMenu(at, deviceItems(s.Devices.Cameras, s.Settings.Camera, func(id string) {
		v.acts.Do(core.Change{Edit: func(s *settings.Settings) { s.Camera = id }})
	}))
}

// listMore opens what has no place in the bar.
func (v *View) listMore(at *widgets.Control) {
	items := []widgets.MenuItem{
		{Text: "Connection", Icon: assets.Network, Checked: v.opened == connectionPanel, Act: v.toggleConnection},
		{Text: "Full screen", Icon: assets.FullScreen, Checked: v.fullScreen, Act: v.toggleFullScreen},
	}
	if v.narrow() && v.snapshot.Sharing.On { // where the bar has no arrows
		items = append(items, widgets.MenuItem{Text: "How to share", Icon: assets.Share, Act: func() { v.listSharing(at) }})
	}
	if v.narrow() {
		items = append(items,
			widgets.MenuItem{Text: "Files", Icon: assets.Files, Checked: v.opened == filesPanel, Act: v.toggleFiles},
			widgets.MenuItem{Text: "People", Icon: assets.People, Checked: v.opened == peoplePanel, Act: v.togglePeople})
	}
	if v.selfHidden {
		items = append(items, widgets.MenuItem{Text: "Show my own picture", Icon: assets.Person, Act: func() { v.hideSelf(false) }})
	}
	items = append(items,
		widgets.MenuItem{Text: "Settings", Icon: assets.Settings, Act: v.acts.Settings},
		widgets.MenuItem{Text: "Keys", Icon: assets.Keyboard, Act: v.acts.Keys})
	widgets.ShowMenu(at, items)
}

// letters are the keys of the page.
var letters = map[rune]func(*View){
	'm': (*View).toggleMicrophone,
	'v': (*View).toggleCamera,
	'i': (*View).toggleConnection,
	'g': (*View).toggleGrid,
	's': (*View).toggleShare,
	'c': (*View).toggleChat,
	'f': (*View).toggleFiles,
	'p': (*View).togglePeople,
	'l': (*View).leave,
}

// Letter does what a letter of the keyboard means in a call: M, V, S, I, G, C,
// F and P alone, and all of them with Ctrl and Shift. Leaving needs those.
func (v *View) Letter(r rune, withControlShift bool) {
	if b := v.largeBoard(); b != nil {
		b.letter(r)
	}
	act, known := letters[r]
	if !known || v.snapshot == nil || v.snapshot.Call == nil || r == 'l' && !withControlShift {
		return
	}
	act(v)
}

// Key does what a named key means in a call.
func (v *View) Key(name fyne.KeyName) {
	switch name {
	case fyne.KeyF11:
		v.toggleFullScreen()
	case fyne.KeyEscape:
		if v.sheet != nil {
			v.closeSheet()
		} else if v.sharing.picker != nil {
			v.sharing.picker.Cancel()
		} else if v.opened != noPanel {
			v.closePanel()
		} else {
			v.setFullScreen(false)
		}
	default:
		if b := v.largeBoard(); b != nil {
			b.key(name)
		}
	}
}

// mindFocus ends talking when the focus went to something that now gets the
// keys, and with them the letting go of Space.
func (v *View) mindFocus() {
	if !v.talking {
		return
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(v.bar.more)
	if c == nil || c.Focused() == nil {
		return
	}
	if _, passesOn := c.Focused().(*tile); !passesOn {
		v.stopTalking()
	}
}

// HoldKey lets a muted person talk while Space is held.
func (v *View) HoldKey(name fyne.KeyName, down bool) {
	if name != fyne.KeySpace || v.snapshot == nil || v.snapshot.Call == nil {
		return
	}
	if !down {
		v.stopTalking()
		return
	}
	if !v.talking && !v.snapshot.Self.Media.Microphone {
		v.talking = true
		v.acts.Do(core.SetMicrophone{On: true})
	}
}

func (v *View) stopTalking() {
	if v.talking {
		v.talking = false
		v.acts.Do(core.SetMicrophone{On: false})
	}
}
