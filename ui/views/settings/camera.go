package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	"parley/call"
	choices "parley/call/settings"
	"parley/ui/devicelist"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// camera is the card of what others see.
type camera struct {
	content *widgets.Ground
	state   *state
	live    fyne.CanvasObject
	ground  *widgets.Ground
	words   *widgets.Label
	tag     *widgets.Tag
	choice  *widgets.Choice
	mirror  *widgets.Switch
}

func newCamera(actions Actions, picture fyne.CanvasObject) *camera {
	c := &camera{
		state: newState(), live: picture, ground: widgets.NewGround(theme.Sunken, theme.RadiusInner, nil),
		words: widgets.NewLabel("", widgets.Style{Color: theme.Muted, Align: fyne.TextAlignCenter, Lines: 2}),
		tag:   widgets.NewTag("", ""),
	}
	c.choice = widgets.NewChoice(assets.Camera, func(id string) {
		actions.change(func(s *choices.Settings) { s.Camera = id })
	})
	c.mirror = widgets.NewSwitch("Mirror my own view", "Others always see you the right way round", func(on bool) {
		actions.change(func(s *choices.Settings) { s.Mirror = on })
	})
	screen := container.New(screenLayout{c}, c.ground, c.words, c.live, c.tag)
	c.content = card("Camera", c.state.content, screen, c.choice, c.mirror)
	return c
}

func (c *camera) update(s *call.Snapshot) {
	d := s.Devices
	showState(c.state, d.Camera, "Working")
	c.choice.Set(devicelist.Options(d.Cameras, s.Settings.Camera, "No camera"), s.Settings.Camera)
	c.mirror.SetOn(s.Settings.Mirror)
	widgets.SetVisible(c.live, d.Camera.Working)
	c.words.SetText(noPicture(s))
	widgets.SetVisible(c.words, !d.Camera.Working)
	mode := ""
	if d.Camera.Working {
		mode = d.Camera.Mode
	}
	c.tag.SetText(mode)
}

// noPicture says why there is none.
func noPicture(s *call.Snapshot) string {
	switch {
	case s.Devices.Camera.Text != "":
		return s.Devices.Camera.Text
	case s.Settings.Camera == "none":
		return "You chose to be heard only."
	case len(s.Devices.Cameras) == 0:
		return "There is no camera. Plug one in: it appears here on its own."
	}
	return "The camera starts."
}

// screenLayout keeps the picture at 16:9, with its mode in a corner.
type screenLayout struct{ c *camera }

// MinSize implements fyne.Layout. The height follows from the width.
func (l screenLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	width := max(240, l.c.ground.Size().Width)
	return fyne.NewSize(240, min(width*9/16, 300))
}

// Layout implements fyne.Layout.
func (l screenLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	c := l.c
	widgets.Put(c.ground, 0, 0, size.Width, size.Height)
	widgets.Put(c.live, 0, 0, size.Width, size.Height)
	height := c.words.HeightFor(size.Width - 2*theme.SpaceXL)
	widgets.Put(c.words, theme.SpaceXL, (size.Height-height)/2, size.Width-2*theme.SpaceXL, height)
	tag := c.tag.MinSize()
	widgets.Put(c.tag, theme.SpaceS, size.Height-theme.SpaceS-tag.Height, tag.Width, tag.Height)
}
