package widgets

import (
	"image"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/ui/theme"
)

// FileAct is what can be done with files on their way.
type FileAct int

// The acts.
const (
	FileAccept FileAct = iota
	FileDecline
	FileMore
	FilePause
	FileResume // as a sign
	FileGoOn   // the same in words, beside what went wrong
	FileCancel
	FileOpen
	FileShow
	FileForget
	FileLater
	FileOpened // shows each person's own card
	FileClosed // hides them
)

// fileActs are the words, signs and kinds of the acts.
var fileActs = map[FileAct]struct {
	text, tip string
	icon      assets.Icon
	kind      Kind
}{
	FileAccept:  {"Accept", "", "", Primary},
	FileDecline: {"Decline", "", "", Standard},
	FileMore:    {"", "More", assets.More, Standard},
	FilePause:   {"", "Pause", assets.Pause, Standard},
	FileResume:  {"", "Go on", assets.Play, Standard},
	FileGoOn:    {"Resume", "", "", Standard},
	FileCancel:  {"", "Cancel", assets.Close, Standard},
	FileOpen:    {"Open", "", "", Standard},
	FileShow:    {"", "Show in folder", assets.Folder, Standard},
	FileForget:  {"", "Take it off the list", assets.Close, Plain},
	FileLater:   {"", "Decide later", assets.Close, Plain},
	FileOpened:  {"", "Show each person", assets.ChevronDown, Plain},
	FileClosed:  {"", "Hide each person", assets.ChevronUp, Plain},
}

// File is what a card says of files on their way.
type File struct {
	Name     string
	Folder   bool
	Person   bool        // the name is somebody's, of several that the files go to
	Picture  *image.RGBA // how it looks, if it is a picture; nobody changes it
	Bold     bool        // the name wants attention
	Line     string      // below the name: who, and how much
	Good     bool        // the line has a check before it
	Bar      bool        // how far it is
	Progress float64     // 0 to 1
	Failed   bool        // the bar is bad news
	Under    string      // below the bar
	Aside    string      // at the right of that
	Problem  string      // what went wrong and what to do
	Tools    []FileAct
	Verbs    []FileAct // in a row of their own, or beside the problem
}

func (f File) equal(g File) bool {
	sameActs := slices.Equal(f.Tools, g.Tools) && slices.Equal(f.Verbs, g.Verbs)
	f.Tools, f.Verbs, g.Tools, g.Verbs = nil, nil, nil, nil
	return sameActs && f.same(g)
}

func (f File) same(g File) bool {
	return f.Name == g.Name && f.Folder == g.Folder && f.Person == g.Person && f.Picture == g.Picture && f.Bold == g.Bold && f.Line == g.Line && f.Good == g.Good &&
		f.Bar == g.Bar && f.Progress == g.Progress && f.Failed == g.Failed && f.Under == g.Under && f.Aside == g.Aside && f.Problem == g.Problem
}

// FileCard is a card of files on their way. It is dark always, as rows of a
// Stream are.
type FileCard struct {
	widget.BaseWidget
	// Edge draws a line around, for a card that lies over a picture.
	Edge bool
	// Margin is kept at the left and right.
	Margin float32
	// Indent is kept at the left besides, for a card that belongs to another.
	Indent float32
	// Gap is kept below.
	Gap float32

	file File
	act  func(what FileAct, at fyne.Widget)

	rect          *canvas.Rectangle
	square        *typeSquare
	name, line    *canvas.Text
	check, alert  *canvas.Image
	track, done   *canvas.Rectangle
	under, aside  *canvas.Text
	problem       []*canvas.Text
	buttons       map[FileAct]*Button
	drawn         *renderer
	problemBroken *passage
	problemWidth  float32
}

// The measures of a card, from the look.
const (
	cardPad     float32 = theme.SpaceM
	cardTool    float32 = 36
	cardBar     float32 = 6
	mostProblem         = 4 // lines
)

// NewFileCard returns a card that calls act for its buttons.
func NewFileCard(f File, act func(what FileAct, at fyne.Widget)) *FileCard {
	c := &FileCard{file: f, act: act, buttons: map[FileAct]*Button{}}
	c.ExtendBaseWidget(c)
	c.ensureButtons()
	return c
}

// File returns what it says.
func (c *FileCard) File() File { return c.file }

// Set changes what it says; the same again costs nothing. It reports whether
// the card has another height now.
func (c *FileCard) Set(f File) (grown bool) {
	if c.file.equal(f) {
		return false
	}
	width := c.Size().Width
	before := c.HeightFor(width)
	c.file, c.problemBroken = f, nil
	c.ensureButtons()
	grown = c.HeightFor(width) != before
	if c.drawn != nil {
		c.Refresh()
	}
	return grown
}

// Button returns the button of an act, nil when the card has none.
func (c *FileCard) Button(a FileAct) *Button {
	if slices.Contains(c.file.Tools, a) || slices.Contains(c.file.Verbs, a) {
		return c.buttons[a]
	}
	return nil
}

func (c *FileCard) isDark() bool { return true }

// ensureButtons makes the buttons that are missing. A button is kept while the
// card is, and with it the focus.
func (c *FileCard) ensureButtons() {
	for _, a := range append(append([]FileAct(nil), c.file.Tools...), c.file.Verbs...) {
		if c.buttons[a] != nil {
			continue
		}
		look := fileActs[a]
		var b *Button
		b = NewButton(look.text, look.icon, look.kind, func() { c.act(a, b) })
		b.SetTip(look.tip)
		b.dark, b.raised, b.Height, b.Radius = true, true, cardTool, theme.RadiusButton
		c.buttons[a] = b
	}
}

// CreateRenderer implements fyne.Widget.
func (c *FileCard) CreateRenderer() fyne.WidgetRenderer {
	caption := func() *canvas.Text { return &canvas.Text{TextSize: theme.TextCaption} }
	c.rect = &canvas.Rectangle{CornerRadius: theme.RadiusInner}
	c.square, c.check, c.alert = newTypeSquare(), newSign(), newSign()
	c.name, c.line, c.under, c.aside = &canvas.Text{TextSize: theme.TextBody}, caption(), caption(), caption()
	c.track, c.done = &canvas.Rectangle{CornerRadius: cardBar / 2}, &canvas.Rectangle{CornerRadius: cardBar / 2}
	c.problem = nil
	for range mostProblem {
		c.problem = append(c.problem, caption())
	}
	c.drawn = &renderer{part: c}
	c.paint()
	c.compose()
	return c.drawn
}

// compose lists the objects: only the buttons that are of use are among them.
func (c *FileCard) compose() {
	objects := append([]fyne.CanvasObject{c.rect}, c.square.objects()...)
	objects = append(objects, c.name, c.line, c.check, c.track, c.done, c.under, c.aside, c.alert)
	for _, t := range c.problem {
		objects = append(objects, t)
	}
	for _, a := range c.file.Tools {
		objects = append(objects, c.buttons[a])
	}
	for _, a := range c.file.Verbs {
		objects = append(objects, c.buttons[a])
	}
	c.drawn.objects = objects
}

func (c *FileCard) paint() {
	if c.drawn == nil {
		return
	}
	f := c.file
	c.rect.FillColor, c.rect.StrokeWidth = ink(c, theme.Raised), 0
	if c.Edge {
		c.rect.StrokeColor, c.rect.StrokeWidth = ink(c, theme.Separator), theme.StrokeEdge
	}
	c.square.paint(c, f)
	c.square.show(f.Picture)
	c.name.Color, c.name.TextStyle.Bold = ink(c, theme.Text), f.Bold
	c.line.Color, c.under.Color, c.aside.Color = ink(c, theme.Muted), ink(c, theme.Muted), ink(c, theme.Muted)
	c.paintSigns()
	SetVisible(c.track, f.Bar)
	SetVisible(c.done, f.Bar && f.Progress > 0)
	c.track.FillColor = ink(c, theme.ButtonOnRaised)
	bar := theme.Primary
	if f.Failed {
		bar = theme.Error
	}
	c.done.FillColor = ink(c, bar)
	for _, t := range c.problem {
		t.Color = ink(c, theme.Error)
	}
}

func (c *FileCard) paintSigns() {
	check, alert := assets.Icon(""), assets.Icon("")
	if c.file.Good {
		check = assets.Check
	}
	if c.file.Problem != "" {
		alert = assets.Alert
	}
	setSign(c.check, check, ink(c, theme.Primary))
	setSign(c.alert, alert, ink(c, theme.Error))
}

func (c *FileCard) least() fyne.Size {
	return fyne.NewSize(240, c.HeightFor(max(240, c.Size().Width)))
}
