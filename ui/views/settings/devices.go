package settings

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	"parley/call"
	"parley/call/session"
	choices "parley/call/settings"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// devices is the page of camera, microphone, speaker, and what is done with
// the sound.
type devices struct {
	content    *fyne.Container
	actions    Actions
	camera     *camera
	microphone *microphone
	speaker    *speaker
	sound      *sound
	problems   []*widgets.Strip // one for each kind of device
}

func newDevices(actions Actions, picture fyne.CanvasObject) *devices {
	d := &devices{
		actions: actions, camera: newCamera(actions, picture),
		microphone: newMicrophone(actions), speaker: newSpeaker(actions), sound: newSound(actions),
	}
	var strips []fyne.CanvasObject
	for range 3 {
		s := widgets.NewStrip()
		d.problems = append(d.problems, s)
		strips = append(strips, s)
	}
	d.content = widgets.NewColumn(theme.SpaceL,
		container.New(beside{}, d.camera.content, d.microphone.content, d.speaker.content), d.sound.content,
		widgets.NewColumn(theme.SpaceS, strips...))
	return d
}

func (d *devices) canvasObject() fyne.CanvasObject { return d.content }

func (d *devices) update(s *call.Snapshot) {
	d.camera.update(s)
	d.microphone.update(s)
	d.speaker.update(s)
	d.sound.update(s)
	for i, status := range []session.DeviceStatus{s.Devices.Camera, s.Devices.Microphone, s.Devices.Speaker} {
		text := strings.TrimSpace(status.Text + " " + status.Hint)
		d.problems[i].Set(widgets.ToneWarning, text, "Try again", d.tryAgain, nil)
	}
}

func (d *devices) tick(s *call.Snapshot) { d.microphone.tick(s) }

// tryAgain closes and opens what only this page uses, and lets the settings
// be applied anew for the rest.
func (d *devices) tryAgain() {
	d.actions.Do(call.Preview{On: false})
	d.actions.change(func(*choices.Settings) {})
	d.actions.Do(call.Preview{On: true})
}

// beside sets the first card beside the two others where there is room, all
// ending at one height, else each below the other.
type beside struct{}

const (
	besideFrom float32 = 680
	leftShare  float32 = 0.46
)

// MinSize implements fyne.Layout. Height follows from the width of the cards.
func (beside) MinSize(o []fyne.CanvasObject) fyne.Size {
	const least = 280
	first, right := o[0].MinSize().Height, o[1].MinSize().Height+theme.SpaceL+o[2].MinSize().Height
	if o[1].Position().X > 0 {
		return fyne.NewSize(least, max(first, right))
	}
	return fyne.NewSize(least, first+theme.SpaceL+right)
}

// Layout implements fyne.Layout.
func (b beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const gap = theme.SpaceL
	if size.Width < besideFrom {
		first, second := fit(o[0], size.Width), fit(o[1], size.Width)
		widgets.Put(o[0], 0, 0, size.Width, first)
		widgets.Put(o[1], 0, first+gap, size.Width, second)
		widgets.Put(o[2], 0, first+second+2*gap, size.Width, fit(o[2], size.Width))
		return
	}
	left := (size.Width - gap) * leftShare
	x, right := left+gap, size.Width-gap-left
	first, second, third := fit(o[0], left), fit(o[1], right), fit(o[2], right)
	height := max(first, second+gap+third)
	widgets.Put(o[0], 0, 0, left, height)
	widgets.Put(o[1], x, 0, right, second)
	widgets.Put(o[2], x, second+gap, right, height-second-gap)
}

// fit gives o a width and returns the height it then needs.
func fit(o fyne.CanvasObject, width float32) float32 {
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	return o.MinSize().Height
}

// showState says how a device does: in trouble, working, or at rest.
func showState(s *state, status session.DeviceStatus, working string) {
	switch {
	case status.Text != "":
		s.set(assets.Alert, "Not working", theme.Warning)
	case status.Working:
		s.set(assets.Check, working, theme.Success)
	default:
		s.set("", "", theme.Muted)
	}
}
