package lobby

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	"parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// self is the own picture and level, with what of them the others will get.
type self struct {
	content    *fyne.Container
	microphone bool // will be on
	camera     bool // likewise
	changed    func()

	ground *widgets.Ground
	live   fyne.CanvasObject
	avatar *widgets.Avatar
	words  *widgets.Label
	tag    *widgets.Tag
	mic    *widgets.Button
	video  *widgets.Button
	meter  *widgets.Meter
}

const (
	switchSide float32 = 56
	faceSide   float32 = 88
)

func newSelf(picture fyne.CanvasObject, changed func()) *self {
	s := &self{
		changed: changed, live: picture, meter: widgets.NewMeter(),
		ground: widgets.NewGround(theme.Sunken, theme.RadiusStage, nil),
		avatar: widgets.NewAvatar("", "", faceSide),
		words:  widgets.NewLabel("", widgets.Style{Color: theme.Muted, Align: fyne.TextAlignCenter, Lines: 2}),
		tag:    widgets.NewTag(assets.Lock, "Only you see and hear this"),
	}
	s.avatar.On = theme.Sunken
	s.mic = newSwitch(func() { s.microphone = !s.microphone; s.changed() })
	s.video = newSwitch(func() { s.camera = !s.camera; s.changed() })
	s.content = container.New(pictureLayout{s}, s.ground, s.live, s.avatar, s.words, s.tag, s.mic, s.video)
	return s
}

// newSwitch is a round button over the picture.
func newSwitch(act func()) *widgets.Button {
	b := widgets.NewIconButton("", "", widgets.OverVideo, act)
	b.Width, b.Height, b.Radius, b.IconSize = switchSide, switchSide, canvas.RadiusMaximum, theme.IconBar
	return b
}

// reset is how the page opens.
func (s *self) reset() {
	s.microphone, s.camera = true, true
	s.meter.Rest()
}

func (s *self) update(snapshot *call.Snapshot) {
	s.avatar.Set(snapshot.Self.Name, snapshot.Self.Key, widgets.NoPresence)
	showing := s.camera && snapshot.Devices.Camera.Working
	widgets.SetVisible(s.live, showing)
	widgets.SetVisible(s.avatar, !showing)
	widgets.SetVisible(s.words, !showing)
	s.words.SetText(noPicture(snapshot, s.camera))
	setSwitch(s.mic, s.microphone, assets.Microphone, assets.MicrophoneOff, "microphone")
	setSwitch(s.video, s.camera, assets.Camera, assets.CameraOff, "camera")
	widgets.SetVisible(s.meter.Container, s.camera && s.microphone && snapshot.Devices.Microphone.Text == "")
	s.content.Layout.Layout(s.content.Objects, s.content.Size())
}

// setSwitch shows how something will be; the tip says what a click does.
func setSwitch(b *widgets.Button, on bool, icon, struck assets.Icon, what string) {
	if on {
		b.Set("", icon, widgets.OverVideo)
		b.SetTip("Join with the " + what + " off")
		return
	}
	b.Set("", struck, widgets.TurnedOff)
	b.SetTip("Join with the " + what + " on")
}

func (s *self) tick(snapshot *call.Snapshot, now time.Time) {
	s.meter.Tick(snapshot.Self.Tracks.Level, now)
}

// pictureLayout sets the switches at the middle of the picture's lower edge.
type pictureLayout struct{ s *self }

// MinSize implements fyne.Layout. The height follows from the width.
func (l pictureLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(180, pictureHeight(max(180, l.s.content.Size().Width)))
}

// pictureHeight is that of a picture of a width, as the mock-ups have it.
func pictureHeight(width float32) float32 { return width * 10 / 16 }

// Layout implements fyne.Layout.
func (l pictureLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	s := l.s
	widgets.Put(s.ground, 0, 0, size.Width, size.Height)
	widgets.Put(s.live, 0, 0, size.Width, size.Height)
	tag, margin := s.tag.MinSize(), theme.SpaceM
	widgets.Put(s.tag, margin, margin, tag.Width, tag.Height)
	bottom := size.Height - margin - switchSide
	widgets.Put(s.mic, size.Width/2-switchSide-theme.SpaceS, bottom, switchSide, switchSide)
	widgets.Put(s.video, size.Width/2+theme.SpaceS, bottom, switchSide, switchSide)
	l.placeFace(size, margin+tag.Height, bottom)
}

// placeFace puts the initials with the words below between the tag and the
// switches.
func (l pictureLayout) placeFace(size fyne.Size, top, bottom float32) {
	s, margin := l.s, theme.SpaceM
	words := s.words.HeightFor(size.Width - 2*margin)
	side := min(faceSide, bottom-top-words-2*theme.SpaceS)
	widgets.SetVisible(s.avatar, s.words.Visible() && side >= theme.Control)
	if !s.avatar.Visible() {
		side = -theme.SpaceS
	}
	y := top + (bottom-top-side-theme.SpaceS-words)/2
	widgets.Put(s.avatar, (size.Width-side)/2, y, max(0, side), max(0, side))
	widgets.Put(s.words, margin, y+side+theme.SpaceS, size.Width-2*margin, words)
}
