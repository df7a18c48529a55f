package incoming

import (
	"fyne.io/fyne/v2"

	"parley/ui/theme"
)

// layout places the window from the top: who it is, then the answers at the
// bottom.
type layout struct{ v *View }

// MinSize implements fyne.Layout.
func (layout) MinSize([]fyne.CanvasObject) fyne.Size { return Size }

// Layout implements fyne.Layout.
func (l layout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	const top, margin = 46, theme.Space2XL
	v, room, middle := l.v, size.Width-2*margin, size.Width/2
	for i, ring := range v.rings {
		side := avatarSide + 14 + float32(i)*20
		put(ring, middle-side/2, top+(avatarSide-side)/2, side, side)
	}
	put(v.avatar, middle-avatarSide/2, top, avatarSide, avatarSide)
	y := top + avatarSide + theme.SpaceXL + theme.SpaceXS
	for _, line := range []interface {
		fyne.CanvasObject
		HeightFor(width float32) float32
	}{v.name, v.does} {
		height := line.HeightFor(room)
		put(line, margin, y, room, height)
		y += height
	}
	y += theme.SpaceM
	pill := v.pill.MinSize()
	put(v.pill, middle-pill.Width/2, y, pill.Width, pill.Height)
	y += pill.Height + theme.SpaceS
	put(v.known, margin, y, room, v.known.HeightFor(room))
	l.answers(size)
}

func (l layout) answers(size fyne.Size) {
	const caption, pitch = 20, 112
	y := size.Height - theme.SpaceXL - caption - theme.SpaceXS - buttonSide
	for i, b := range l.v.answer {
		x := size.Width/2 + float32(i-withoutCamera)*pitch
		put(b, x-buttonSide/2, y, buttonSide, buttonSide)
		put(l.v.labels[i], x-pitch/2, y+buttonSide+theme.SpaceXS, pitch, caption)
	}
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Resize(fyne.NewSize(width, height))
	o.Move(fyne.NewPos(x, y))
}
