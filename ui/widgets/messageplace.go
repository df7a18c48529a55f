package widgets

import (
	"math"
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/ui/theme"
)

// lineHeight is how far lines of a text are apart: whole units, as words
// between two rows of pixels are blurred.
func lineHeight() float32 { return wholeHeight(theme.TextBody) }

func captionHeight() float32 { return wholeHeight(theme.TextCaption) }

func wholeHeight(size float32) float32 {
	return round(fyne.MeasureText("M", size, fyne.TextStyle{}).Height)
}

func round(x float32) float32 { return float32(math.Round(float64(x))) }

// putWords puts t where its words are sharp: centred between top and
// top+height, starting at x.
func putWords(t *canvas.Text, x, top, width, height float32) {
	line := t.MinSize().Height
	Put(t, round(x), round(top+(height-line)/2), width, line)
}

// hostOf is where a link leads, for the person to see before.
func hostOf(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	if u.Host == "" {
		return strings.TrimPrefix(u.Opaque, "mailto:")
	}
	return u.Host
}

// measure breaks the words for the row's width and finds its height.
func (r *MessageRow) measure() {
	p := messagePlan{top: lineGap, left: messageLeft, room: r.width - messageLeft - messageRight}
	if r.Own {
		p.left, p.room = ownLeft+bubblePad, r.width-ownLeft-messageRight-2*bubblePad
	}
	if r.First {
		p.top = groupGap
	}
	p.head = p.top
	p.words = p.top
	if r.Name != "" {
		p.words += lineHeight()
	}
	r.plan = p
	r.measureBody()
	r.measureBelow()
}

func (r *MessageRow) measureBody() {
	p := &r.plan
	most := 0
	if r.folded {
		most = foldedLines
	}
	if r.card != nil {
		r.passage = &passage{}
		p.words += theme.SpaceS
		p.height = p.words + r.card.HeightFor(r.cardRoom())
		return
	}
	r.passage = setPassage(r.Pieces, p.room, most)
	if r.Own {
		p.bubble = r.passage.width() + 2*bubblePad
		p.left = r.width - messageRight - p.bubble + bubblePad
		p.words += bubbleRise
	}
	p.more = p.words + float32(len(r.passage.lines))*lineHeight()
	p.height = p.more
	if r.passage.more {
		p.height += toolSide
	}
	if r.Own {
		p.height += bubbleRise
	}
}

func (r *MessageRow) cardRoom() float32 {
	if r.Own {
		return r.width - messageLeft - messageRight
	}
	return r.plan.room
}

// measureBelow adds what stands below the words.
func (r *MessageRow) measureBelow() {
	p := &r.plan
	if len(r.Reactions) > 0 {
		p.chips = p.height + theme.SpaceS
		p.height = p.chips + float32(r.chipLines(func(int, float32, float32) {}))*chipPitch - (chipPitch - chipHeight)
	}
	if r.Foot != "" {
		p.foot = p.height + theme.SpaceXS
		p.height = p.foot + captionHeight()
	}
}

// chipLines calls each with where every chip stands and returns how many
// lines they take.
func (r *MessageRow) chipLines(each func(i int, x, y float32)) int {
	widths := make([]float32, 0, len(r.Reactions)+1)
	for _, reaction := range r.Reactions {
		widths = append(widths, chipWidth(reaction))
	}
	if !r.Still {
		widths = append(widths, chipWidth(Reaction{}))
	}
	left, right := messageLeft, r.width-messageRight
	if r.Own {
		left = ownLeft
	}
	x, line := left, 0
	for i, w := range widths {
		if x > left && x+w > right {
			x, line = left, line+1
		}
		each(i, x, float32(line)*chipPitch)
		x += w + chipGap
	}
	return line + 1
}

// compose makes the objects: the words' lines in sight, and all the rest.
func (r *MessageRow) compose() {
	objects := r.body.objects(r.bubble, r.avatar, r.name, r.time)
	objects = append(objects, r.lines()...)
	objects = append(objects, r.foot)
	if r.card != nil {
		objects = append(objects, r.card)
	}
	if r.Folded() {
		objects = append(objects, r.more)
	}
	for _, c := range r.chips {
		objects = append(objects, c)
	}
	r.drawn.objects = append(objects, r.tools[0], r.tools[1])
}

// lines makes the objects of the lines in sight.
func (r *MessageRow) lines() []fyne.CanvasObject {
	if r.passage == nil {
		return nil
	}
	var objects []fyne.CanvasObject
	height := lineHeight()
	for i, l := range r.passage.lines {
		y := r.plan.words + float32(i)*height
		if len(r.passage.lines) > foldedLines && (y+height < r.sight[0] || y > r.sight[1]) {
			continue
		}
		for _, f := range l.fragments {
			objects = append(objects, r.fragment(f, r.lineLeft(l)+f.x, y)...)
		}
	}
	return objects
}

// lineLeft is where a line begins: at the right what is read from there.
func (r *MessageRow) lineLeft(l passageLine) float32 {
	if l.leftward {
		room := r.plan.room
		if r.Own {
			room = r.plan.bubble - 2*bubblePad
		}
		return r.plan.left + room - l.width
	}
	return r.plan.left
}

// fragment makes the words of one fragment, and the line under a link.
func (r *MessageRow) fragment(f fragment, x, y float32) []fyne.CanvasObject {
	kind := r.Pieces[f.piece].Kind
	size, style := pieceType(kind)
	// The hair keeps Fyne from cutting off what stands left of a letter.
	lead := measure(hair, size, style)
	t := &canvas.Text{Text: hair + f.text, TextSize: size, TextStyle: style, Color: ink(r, pieceColor(kind))}
	putWords(t, x-lead, y, f.width+lead, lineHeight())
	if kind != PieceLink {
		return []fyne.CanvasObject{t}
	}
	under := canvas.NewRectangle(ink(r, theme.Primary))
	Put(under, round(x), y+lineHeight()-2, f.width, 1)
	return []fyne.CanvasObject{t, under}
}

func (r *MessageRow) place(size fyne.Size) {
	if size.Width <= 0 {
		return // not laid out yet
	}
	r.HeightFor(size.Width)
	p := r.plan
	r.compose()
	r.body.place(theme.SpaceS, p.top-theme.SpaceXS/2, size.Width-2*theme.SpaceS, p.height-p.top+theme.SpaceXS, theme.RadiusInner)
	Put(r.avatar, theme.SpaceL, p.head+2, messageAvatar, messageAvatar)
	r.placeHead(size.Width)
	Put(r.bubble, size.Width-messageRight-p.bubble, p.words-bubbleRise, p.bubble, r.bubbleHeight())
	if r.card != nil {
		Put(r.card, size.Width-messageRight-r.cardRoom(), p.words, r.cardRoom(), r.card.HeightFor(r.cardRoom()))
	}
	width := r.more.MinSize().Width
	Put(r.more, p.left-14, p.more, width, toolSide)
	r.chipLines(func(i int, x, y float32) {
		if i < len(r.chips) {
			Put(r.chips[i], x, p.chips+y, r.chips[i].MinSize().Width, chipHeight)
		}
	})
	foot := measure(r.Foot, theme.TextCaption, fyne.TextStyle{})
	putWords(r.foot, size.Width-messageRight-foot, p.foot, foot, captionHeight())
	r.placeTools(size.Width)
}

func (r *MessageRow) placeHead(width float32) {
	bold := fyne.TextStyle{Bold: true}
	time := measure(r.Time, theme.TextCaption, fyne.TextStyle{})
	room := width - messageLeft - messageRight - time - theme.SpaceS
	r.name.Text = hair + shorten(r.Name, room, func(s string) float32 { return measure(s, theme.TextBody, bold) })
	lead := measure(hair, theme.TextBody, bold)
	name := measure(r.name.Text, theme.TextBody, bold)
	putWords(r.name, messageLeft-lead, r.plan.head, name, lineHeight())
	putWords(r.time, messageLeft-lead+name+theme.SpaceS, r.plan.head, time, lineHeight()+2)
}

func (r *MessageRow) bubbleHeight() float32 {
	height := float32(len(r.passage.lines))*lineHeight() + 2*bubbleRise
	if r.passage.more {
		height += toolSide
	}
	return height
}

// placeTools puts react and more beside the words, where they cover least.
func (r *MessageRow) placeTools(width float32) {
	y := r.plan.top - 2
	x := width - messageRight - 2*toolSide
	if r.Own {
		x = max(theme.SpaceS, width-messageRight-r.plan.bubble-2*toolSide-theme.SpaceXS)
		y = r.plan.top + 2
	}
	for i, b := range r.tools {
		Put(b, x+float32(i)*toolSide, y, toolSide, toolSide)
	}
}
