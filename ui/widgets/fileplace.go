package widgets

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"parley/ui/theme"
)

// HeightFor implements StreamRow.
func (c *FileCard) HeightFor(width float32) float32 { return c.cardHeight(width) + c.Gap }

func (c *FileCard) cardHeight(width float32) float32 {
	f, height := c.file, cardPad+typeSide
	if f.Bar {
		height += 10 + cardBar
	}
	switch {
	case f.Problem != "":
		height += 10 + max(float32(len(c.broken(width).lines))*captionHeight(), c.verbHeight())
	case f.Under != "" || f.Aside != "":
		height += theme.SpaceS + captionHeight()
	}
	if f.Problem == "" && len(f.Verbs) > 0 {
		height += theme.SpaceM + cardTool
	}
	return height + cardPad
}

func (c *FileCard) verbHeight() float32 {
	if len(c.file.Verbs) == 0 {
		return 0
	}
	return cardTool
}

// verbRoom is what the buttons beside a problem take.
func (c *FileCard) verbRoom() float32 {
	var room float32
	for _, a := range c.file.Verbs {
		room += c.buttons[a].MinSize().Width + theme.SpaceS
	}
	return room
}

// broken is the problem in lines.
func (c *FileCard) broken(width float32) *passage {
	if c.problemBroken == nil || c.problemWidth != width {
		c.problemWidth = width
		room := width - 2*c.Margin - c.Indent - 2*cardPad - theme.IconLabel - theme.SpaceS - c.verbRoom()
		c.problemBroken = setPassage([]Piece{{Kind: PieceAside, Text: c.file.Problem}}, room, mostProblem)
	}
	return c.problemBroken
}

func (c *FileCard) place(size fyne.Size) {
	c.compose()
	left, right := c.Margin+c.Indent, size.Width-c.Margin
	Put(c.rect, left, 0, right-left, c.cardHeight(size.Width))
	left, right = left+cardPad, right-cardPad
	c.square.place(left, cardPad)
	c.placeWords(left+typeSide+theme.SpaceM, c.placeTools(right))
	y := cardPad + typeSide
	if c.file.Bar {
		y += 10
		Put(c.track, left, y, right-left, cardBar)
		done := (right - left) * float32(min(max(c.file.Progress, 0), 1))
		Put(c.done, left, y, max(done, cardBar), cardBar)
		y += cardBar
	}
	c.placeUnder(left, right, y+theme.SpaceS)
	if c.file.Problem != "" {
		c.placeProblem(left, right, y+10, size.Width)
		return
	}
	for _, t := range c.problem {
		t.Text = ""
	}
	if c.file.Under != "" || c.file.Aside != "" {
		y += theme.SpaceS + captionHeight()
	}
	c.placeVerbs(left, right, y+theme.SpaceM)
}

// placeTools puts the tools at the right of the head and returns where they
// begin.
func (c *FileCard) placeTools(right float32) float32 {
	for i := len(c.file.Tools) - 1; i >= 0; i-- {
		b := c.buttons[c.file.Tools[i]]
		width := b.MinSize().Width
		if b.Text() == "" {
			width = cardTool
		}
		right -= width
		Put(b, right, cardPad+(typeSide-cardTool)/2, width, cardTool)
		right -= theme.SpaceS
	}
	return right
}

func (c *FileCard) placeWords(left, right float32) {
	style := fyne.TextStyle{Bold: c.file.Bold}
	name, line := lineHeight(), captionHeight()
	top := round(cardPad + (typeSide-name-line)/2)
	c.name.Text = shortenMiddle(c.file.Name, right-left, func(s string) float32 { return measure(s, theme.TextBody, style) })
	putWords(c.name, left, top, right-left, name)
	if c.file.Good {
		Put(c.check, left, top+name+(line-14)/2, 14, 14)
		left += 14 + 6
	}
	c.line.Text = shorten(c.file.Line, right-left, measureCaption)
	putWords(c.line, left, top+name, right-left, line)
}

func measureCaption(s string) float32 { return measure(s, theme.TextCaption, fyne.TextStyle{}) }

func (c *FileCard) placeUnder(left, right, y float32) {
	c.aside.Text = c.file.Aside
	width := measureCaption(c.aside.Text)
	putWords(c.aside, right-width, y, width, captionHeight())
	c.under.Text = shorten(c.file.Under, right-left-width-theme.SpaceS, measureCaption)
	if c.file.Problem != "" {
		c.under.Text, c.aside.Text = "", ""
	}
	putWords(c.under, left, y, right-left-width, captionHeight())
}

func (c *FileCard) placeProblem(left, right, y, width float32) {
	set := c.broken(width)
	Put(c.alert, left, y, theme.IconLabel, theme.IconLabel)
	for i, t := range c.problem {
		t.Text = ""
		if i >= len(set.lines) {
			continue
		}
		for _, f := range set.lines[i].fragments {
			t.Text += f.text
		}
		putWords(t, left+theme.IconLabel+theme.SpaceS, y+float32(i)*captionHeight(), right-left, captionHeight())
	}
	for i := len(c.file.Verbs) - 1; i >= 0; i-- {
		b := c.buttons[c.file.Verbs[i]]
		w := b.MinSize().Width
		right -= w
		Put(b, right, y, w, cardTool)
		right -= theme.SpaceS
	}
}

// placeVerbs puts the verbs in a row; the first takes the room that is left.
func (c *FileCard) placeVerbs(left, right, y float32) {
	for i := len(c.file.Verbs) - 1; i >= 0; i-- {
		b := c.buttons[c.file.Verbs[i]]
		width := b.MinSize().Width
		if b.Text() == "" {
			width = cardTool
		}
		if i == 0 {
			width = right - left
		}
		right -= width
		Put(b, right, y, width, cardTool)
		right -= theme.SpaceS
	}
}

// keptEnd is how many letters of a name's end stay when it is shortened.
const keptEnd = 9

// shortenMiddle cuts a name so that it fits width and its ending stays, by
// which a person tells what it is.
func shortenMiddle(name string, width float32, measure func(string) float32) string {
	if measure(name) <= width {
		return name
	}
	tail := name
	for utf8.RuneCountInString(tail) > keptEnd {
		_, n := utf8.DecodeRuneInString(tail)
		tail = tail[n:]
	}
	head := name[:len(name)-len(tail)]
	room := width - measure(tail)
	if head == "" || room < theme.Space2XL {
		return shorten(name, width, measure)
	}
	return shorten(head, room, measure) + tail
}
