package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"parley/assets"
	"parley/ui/theme"
)

// Message is what a row of a chat says.
type Message struct {
	Key, Name string // of the author; the row has a head when Name is there
	Time      string // beside the name
	Own       bool
	First     bool // of its group: it keeps its distance
	Pieces    []Piece
	Foot      string // below: when it was written, and how far it came
	Alert     bool   // the foot is bad news
	Reactions []Reaction
	Still     bool // nothing can be done with it
}

// Reaction is an emoji under a message.
type Reaction struct {
	Emoji string
	Count int
	Own   bool
	Names string // who, for the tip
}

// MessageActs is what can be done with a message. None is nil where
// nothing else is said.
type MessageActs struct {
	Open  func(link string)
	React func(emoji string)
	Pick  func(at fyne.Widget)                     // chooses a reaction
	Menu  func(at fyne.Widget, pos *fyne.Position) // pos is in the window, nil by key
	Grown func()                                   // the row got another height
	Go    func()                                   // a click beside links; may be nil
}

// MessageRow is a message in a Stream, dark always. It never changes: what
// happens to a message makes a new row. A long text begins folded.
type MessageRow struct {
	press
	Message
	acts MessageActs
	card *FileCard // instead of words; may be nil

	folded  bool
	width   float32 // that it is laid out for
	passage *passage
	plan    messagePlan
	sight   [2]float32 // what of it is drawn
	over    int        // the link under the pointer, or -1

	drawn  *renderer
	body   shape
	bubble *canvas.Rectangle
	avatar *Avatar
	name   *canvas.Text
	time   *canvas.Text
	foot   *canvas.Text
	more   *Button
	chips  []*chip
	tools  [2]*Button // react, more
}

// messagePlan is where the parts of a row stand.
type messagePlan struct {
	top, head, words, more, chips, foot, height float32
	left, room                                  float32 // of the words
	bubble                                      float32 // its width, of one's own
}

// The measures of a row in a chat.
const (
	messageLeft   float32 = 60
	messageRight  float32 = theme.SpaceL
	messageAvatar float32 = 32
	ownLeft       float32 = 82
	bubblePad     float32 = 13
	bubbleRise    float32 = 9
	groupGap      float32 = theme.SpaceL
	lineGap       float32 = theme.SpaceXS
	toolSide      float32 = theme.ControlSmall

	foldedLines = 16
)

// NewMessageRow returns the row of a message. With a card, which may be nil,
// it shows that instead of words.
func NewMessageRow(m Message, card *FileCard, acts MessageActs) *MessageRow {
	r := &MessageRow{Message: m, acts: acts, card: card, folded: true, over: -1}
	r.extend(r, func() { r.acts.Menu(r, nil) })
	r.dark = true
	return r
}

// HeightFor implements StreamRow.
func (r *MessageRow) HeightFor(width float32) float32 {
	if width <= 0 {
		return 0
	}
	if r.passage == nil || r.width != width {
		r.width = width
		r.measure()
	}
	return r.plan.height
}

// Unfold shows all of a long text.
func (r *MessageRow) Unfold() {
	r.folded, r.passage = false, nil
	r.acts.Grown()
	r.Refresh()
}

// Folded says whether a part of the text is left out.
func (r *MessageRow) Folded() bool { return r.passage != nil && r.passage.more }

// Sight tells what of the row is in sight.
func (r *MessageRow) Sight(top, bottom float32) {
	if r.sight == [2]float32{top, bottom} {
		return
	}
	r.sight = [2]float32{top, bottom}
	if r.drawn != nil && r.passage != nil && len(r.passage.lines) > foldedLines {
		r.compose()
		canvas.Refresh(r)
	}
}

// Links lists where the links of the text lead.
func (r *MessageRow) Links() []string {
	var links []string
	for _, p := range r.Pieces {
		if p.Kind == PieceLink {
			links = append(links, p.Target)
		}
	}
	return links
}

// Tapped implements fyne.Tappable.
func (r *MessageRow) Tapped(e *fyne.PointEvent) {
	if piece := r.linkAt(e.Position); piece >= 0 {
		r.acts.Open(r.Pieces[piece].Target)
		return
	}
	call(r.acts.Go)
}

// TappedSecondary implements fyne.SecondaryTappable.
func (r *MessageRow) TappedSecondary(e *fyne.PointEvent) {
	if !r.Still {
		r.acts.Menu(r, &e.AbsolutePosition)
	}
}

// TypedKey implements fyne.Focusable: the arrows go on to the next row.
func (r *MessageRow) TypedKey(e *fyne.KeyEvent) {
	c := canvasOf(r)
	switch {
	case c != nil && e.Name == fyne.KeyUp:
		c.FocusPrevious()
	case c != nil && e.Name == fyne.KeyDown:
		c.FocusNext()
	case r.Still && (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter || e.Name == fyne.KeySpace):
	default:
		r.press.TypedKey(e)
	}
}

// MouseMoved implements desktop.Hoverable.
func (r *MessageRow) MouseMoved(e *desktop.MouseEvent) {
	over := r.linkAt(e.Position)
	if over == r.over {
		return
	}
	r.over = over
	r.tips.hide()
	if over >= 0 {
		r.tips.start(r, "Opens "+hostOf(r.Pieces[over].Target))
	}
}

// Cursor implements desktop.Cursorable.
func (r *MessageRow) Cursor() desktop.Cursor {
	if (r.over >= 0 || r.acts.Go != nil) && r.hovered {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// linkAt returns the piece of the link at a place, or -1.
func (r *MessageRow) linkAt(at fyne.Position) int {
	if r.passage == nil || r.card != nil {
		return -1
	}
	i := int((at.Y - r.plan.words) / lineHeight())
	if at.Y < r.plan.words || i >= len(r.passage.lines) {
		return -1
	}
	l := r.passage.lines[i]
	for _, f := range l.fragments {
		x := r.lineLeft(l) + f.x
		if r.Pieces[f.piece].Kind == PieceLink && at.X >= x && at.X <= x+f.width {
			return f.piece
		}
	}
	return -1
}

// near says whether pointer or focus is on the row or its tools.
func (r *MessageRow) near() bool {
	return !r.Still && (r.active() || r.tools[0].active() || r.tools[1].active())
}

// CreateRenderer implements fyne.Widget.
func (r *MessageRow) CreateRenderer() fyne.WidgetRenderer {
	r.body = newShape()
	r.bubble = &canvas.Rectangle{CornerRadius: theme.RadiusCard}
	r.avatar = NewAvatar(r.Name, r.Key, messageAvatar)
	r.name = &canvas.Text{Text: r.Name, TextSize: theme.TextBody, TextStyle: fyne.TextStyle{Bold: true}}
	r.time = &canvas.Text{Text: r.Time, TextSize: theme.TextCaption}
	r.foot = &canvas.Text{Text: r.Foot, TextSize: theme.TextCaption}
	r.more = NewButton("Show all", "", Quiet, r.Unfold)
	r.tools[0] = NewIconButton(assets.Smile, "React", Standard, func() { r.acts.Pick(r.tools[0]) })
	r.tools[1] = NewIconButton(assets.More, "More", Standard, func() { r.acts.Menu(r.tools[1], nil) })
	r.buildChips()
	for _, b := range []*Button{r.more, r.tools[0], r.tools[1]} {
		b.dark, b.Height, b.IconSize = true, toolSide-4, theme.IconSmall
	}
	for _, b := range r.tools {
		b.around = r.Refresh
	}
	r.drawn = &renderer{part: r}
	r.paint()
	r.compose()
	return r.drawn
}

func (r *MessageRow) buildChips() {
	r.chips = nil
	for _, reaction := range r.Reactions {
		r.chips = append(r.chips, newChip(reaction, func() { r.acts.React(reaction.Emoji) }))
	}
	if len(r.chips) > 0 && !r.Still {
		var add *chip
		add = newChip(Reaction{}, func() { r.acts.Pick(add) })
		r.chips = append(r.chips, add)
	}
}

func (r *MessageRow) paint() {
	if r.drawn == nil {
		return
	}
	r.body.paint(&r.press, "")
	r.body.overlay.FillColor = ink(r, "")
	SetVisible(r.bubble, r.Own && r.card == nil)
	r.bubble.FillColor = ink(r, theme.Tint)
	r.name.Color, r.time.Color = ink(r, theme.Text), ink(r, theme.Muted)
	foot := theme.Muted
	if r.Alert {
		foot = theme.Error
	}
	r.foot.Color = ink(r, foot)
	for _, o := range []fyne.CanvasObject{r.avatar, r.name, r.time} {
		SetVisible(o, r.Name != "")
	}
	SetVisible(r.foot, r.Foot != "")
	for _, b := range r.tools {
		SetVisible(b, r.near())
	}
}

func (r *MessageRow) least() fyne.Size { return fyne.NewSize(0, r.HeightFor(r.width)) }
