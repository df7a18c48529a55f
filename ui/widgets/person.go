package widgets

import (
	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/ui/theme"
)

// Person is what a row or card says of somebody.
type Person struct {
	Key, Name string
	Line      string // below the name: the computer, or what they do
	Alert     bool   // the line is bad news, such as a missed call
	Aside     string // at the right of a row: the last call
	Presence  Presence
	Verified  bool
}

// PersonActs are what can be done with a person; a card needs no More.
type PersonActs struct {
	Call  func() // with video
	Voice func() // without
	More  func(at fyne.Widget)
}

// who is what row and card of a person share: picture, name, mark and line.
type who struct {
	press
	person Person
	avatar *Avatar
	name   *Label
	mark   *Mark
	line   *Label
	call   *Button
	voice  *Button
	body   shape
}

func (w *who) build(self fyne.Widget, p Person, acts PersonActs, avatar, nameSize float32) {
	w.avatar = NewAvatar("", "", avatar)
	w.name = NewLabel("", Style{Size: nameSize, Bold: true})
	w.mark = NewMark()
	w.line = NewLabel("", Style{Size: theme.TextCaption, Color: theme.Muted})
	w.call = NewButton("Call", assets.Camera, Standard, acts.Call)
	w.voice = NewIconButton(assets.Phone, "Call without camera", Standard, acts.Voice)
	w.body = newShape()
	w.extend(self, acts.Call)
	w.shifted = acts.Voice
	w.call.around, w.voice.around = w.Refresh, w.Refresh
	w.set(p)
}

func (w *who) set(p Person) {
	w.person = p
	w.avatar.Set(p.Name, p.Key, p.Presence)
	w.name.SetText(p.Name)
	color := theme.Muted
	if p.Alert {
		color = theme.Error
	}
	w.line.Set(p.Line, color)
	SetVisible(w.mark, p.Verified)
}

// Person returns what it says.
func (w *who) Person() Person { return w.person }

// Parts names what can be clicked on the person.
func (w *who) Parts() map[string]fyne.CanvasObject {
	return map[string]fyne.CanvasObject{"call": w.call, "voice": w.voice}
}

// Tapped implements fyne.Tappable: a click beside the buttons only puts the
// focus here, so that nobody is called by accident.
func (w *who) Tapped(*fyne.PointEvent) {
	w.tips.hide()
	if c := canvasOf(w.self); c != nil {
		if f, ok := w.self.(fyne.Focusable); ok {
			c.Focus(f)
		}
	}
}

// near says whether pointer or focus is on the person or one of the buttons.
func (w *who) near() bool { return w.active() || w.call.active() || w.voice.active() }

// placeName puts name, mark and line between x and x+room, centred at middle.
func (w *who) placeName(x, middle, room float32) {
	name, line := w.name.MinSize().Height, w.line.MinSize().Height
	top := middle - (name+line)/2
	width := min(w.name.Natural(), room)
	if w.person.Verified {
		width = min(w.name.Natural(), room-markSide-6)
		Put(w.mark, x+width+6, top+(name-markSide)/2, markSide, markSide)
	}
	Put(w.name, x, top, width+1, name)
	Put(w.line, x, top+name, room, line)
}

// PersonCard is a person nearby with the ways to call them.
type PersonCard struct{ who }

// The sizes of a card, from the look.
const (
	// PersonCardWidth is the least width of a card.
	PersonCardWidth float32 = 264
	cardHeight      float32 = 140
)

// NewPersonCard returns the card of a person.
func NewPersonCard(p Person, acts PersonActs) *PersonCard {
	c := &PersonCard{}
	c.build(c, p, acts, 52, theme.TextLead)
	return c
}

// Set changes what it says; the same again costs nothing.
func (c *PersonCard) Set(p Person) {
	if c.person != p {
		c.set(p)
		c.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *PersonCard) CreateRenderer() fyne.WidgetRenderer {
	return render(c, c.body.objects(c.avatar, c.name, c.mark, c.line, c.call, c.voice)...)
}

func (c *PersonCard) paint() {
	c.body.paint(&c.press, theme.Surface)
	c.body.overlay.FillColor = ink(c, "")
	c.body.ground.StrokeColor, c.body.ground.StrokeWidth = ink(c, theme.Separator), theme.StrokeEdge
	kind := Standard
	if c.near() {
		kind = Primary
	}
	c.call.SetKind(kind)
}

func (c *PersonCard) least() fyne.Size { return fyne.NewSize(PersonCardWidth, cardHeight) }

func (c *PersonCard) place(size fyne.Size) {
	const margin = theme.SpaceL
	c.body.place(0, 0, size.Width, size.Height, theme.RadiusCard)
	Put(c.avatar, margin, margin, 52, 52)
	left := margin + 52 + theme.SpaceM
	c.placeName(left, margin+26, size.Width-left-margin)
	y := size.Height - margin - theme.Control
	voice := theme.Control
	Put(c.call, margin, y, size.Width-2*margin-voice-theme.SpaceS, theme.Control)
	Put(c.voice, size.Width-margin-voice, y, voice, theme.Control)
}

// PersonRow is a person met before. Under the pointer or the focus, the last
// call at the right makes room for the ways to call.
type PersonRow struct {
	who
	more  *Button
	aside *Label
}

// NewPersonRow returns the row of a person.
func NewPersonRow(p Person, acts PersonActs) *PersonRow {
	r := &PersonRow{aside: NewLabel("", Style{Size: theme.TextCaption, Color: theme.Muted, Align: fyne.TextAlignTrailing})}
	r.more = NewIconButton(assets.More, "More", Plain, func() { acts.More(r.more) })
	r.build(r, p, acts, theme.Control, theme.TextBody)
	r.voice.SetKind(Plain)
	r.call.SetKind(Primary)
	r.more.around = r.Refresh
	return r
}

// Set changes what it says; the same again costs nothing.
func (r *PersonRow) Set(p Person) {
	if r.person != p {
		r.set(p)
		r.Refresh()
	}
}

// Parts names what can be clicked on the person: the buttons while they show.
func (r *PersonRow) Parts() map[string]fyne.CanvasObject {
	parts := r.who.Parts()
	parts["more"] = r.more
	return parts
}

// CreateRenderer implements fyne.Widget.
func (r *PersonRow) CreateRenderer() fyne.WidgetRenderer {
	return render(r, r.body.objects(r.avatar, r.name, r.mark, r.line, r.aside, r.more, r.voice, r.call)...)
}

func (r *PersonRow) paint() {
	open := r.near() || r.more.active()
	r.body.paint(&r.press, "")
	r.body.overlay.FillColor = ink(r, "")
	if open {
		r.body.overlay.FillColor = ink(r, theme.Hover)
	}
	r.aside.SetText(r.person.Aside)
	SetVisible(r.aside, !open)
	for _, b := range []*Button{r.more, r.voice, r.call} {
		SetVisible(b, open)
	}
}

func (r *PersonRow) least() fyne.Size { return fyne.NewSize(PersonCardWidth, theme.Row) }

func (r *PersonRow) place(size fyne.Size) {
	const margin = theme.SpaceM
	r.body.place(0, 0, size.Width, size.Height, theme.RadiusInner)
	Put(r.avatar, margin, (size.Height-40)/2, 40, 40)
	left := margin + 40 + theme.SpaceM
	right := r.placeActs(size)
	r.placeName(left, size.Height/2, right-left-theme.SpaceM)
}

// placeActs puts what stands at the right and returns where it begins.
func (r *PersonRow) placeActs(size fyne.Size) float32 {
	x, y := size.Width-theme.SpaceM, (size.Height-theme.Control)/2
	if r.aside.Visible() {
		width := min(r.aside.Natural()+1, size.Width*0.4)
		height := r.aside.MinSize().Height
		Put(r.aside, x-width, (size.Height-height)/2, width, height)
		return x - width
	}
	for _, b := range []*Button{r.call, r.voice, r.more} {
		width := b.MinSize().Width
		x -= width
		Put(b, x, y, width, theme.Control)
		x -= theme.SpaceS
	}
	return x
}
