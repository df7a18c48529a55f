package home

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	"parley/call"
	"parley/call/settings"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// self is the person at this computer as others would see and hear them.
type self struct {
	actions    Actions
	previewing bool
	latest     *call.Snapshot

	ground, edge *widgets.Ground
	preview      *fyne.Container
	head         *fyne.Container
	gear         *widgets.Button
	more         *container.Scroll
	address      *address

	picture   *ownPicture
	name      *widgets.Label
	reachable *widgets.Drop
	meter     *widgets.Meter
	camera    *deviceRow
	mic       *deviceRow
	speaker   *deviceRow
	network   *deviceRow
}

func newSelf(actions Actions, picture fyne.CanvasObject) *self {
	s := &self{
		actions: actions, previewing: true,
		ground: widgets.NewGround(theme.Surface, 0, nil), edge: widgets.NewGround(theme.Separator, 0, nil),
		name:    widgets.NewLabel("", widgets.Style{Size: theme.TextTitle, Bold: true}),
		meter:   widgets.NewMeter(),
		camera:  newDeviceRow(assets.Camera, nil),
		mic:     newDeviceRow(assets.Microphone, nil),
		network: newDeviceRow(assets.Wifi, nil),
		address: newAddress(),
	}
	test := widgets.NewButton("Test", "", widgets.Quiet, func() { actions.Do(call.TestSpeaker{}) })
	test.SetTip("Play a sound")
	s.speaker = newDeviceRow(assets.Speaker, test)
	s.picture = newOwnPicture(picture, s.togglePreview)
	s.preview = s.picture.content
	s.reachable = widgets.NewDrop(s.reachableItems)
	s.head = s.newHead()
	s.more = container.NewVScroll(widgets.NewInset(theme.SpaceXS, sideMargin-2, 0, 0, s.newMore()))
	return s
}

// newHead is the name with what can be chosen beside it. The line below is
// high to be hit, and reaches under the name.
func (s *self) newHead() *fyne.Container {
	const overlap = -10
	s.gear = widgets.NewIconButton(assets.Settings, "Settings (Ctrl+,)", widgets.Plain, s.actions.Settings)
	return widgets.NewLine(theme.SpaceS, 0, widgets.NewColumn(overlap, s.name, s.reachable), s.gear)
}

func (s *self) newMore() fyne.CanvasObject {
	rule := func() fyne.CanvasObject { return widgets.NewFixed(1, 1, widgets.NewGround(theme.Separator, 0, nil)) }
	return widgets.NewColumn(14, s.meter.Container, rule(),
		widgets.NewColumn(theme.SpaceS, s.camera.content, s.mic.content, s.speaker.content), rule(), s.network.content)
}

func (s *self) update(snapshot *call.Snapshot) {
	s.latest = snapshot
	s.name.SetText(snapshot.Self.Name)
	s.reachable.Set(reachableText(snapshot))
	s.picture.update(snapshot, s.previewing)
	widgets.SetVisible(s.meter.Container, snapshot.Devices.Microphone.Text == "")
	s.address.update(snapshot)
	d, chosen := snapshot.Devices, snapshot.Settings
	s.camera.update(d.Camera, deviceName(d.Camera, d.Cameras, chosen.Camera), "No camera", d.Camera.Mode)
	s.mic.update(d.Microphone, deviceName(d.Microphone, d.Microphones, chosen.Microphone), "No microphone", processing(chosen))
	s.speaker.update(d.Speaker, deviceName(d.Speaker, d.Speakers, chosen.Speaker), "No speaker", speakerLine(chosen))
	s.network.set(networkText(snapshot))
}

func (s *self) tick(now time.Time) {
	if s.latest != nil && s.previewing {
		s.meter.Tick(s.latest.Self.Tracks.Level, now)
	}
}

// setNarrow leaves the name, the picture and the settings when there is no
// room for a column.
func (s *self) setNarrow(narrow bool) {
	widgets.SetVisible(s.more, !narrow)
	s.address.setVisible(!narrow)
	s.picture.setSmall(narrow)
}

// togglePreview switches picture and level of this page on and off. It
// changes nothing about what a call sends.
func (s *self) togglePreview() {
	s.previewing = !s.previewing
	s.actions.Do(call.Preview{On: s.previewing})
	if s.latest != nil {
		s.picture.update(s.latest, s.previewing)
	}
	s.meter.Rest()
}

func (s *self) reachableItems() []widgets.MenuItem {
	if s.latest == nil {
		return nil
	}
	item := func(text string, on bool) widgets.MenuItem {
		return widgets.MenuItem{Text: text, Checked: s.latest.Settings.Reachable == on, Act: func() {
			s.actions.Do(call.Change{Edit: func(c *settings.Settings) { c.Reachable = on }})
		}}
	}
	return []widgets.MenuItem{item("People nearby see you", true), item("Only your address reaches you", false)}
}

func reachableText(s *call.Snapshot) (string, fyne.ThemeColorName) {
	switch {
	case !s.Self.Online:
		return "No network", theme.Warning
	case !s.Settings.Reachable:
		return "Hidden from people nearby", theme.Muted
	}
	return "You can be called", theme.Success
}

func speakerLine(s settings.Settings) string {
	if s.Speaker == "" {
		return "System standard"
	}
	return ""
}

func networkText(s *call.Snapshot) (title, line string, alert bool) {
	switch {
	case !s.Self.Online:
		return "No network", "Check the cable or the Wi-Fi.", true
	case !s.Settings.Reachable:
		return "Network", "Hidden from people nearby", false
	case len(s.Nearby) == 0:
		return "Network", "Connected, nobody else found", false
	}
	return "Network", "Reachable by people nearby", false
}
