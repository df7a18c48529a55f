package call

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	core "parley/call"
	"parley/call/identity"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// safetyFace is how the question looks: the words large, to be read aloud, or
// as a code, and the answers.
type safetyFace struct {
	name    string // as the person is spoken of
	ask     *widgets.Label
	cells   [len(identity.SafetyWords{})]*widgets.Label
	words   *fyne.Container
	code    *widgets.QR
	toggle  *widgets.Button
	close   *widgets.Button
	differ  *widgets.Button
	later   *widgets.Button
	match   *widgets.Button
	content *fyne.Container
}

// The sizes of the question, in Fyne units.
const (
	safetyWidth  float32 = 660
	safetyCell   float32 = 64
	safetyLeast  float32 = 150 // of a cell's width
	safetyCode   float32 = 184
	safetyAvatar float32 = 52
	safetyPad    float32 = 28
)

// show opens the question over the window that at is in.
func (s *safety) show(at fyne.Widget, self core.Self, narrow bool) {
	s.face = newSafetyFace(s.person, s.acts, func() {
		s.face.turn()
		s.sheet.Refresh() // it is as high as what it holds
	})
	s.face.build(s.person, self, narrow)
	s.sheet = widgets.ShowSheet(at, safetyWidth, s.face.content, s.acts.close)
	if c := fyne.CurrentApp().Driver().CanvasForObject(at); c != nil {
		c.Focus(s.face.later)
	}
}

func newSafetyFace(person core.Contact, acts safetyActs, turn func()) *safetyFace {
	f := &safetyFace{
		name:   firstName(person.Name),
		ask:    widgets.NewLabel("", widgets.Style{Size: theme.TextLead, Color: theme.Muted, Lines: 4}),
		code:   widgets.NewQR(safetyCode),
		toggle: widgets.NewButton("Show as a code", assets.QR, widgets.Quiet, turn),
		close:  widgets.NewIconButton(assets.Close, "Close", widgets.Plain, acts.close),
		differ: widgets.NewButton("The words differ", "", widgets.Risky, func() { acts.decide(false) }),
		later:  widgets.NewButton("Later", "", widgets.Plain, acts.close),
		match:  widgets.NewButton("The words match", assets.Check, widgets.Primary, func() { acts.decide(true) }),
	}
	if person.Trust == core.Verified {
		f.later.Set("Close", "", widgets.Plain)
	}
	f.match.SetEnabled(false) // before there are words to compare
	f.differ.SetEnabled(false)
	f.code.Hide()
	f.say()
	return f
}

// build lays the question out. A narrow window has no room for faces.
func (f *safetyFace) build(person core.Contact, self core.Self, narrow bool) {
	pad, gap := safetyPad, theme.SpaceL
	title := widgets.NewLabel("Is it really "+f.name+"?", widgets.Style{Size: theme.TextDialog, Bold: true, Lines: 2})
	head := widgets.NewLine(theme.SpaceS, 0, title, f.close)
	if !narrow {
		head = widgets.NewColumn(theme.SpaceS, widgets.NewLine(0, 1, bothFaces(person, self), widgets.NewGap(0, 0), f.close), title)
	} else {
		pad, gap = theme.SpaceL, theme.SpaceM
	}
	note := widgets.NewLabel(safetyNote(person), widgets.Style{Color: theme.Muted, Lines: 3})
	f.words = f.grid()
	rows := widgets.NewColumn(gap,
		widgets.NewColumn(theme.SpaceXS, head, f.ask), f.words, f.code, widgets.NewLine(theme.SpaceM, 0, note, f.toggle))
	answers := widgets.NewLine(theme.SpaceS, 1, f.differ, widgets.NewGap(0, 0), f.later, f.match)
	rule := widgets.NewFixed(0, theme.StrokeEdge, widgets.NewGround(theme.Separator, 0, nil))
	f.content = widgets.NewColumn(0, widgets.NewInset(pad, pad, theme.SpaceL, pad, rows), rule,
		widgets.NewInset(theme.SpaceL, pad, pad, pad, answers))
}

// safetyNote says how long the answer holds.
func safetyNote(p core.Contact) string {
	name := firstName(p.Name)
	switch {
	case p.Trust == core.Verified:
		return "You said before that the words are the same."
	case p.Guest:
		return "It holds for this call: a guest is new every time."
	}
	return "You do this once. " + name + " is then marked as verified."
}

// grid is the words, numbered, three in a row where there is room.
func (f *safetyFace) grid() *fyne.Container {
	cells := make([]fyne.CanvasObject, len(f.cells))
	for i := range f.cells {
		f.cells[i] = widgets.NewLabel("", widgets.Style{Size: theme.TextDialog, Bold: true, Whole: true})
		number := widgets.NewLabel(strconv.Itoa(i+1), widgets.Style{Color: theme.Muted})
		line := widgets.NewLine(theme.SpaceM, 1, widgets.NewFixed(theme.SpaceM, 0, number), f.cells[i])
		ground := widgets.NewGround(theme.Sunken, theme.RadiusInner, widgets.NewInset(0, theme.SpaceS, 0, theme.SpaceL, line))
		cells[i] = widgets.NewFixed(0, safetyCell, ground)
	}
	return widgets.NewCells(safetyLeast, fyne.NewSquareSize(10), 3, cells...)
}

// bothFaces is the two people, one before the other.
func bothFaces(person core.Contact, self core.Self) *fyne.Container {
	own, theirs := widgets.NewAvatar(self.Name, self.Key, safetyAvatar), widgets.NewAvatar(person.Name, person.Key, safetyAvatar)
	rim := box(theme.Surface, canvas.RadiusMaximum) // parts one from the other
	const step, edge = safetyAvatar - theme.SpaceM, theme.StrokeFocus
	faces := placed(func(fyne.Size) {
		put(own, 0, 0, safetyAvatar, safetyAvatar)
		put(rim, step-edge, -edge, safetyAvatar+2*edge, safetyAvatar+2*edge)
		put(theirs, step, 0, safetyAvatar, safetyAvatar)
	}, own, rim, theirs)
	return widgets.NewFixed(step+safetyAvatar, safetyAvatar, faces)
}

// set shows the words, which can be answered from now on.
func (f *safetyFace) set(words identity.SafetyWords, code string) {
	for i, word := range words {
		f.cells[i].SetText(word)
	}
	f.code.SetText(code)
	f.match.SetEnabled(true)
	f.differ.SetEnabled(true)
}

// turn shows the code instead of the words, or the words again.
func (f *safetyFace) turn() {
	coded := !f.code.Visible()
	show(f.code, coded)
	show(f.words, !coded)
	f.say()
	if coded {
		f.toggle.Set("Show the words", assets.Text, widgets.Quiet)
	} else {
		f.toggle.Set("Show as a code", assets.QR, widgets.Quiet)
	}
}

// say tells what to do with what is shown.
func (f *safetyFace) say() {
	if f.code.Visible() {
		f.ask.SetText("A phone that reads this code shows six words. If " + f.name + " has the same six in the same order, nobody stands between you.")
		return
	}
	f.ask.SetText("Read these six words to each other. If " + f.name + " has the same six in the same order, nobody stands between you.")
}
