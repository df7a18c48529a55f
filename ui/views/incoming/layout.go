package incoming

import (
	"fyne.io/fyne/v2"

	"parley/ui/theme"
	"parley/ui/widgets"
)

// layout places the window from the top: who it is, then the answers at the
// bottom.
type layout struct{ v *View }

// MinSize implements fyne.Layout.
func (layout) MinSize([]fyne.CanvasObject) fyne.Size { return Size }

// Layout implements fyne.Layout.
func (l layout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	const margin = theme.Space2XL
	v, room, middle := l.v, size.Width-2*margin, size.Width/2
	y := l.top(size, room)
	for i, ring := range v.rings {
		side := avatarSide + 14 + float32(i)*20
		widgets.Put(ring, middle-side/2, y+(avatarSide-side)/2, side, side)
	}
	widgets.Put(v.avatar, middle-avatarSide/2, y, avatarSide, avatarSide)
	y += avatarSide + belowAvatar
	for _, line := range []*widgets.Label{v.name, v.does} {
		height := line.HeightFor(room)
		widgets.Put(line, margin, y, room, height)
		y += height
	}
	y += theme.SpaceM
	pill := v.pill.MinSize()
	widgets.Put(v.pill, middle-pill.Width/2, y, pill.Width, pill.Height)
	y += pill.Height + theme.SpaceS
	widgets.Put(v.known, margin, y, room, v.known.HeightFor(room))
	l.answers(size)
}

const belowAvatar float32 = 26

// top is where the avatar begins: higher where a long name needs the room.
func (l layout) top(size fyne.Size, room float32) float32 {
	const usual, least = 46, 20 // the rings reach 17 above
	v := l.v
	height := avatarSide + belowAvatar + v.name.HeightFor(room) + v.does.HeightFor(room) +
		theme.SpaceM + v.pill.MinSize().Height + theme.SpaceS + v.known.HeightFor(room)
	return max(least, min(usual, answersTop(size)-theme.SpaceS-height))
}

// caption is the room for the words below a button.
const caption float32 = 20

func answersTop(size fyne.Size) float32 {
	return size.Height - theme.SpaceXL - caption - theme.SpaceXS - buttonSide
}

func (l layout) answers(size fyne.Size) {
	const pitch = 112
	y := answersTop(size)
	for i, b := range l.v.answer {
		x := size.Width/2 + float32(i-withoutCamera)*pitch
		widgets.Put(b, x-buttonSide/2, y, buttonSide, buttonSide)
		widgets.Put(l.v.labels[i], x-pitch/2, y+buttonSide+theme.SpaceXS, pitch, caption)
	}
}
