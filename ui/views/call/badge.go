package call

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// badge says above the stage that one's own screen is shared, in the colour of
// that, with one click to stop.
type badge struct {
	*fyne.Container
	ground *canvas.Rectangle
	sign   *widgets.Sign
	name   *widgets.Label
	words  *widgets.Label
	stop   *widgets.Button
}

// badgeHeight is the badge's, in Fyne units.
const badgeHeight float32 = 48

func newBadge(stop func()) *badge {
	b := &badge{
		ground: box(theme.Sharing, theme.RadiusCard),
		sign:   widgets.NewSign(assets.Share, theme.OnSharing, theme.IconBar),
		name:   widgets.NewLabel("", widgets.Style{Bold: true, Color: theme.OnSharing}),
		words:  widgets.NewLabel("", widgets.Style{Color: theme.OnSharing}),
		stop:   widgets.NewButton("Stop sharing", "", widgets.OnSharing, stop),
	}
	b.stop.Height = theme.ControlSmall
	b.stop.SetTip("Stop sharing (S)")
	b.Container = placed(b.place, b.ground, b.sign, b.name, b.words, b.stop)
	b.Hide()
	return b
}

// set says what is shared, and how that does.
func (b *badge) set(name, words string) {
	b.name.SetText("You share " + name)
	b.words.SetText(words)
	b.place(b.Size())
}

// width is what the badge needs when there is room for it.
func (b *badge) width() float32 {
	return b.around() + b.name.Natural() + 1 + theme.SpaceM + b.words.Natural() + 1
}

// around is the width of everything but the words.
func (b *badge) around() float32 {
	return theme.SpaceL + theme.IconBar + theme.SpaceM + theme.SpaceL + b.stop.MinSize().Width + theme.SpaceS
}

// place gives what is shared its room first, and how it does the rest.
func (b *badge) place(size fyne.Size) {
	put(b.ground, 0, 0, size.Width, size.Height)
	x := theme.SpaceL
	put(b.sign, x, 0, theme.IconBar, size.Height)
	x += theme.IconBar + theme.SpaceM
	room, height := max(0, size.Width-b.around()), b.name.MinSize().Height
	name := min(b.name.Natural()+1, room)
	put(b.name, x, (size.Height-height)/2, name, height)
	rest := room - name - theme.SpaceM
	show(b.words, rest >= min(b.words.Natural(), leastWords))
	put(b.words, x+name+theme.SpaceM, (size.Height-height)/2, max(0, rest), height)
	stop := b.stop.MinSize()
	put(b.stop, size.Width-stop.Width-theme.SpaceS, (size.Height-stop.Height)/2, stop.Width, stop.Height)
}

// leastWords is the room below which words would be all ellipsis.
const leastWords float32 = 40
