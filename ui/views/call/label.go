package call

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/ui/theme"
	"parley/ui/widgets"
)

// nameLabel stands at the bottom left of a tile: level, name, mark, network.
type nameLabel struct {
	*fyne.Container
	ground *canvas.Rectangle
	level  *levelSign
	name   *widgets.Label
	mark   *widgets.Mark
	bars   *networkBars
	tight  bool // there is room for the name only
}

const labelHeight float32 = 30

func newNameLabel() *nameLabel {
	l := &nameLabel{
		ground: box(theme.VideoLabel, overVideo),
		level:  newLevelSign(),
		name:   widgets.NewLabel("", widgets.Style{Color: theme.OnVideoLabel}),
		mark:   widgets.NewMark(),
		bars:   newNetworkBars(),
	}
	l.Container = placed(l.place, l.ground, l.level.Container, l.name, l.mark, l.bars.Container)
	return l
}

// set says who it is. An unknown quality and one's own have no bars.
func (l *nameLabel) set(name string, verified, muted bool, quality int) {
	l.name.SetText(name)
	show(l.mark, verified && !l.tight)
	l.level.setMuted(muted)
	show(l.level.Container, muted || !l.tight)
	show(l.bars.Container, quality > 0 && !l.tight)
	l.bars.set(quality)
}

const (
	labelPad float32 = 10
	labelGap float32 = 8
)

// width is what the label needs when there is room for it.
func (l *nameLabel) width() float32 { return l.name.Natural() + 1 + l.around() }

// around is the width of everything but the name.
func (l *nameLabel) around() float32 {
	width := 2 * labelPad
	if l.level.Visible() {
		width += levelSide + labelGap
	}
	if l.mark.Visible() {
		width += levelSide + labelGap
	}
	if l.bars.Visible() {
		width += barsWidth + labelGap
	}
	return width
}

func (l *nameLabel) place(size fyne.Size) {
	put(l.ground, 0, 0, size.Width, size.Height)
	x := labelPad
	if l.level.Visible() {
		put(l.level.Container, x, 0, levelSide, size.Height)
		x += levelSide + labelGap
	}
	room := max(size.Width-l.around(), 0)
	height := l.name.MinSize().Height
	put(l.name, x, (size.Height-height)/2, room, height)
	x += room + labelGap
	if l.mark.Visible() {
		put(l.mark, x, 0, levelSide, size.Height)
		x += levelSide + labelGap
	}
	put(l.bars.Container, x, 0, barsWidth, size.Height)
}
