package call

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	core "parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// bar is the row of controls below the stage.
type bar struct {
	*fyne.Container
	microphone, camera, share, chat, files, people, more, leave *widgets.Control

	controls []*widgets.Control
	rules    [2]*canvas.Rectangle
	size     barSize
}

// barActs is what the controls do.
type barActs struct {
	microphone, camera, share, chat, files, people, leave func()
	microphones, cameras, shares, more                    func(at *widgets.Control)
}

// barSize is how much room the controls take.
type barSize int

const (
	barFull    barSize = iota // with captions
	barBare                   // without
	barCompact                // icons only
)

// The bar's heights in Fyne units.
const (
	barHeight     float32 = 88
	barHeightBare float32 = 76
)

func newBar(acts barActs) *bar {
	b := &bar{}
	b.microphone = widgets.NewControl(assets.Microphone, "Mute", "Mute (M)", acts.microphone,
		func() { acts.microphones(b.microphone) })
	b.camera = widgets.NewControl(assets.Camera, "Camera", "Camera off (V)", acts.camera,
		func() { acts.cameras(b.camera) })
	b.share = widgets.NewControl(assets.Share, "Share", "Share your screen (S)", acts.share,
		func() { acts.shares(b.share) })
	b.chat = widgets.NewControl(assets.Chat, "Chat", "Chat (C)", acts.chat, nil)
	b.files = widgets.NewControl(assets.Files, "Files", "Files (F)", acts.files, nil)
	b.people = widgets.NewControl(assets.People, "People", "People (P)", acts.people, nil)
	b.more = widgets.NewControl(assets.More, "More", "More", func() { acts.more(b.more) }, nil)
	b.leave = widgets.NewControl(assets.Leave, "Leave", "Leave the call (Ctrl+Shift+L)", acts.leave, nil)
	b.leave.Set(assets.Leave, "Leave", widgets.ControlDanger)
	b.controls = []*widgets.Control{b.microphone, b.camera, b.share, b.chat, b.files, b.people, b.more, b.leave}
	objects := make([]fyne.CanvasObject, 0, len(b.controls)+len(b.rules))
	for _, c := range b.controls {
		objects = append(objects, c)
	}
	for i := range b.rules {
		b.rules[i] = box(theme.Separator, 0)
		objects = append(objects, b.rules[i])
	}
	b.Container = placed(b.place, objects...)
	return b
}

// set shows what is on; captions say what a click does.
func (b *bar) set(s *core.Snapshot) {
	if s.Self.Media.Microphone {
		b.microphone.Set(assets.Microphone, "Mute", widgets.ControlOn)
		b.microphone.SetTip("Mute (M)")
	} else {
		b.microphone.Set(assets.MicrophoneOff, "Unmute", widgets.ControlOff)
		b.microphone.SetTip("Unmute (M), or hold Space to talk")
	}
	if s.Self.Media.Camera {
		b.camera.Set(assets.Camera, "Camera", widgets.ControlOn)
		b.camera.SetTip("Camera off (V)")
	} else {
		b.camera.Set(assets.CameraOff, "Camera on", widgets.ControlOff)
		b.camera.SetTip("Camera on (V)")
	}
	b.setShare(s)
	b.setLeave(s)
}

// setPanels shows which panel is open and what waits in the others.
func (b *bar) setPanels(s *core.Snapshot, open panelName) {
	state := func(p panelName) widgets.ControlState {
		if p == open {
			return widgets.ControlOpen
		}
		return widgets.ControlOn
	}
	b.chat.Set(assets.Chat, "Chat", state(chatPanel))
	b.chat.SetCount(chatCount(s.Call))
	b.files.Set(assets.Files, "Files", state(filesPanel))
	b.files.SetCount(offers(s.Files))
	b.people.Set(assets.People, "People", state(peoplePanel))
	b.people.SetCount(len(waitingFor(s.Call)))
}

// setLeave names the way out: nobody leaves a call that never began.
func (b *bar) setLeave(s *core.Snapshot) {
	caption, tip := "Leave", "Leave the call (Ctrl+Shift+L)"
	if s.State == core.Dialing || s.State == core.Ringing {
		caption, tip = "Cancel", "Stop calling (Ctrl+Shift+L)"
		if s.Call.Meeting != nil {
			tip = "Do not join (Ctrl+Shift+L)"
		}
	}
	b.leave.Set(assets.Leave, caption, widgets.ControlDanger)
	b.leave.SetTip(tip)
}

// resize chooses the size of the controls for a window's width and returns
// the bar's height.
func (b *bar) resize(width float32) float32 {
	b.size = barFull
	height := barHeight
	switch {
	case width < theme.Narrow:
		b.size, height = barCompact, barHeightBare
	case width < theme.Wide:
		b.size, height = barBare, barHeightBare
	}
	for _, c := range b.controls {
		c.SetSmall(b.size != barFull, b.size == barCompact)
	}
	for _, c := range []*widgets.Control{b.files, b.people} {
		show(c, b.size != barCompact) // they are in More
	}
	return height
}

// place centres the controls, with a rule before the last group and the way
// out.
func (b *bar) place(size fyne.Size) {
	gap, group := theme.SpaceL, theme.SpaceL+4
	if b.size == barCompact {
		gap, group = theme.SpaceS, theme.SpaceM
	}
	width := -gap
	for _, c := range b.shown() {
		width += c.MinSize().Width + gap
	}
	width += float32(len(b.rules)) * (2*group + 1 - gap)
	x := (size.Width - width) / 2
	y := (size.Height - b.microphone.MinSize().Height) / 2
	for _, c := range b.shown() {
		if c == b.chat || c == b.leave {
			x = b.placeRule(c, x, y, gap, group)
		}
		m := c.MinSize()
		put(c, x, y, m.Width, m.Height)
		x += m.Width + gap
	}
}

// shown lists the controls that have their place in the bar.
func (b *bar) shown() []*widgets.Control {
	shown := make([]*widgets.Control, 0, len(b.controls))
	for _, c := range b.controls {
		if c.Visible() {
			shown = append(shown, c)
		}
	}
	return shown
}

// placeRule puts the rule before a control and returns where that begins.
func (b *bar) placeRule(c *widgets.Control, x, y, gap, group float32) float32 {
	rule := b.rules[0]
	if c == b.leave {
		rule = b.rules[1]
	}
	show(rule, b.size != barCompact)
	x += group - gap
	put(rule, x, y+4, 1, 36)
	return x + 1 + group
}
