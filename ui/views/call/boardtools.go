package call

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// boardTools stand below a large screen: what really comes of it, the zoom,
// and where else it can be seen.
type boardTools struct {
	*fyne.Container
	readout *widgets.Label
	ground  *canvas.Rectangle // of the zoom
	out     *widgets.Button
	fit     *widgets.Button
	in      *widgets.Button
	actual  *widgets.Button
	pen     *widgets.Button
	apart   *widgets.Button // hidden where the screen has its own window
	full    *widgets.Button

	words []string // what the readout may say, the longest first
}

// boardToolActs is what the tools do; apart may be nil.
type boardToolActs struct {
	out, fit, in, actual, pen, apart, full func()
}

// The sizes of the tools.
const (
	toolsHeight float32 = 36
	zoomWidth   float32 = 68
)

func newBoardTools(acts boardToolActs) *boardTools {
	t := &boardTools{
		readout: widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Color: theme.Muted}),
		ground:  box(theme.Button, theme.RadiusButton),
		out:     boardTool(assets.Minus, "Smaller (−)", widgets.Plain, acts.out),
		in:      boardTool(assets.Plus, "Larger (+)", widgets.Plain, acts.in),
		pen:     boardTool(assets.Pen, "", widgets.Standard, acts.pen),
		apart:   boardTool(assets.PopOut, "In a window of its own", widgets.Standard, acts.apart),
		full:    boardTool(assets.FullScreen, "Full screen (F11)", widgets.Standard, acts.full),
	}
	t.fit = widgets.NewButton("Fit", "", widgets.Plain, acts.fit)
	t.fit.Height, t.fit.Width = toolsHeight, zoomWidth
	t.fit.SetTip("Show all of it (0)")
	t.actual = widgets.NewButton("100 %", "", widgets.Standard, acts.actual)
	t.actual.Height = toolsHeight
	t.actual.SetTip("Pixel by pixel (1)")
	show(t.apart, acts.apart != nil)
	t.Container = placed(t.place, t.readout, t.ground, t.out, t.fit, t.in, t.actual, t.pen, t.apart, t.full)
	return t
}

func boardTool(icon assets.Icon, tip string, kind widgets.Kind, act func()) *widgets.Button {
	b := widgets.NewIconButton(icon, tip, kind, act)
	b.Height, b.Width, b.Radius, b.IconSize = toolsHeight, theme.Control, theme.RadiusButton, theme.IconLabel
	return b
}

// set says what comes of a screen and how it is shown.
func (t *boardTools) set(words []string, b *board, full bool) {
	t.words = words
	percent, fits := b.percent()
	t.fit.Set(zoomWords(percent, fits), "", widgets.Plain)
	t.full.SetKind(pressed(full))
	t.pen.SetKind(pressed(b.marks.on))
	t.pen.SetTip(penTip(b))
	t.place(t.Size())
}

// pressed is how a tool looks that is on or off.
func pressed(on bool) widgets.Kind {
	if on {
		return widgets.Primary
	}
	return widgets.Standard
}

// penTip says what the pen does, or whose leave it takes.
func penTip(b *board) string {
	switch {
	case b.marks.on:
		return "Lay down the pen (D)"
	case b.state.pointing:
		return "Point and draw (D)"
	}
	return "Ask " + firstName(b.state.name) + " to let you point and draw (D)"
}

// place puts the buttons at the right and gives the readout what is left.
func (t *boardTools) place(size fyne.Size) {
	right := size.Width
	for _, b := range []*widgets.Button{t.full, t.apart, t.pen, t.actual} {
		if b.Visible() {
			right = t.putLeftOf(b, right, size.Height) - theme.SpaceS
		}
	}
	end := right
	for _, b := range []*widgets.Button{t.in, t.fit, t.out} {
		right = t.putLeftOf(b, right, size.Height)
	}
	put(t.ground, right, (size.Height-toolsHeight)/2, end-right, toolsHeight)
	room := max(0, right-theme.SpaceXS-theme.SpaceM)
	t.readout.SetText(t.fitting(room))
	height := t.readout.MinSize().Height
	put(t.readout, theme.SpaceXS, (size.Height-height)/2, room, height)
}

// free is the width of the part without buttons.
func (t *boardTools) free() float32 { return t.ground.Position().X }

func (t *boardTools) putLeftOf(b *widgets.Button, right, height float32) float32 {
	m := b.MinSize()
	put(b, right-m.Width, (height-m.Height)/2, m.Width, m.Height)
	return right - m.Width
}

// fitting is the longest words that there is room for.
func (t *boardTools) fitting(room float32) string {
	for _, words := range t.words {
		if fyne.MeasureText(words, theme.TextCaption, fyne.TextStyle{}).Width <= room {
			return words
		}
	}
	return ""
}
