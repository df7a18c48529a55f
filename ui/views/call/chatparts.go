package call

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// typingLine says who is writing.
type typingLine struct {
	*fyne.Container
	dots  [3]*canvas.Rectangle
	words *widgets.Label
}

const typingHeight float32 = 24

func newTypingLine() *typingLine {
	t := &typingLine{words: widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Color: theme.Muted})}
	for i, color := range []fyne.ThemeColorName{theme.Text, theme.Muted, theme.Disabled} {
		t.dots[i] = box(color, canvas.RadiusMaximum)
	}
	t.Container = placed(t.place, t.dots[0], t.dots[1], t.dots[2], t.words)
	t.Hide()
	return t
}

func (t *typingLine) set(words string) {
	t.words.SetText(words)
	show(t.Container, words != "")
}

func (t *typingLine) place(size fyne.Size) {
	const dot, pitch = 5, 8
	for i, d := range t.dots {
		put(d, theme.SpaceXS+float32(i)*pitch, (size.Height-dot)/2+1, dot, dot)
	}
	x := theme.SpaceXS + 3*pitch + theme.SpaceXS
	height := t.words.MinSize().Height
	put(t.words, x, (size.Height-height)/2, max(0, size.Width-x), height)
}

// chatStrip stands above what one writes and says what it is: an old message
// that is edited, or more than what is seen there.
type chatStrip struct {
	*fyne.Container
	sign  *widgets.Sign
	words *widgets.Label
	away  *widgets.Button
}

const stripHeight float32 = 36

func newChatStrip(away func()) *chatStrip {
	e := &chatStrip{
		sign:  widgets.NewSign(assets.Pen, theme.Primary, theme.IconSmall),
		words: widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Color: theme.Muted}),
		away:  widgets.NewIconButton(assets.Close, "", widgets.Plain, away),
	}
	e.away.Height, e.away.IconSize = theme.ControlSmall, theme.IconSmall
	e.Container = placed(e.place, e.sign, e.words, e.away)
	return e
}

// set says what it is; empty hides the strip.
func (e *chatStrip) set(icon assets.Icon, words, away string) {
	e.sign.Set(icon, theme.Primary)
	e.words.SetText(words)
	e.away.SetTip(away)
	show(e.Container, words != "")
}

func (e *chatStrip) place(size fyne.Size) {
	put(e.sign, theme.SpaceXS, (size.Height-theme.IconSmall)/2, theme.IconSmall, theme.IconSmall)
	x := theme.SpaceXS + theme.IconSmall + theme.SpaceS
	height := e.words.MinSize().Height
	put(e.words, x, (size.Height-height)/2, max(0, size.Width-x-theme.Control), height)
	put(e.away, size.Width-theme.Control, (size.Height-theme.Control)/2, theme.Control, theme.Control)
}

// chatEmpty is what a chat says in which nothing was written yet.
type chatEmpty struct {
	*fyne.Container
	sign  *widgets.Sign
	title *widgets.Label
	words *widgets.Label
}

func newChatEmpty() *chatEmpty {
	e := &chatEmpty{
		sign:  widgets.NewSign(assets.Chat, theme.Primary, theme.Space2XL),
		title: widgets.NewLabel("Nothing written yet", widgets.Style{Size: theme.TextLead, Bold: true, Align: fyne.TextAlignCenter}),
		words: widgets.NewLabel("What you write reaches the people in this call, and nobody else. Files too: drop them here.",
			widgets.Style{Color: theme.Muted, Align: fyne.TextAlignCenter, Lines: 4}),
	}
	e.Container = placed(e.place, e.sign, e.title, e.words)
	return e
}

func (e *chatEmpty) place(size fyne.Size) { placeEmpty(size, e.sign, e.title, e.words) }

// placeEmpty sets what an empty panel says in its middle.
func placeEmpty(size fyne.Size, sign *widgets.Sign, title, words *widgets.Label) {
	width := min(264, size.Width-2*theme.SpaceL)
	x, line, text := (size.Width-width)/2, title.MinSize().Height, words.HeightFor(width)
	y := max(0, (size.Height-theme.Space2XL-line-text-2*theme.SpaceM)/2)
	put(sign, (size.Width-theme.Space2XL)/2, y, theme.Space2XL, theme.Space2XL)
	y += theme.Space2XL + theme.SpaceM
	put(title, x, y, width, line)
	put(words, x, y+line+theme.SpaceS, width, text)
}

// relayout places the parts of the chat anew.
func (c *chatView) relayout() { c.place(c.body.Size()) }

// place lays the panel out from below: what one writes, then what was.
func (c *chatView) place(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	const inset = theme.SpaceM
	width, y := size.Width-2*inset, size.Height-inset
	show(c.problem, c.problem.Text() != "")
	if c.problem.Visible() {
		height := c.problem.HeightFor(width - theme.SpaceS)
		y -= height
		put(c.problem, inset+theme.SpaceXS, y, width-theme.SpaceS, height)
		y -= theme.SpaceXS
	}
	height := c.composer.HeightFor(width)
	y -= height
	put(c.composer, inset, y, width, height)
	if c.strip.Visible() {
		y -= stripHeight
		put(c.strip.Container, inset, y, width, stripHeight)
	}
	y -= typingHeight + theme.SpaceXS
	put(c.typing.Container, inset, y+2, width, typingHeight)
	c.placeRows(size.Width, y)
}

// placeRows puts the messages, or what was found, above bottom.
func (c *chatView) placeRows(width, bottom float32) {
	const inset = theme.SpaceM
	show(c.field, c.searching)
	var top float32
	if c.searching {
		put(c.field, inset, inset, width-2*inset, theme.Control)
		top = inset + theme.Control
	}
	height := max(0, bottom-top)
	show(c.found, c.showsFound())
	show(c.stream, !c.showsFound())
	put(c.found, 0, top, width, height)
	put(c.stream, 0, top, width, height)
	show(c.empty.Container, len(c.messages()) == 0 && !c.older && !c.showsFound())
	put(c.empty.Container, 0, top, width, height)
	show(c.newest, !c.stream.AtEnd() && !c.showsFound())
	m := c.newest.MinSize()
	put(c.newest, (width-m.Width)/2, bottom-m.Height-theme.SpaceXS, m.Width, m.Height)
}
