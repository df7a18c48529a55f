package call

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/ui/theme"
	"parley/ui/widgets"
)

// sharer says above a large screen who shares it.
type sharer struct {
	*fyne.Container
	ground *canvas.Rectangle
	face   *face
	name   *widgets.Label
	words  *widgets.Label
}

// The sizes of a sharer.
const (
	sharerHeight float32 = 40
	sharerFace   float32 = 28
	sharerPad    float32 = 6
)

func newSharer() *sharer {
	s := &sharer{
		ground: box(theme.Surface, canvas.RadiusMaximum), face: newFace(),
		name:  widgets.NewLabel("", widgets.Style{Bold: true}),
		words: widgets.NewLabel("shares a screen", widgets.Style{Color: theme.Text}),
	}
	s.Container = placed(s.place, s.ground, s.face.Container, s.name, s.words)
	return s
}

// set says who it is and what they share; a short form leaves the family name
// out.
func (s *sharer) set(b boardState, short bool) {
	name := b.name
	s.face.set(name, b.key)
	switch {
	case b.paused:
		s.words.SetText("paused sharing")
	case b.window:
		s.words.SetText("shares a window")
	default:
		s.words.SetText("shares a screen")
	}
	if short {
		name = firstName(name)
	}
	s.name.SetText(name)
}

// width is what it needs when there is room for it.
func (s *sharer) width() float32 {
	return sharerPad + sharerFace + labelGap + s.name.Natural() + 1 + theme.SpaceXS + s.words.Natural() + 1 + theme.SpaceL
}

// place shortens the name before what is said of it.
func (s *sharer) place(size fyne.Size) {
	put(s.ground, 0, 0, size.Width, size.Height)
	put(s.face.Container, sharerPad, (size.Height-sharerFace)/2, sharerFace, sharerFace)
	x, height := sharerPad+sharerFace+labelGap, s.name.MinSize().Height
	words := s.words.Natural() + 1
	name := max(0, min(s.name.Natural()+1, size.Width-x-theme.SpaceXS-words-theme.SpaceL))
	put(s.name, x, (size.Height-height)/2, name, height)
	x += name + theme.SpaceXS
	put(s.words, x, (size.Height-height)/2, max(0, min(words, size.Width-x-theme.SpaceM)), height)
}
