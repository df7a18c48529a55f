package home

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	"parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// ownPicture is what the camera sees, or why nothing is seen.
type ownPicture struct {
	content *fyne.Container
	ground  *widgets.Ground
	live    fyne.CanvasObject
	avatar  *widgets.Avatar
	words   *widgets.Label
	tag     *widgets.Tag
	toggle  *widgets.Button
	small   bool
	showing bool
}

func newOwnPicture(live fyne.CanvasObject, toggle func()) *ownPicture {
	p := &ownPicture{
		live: live, ground: widgets.NewGround(theme.Sunken, theme.RadiusCard, nil),
		avatar: widgets.NewAvatar("", "", 64),
		words:  widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Color: theme.Muted, Align: fyne.TextAlignCenter, Lines: 2}),
		tag:    widgets.NewTag(assets.Lock, "Only you see this"),
		toggle: widgets.NewIconButton(assets.Camera, "Hide your picture", widgets.OverVideo, toggle),
	}
	p.avatar.On = theme.Sunken
	p.toggle.Width, p.toggle.Height, p.toggle.IconSize = 36, 28, theme.IconSmall
	p.content = container.New(pictureLayout{p}, p.ground, p.live, p.avatar, p.words, p.tag, p.toggle)
	return p
}

func (p *ownPicture) update(s *call.Snapshot, previewing bool) {
	p.avatar.Set(s.Self.Name, s.Self.Key, widgets.NoPresence)
	p.showing = previewing && s.Devices.Camera.Working
	widgets.SetVisible(p.live, p.showing)
	widgets.SetVisible(p.avatar, !p.showing)
	p.words.SetText(noPicture(s, previewing))
	icon, tip := assets.Camera, "Hide your picture"
	if !previewing {
		icon, tip = assets.CameraOff, "Show your picture"
	}
	p.toggle.Set("", icon, widgets.OverVideo)
	p.toggle.SetTip(tip)
	p.setSmall(p.small)
}

// noPicture says why there is no picture.
func noPicture(s *call.Snapshot, previewing bool) string {
	switch {
	case !previewing:
		return "Hidden here. Calls are not changed."
	case s.Devices.Camera.Text != "":
		return "No picture"
	case len(s.Devices.Cameras) == 0:
		return "No camera"
	}
	return "The camera starts"
}

// setSmall leaves only the picture.
func (p *ownPicture) setSmall(small bool) {
	p.small = small
	widgets.SetVisible(p.tag, !small && p.showing)
	widgets.SetVisible(p.toggle, !small)
	widgets.SetVisible(p.words, !small && !p.showing)
}

// pictureLayout puts words and button over the picture's lower edge.
type pictureLayout struct{ p *ownPicture }

// MinSize implements fyne.Layout.
func (l pictureLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(64, 36) }

// Layout implements fyne.Layout.
func (l pictureLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	const margin = theme.SpaceS
	p := l.p
	widgets.Put(p.ground, 0, 0, size.Width, size.Height)
	widgets.Put(p.live, 0, 0, size.Width, size.Height)
	tag := p.tag.MinSize()
	widgets.Put(p.tag, margin, size.Height-margin-tag.Height, tag.Width, tag.Height)
	hit := p.toggle.MinSize()
	widgets.Put(p.toggle, size.Width-margin-(hit.Width+36)/2, size.Height-margin-(hit.Height+28)/2, hit.Width, hit.Height)
	side := min(64, size.Height-12)
	lift := float32(0)
	if !p.small {
		lift = 14
	}
	widgets.Put(p.avatar, (size.Width-side)/2, (size.Height-side)/2-lift, side, side)
	widgets.Put(p.words, margin, size.Height/2+32-lift+6, size.Width-2*margin, p.words.HeightFor(size.Width-2*margin))
}
