package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/ui/theme"
)

// LineKind is what a LineRow is.
type LineKind int

// The kinds of line.
const (
	LineDay     LineKind = iota // parts the messages of two days
	LineNew                     // parts what was read from what was not
	LineNotice                  // a sentence of the program's own
	LineHeading                 // above what belongs together
)

// LineRow is what stands between the rows of a Stream: the program speaks in
// it, never a person. It is dark always.
type LineRow struct {
	widget.BaseWidget
	kind LineKind
	text string

	ground *canvas.Rectangle
	rules  [2]*canvas.Rectangle
	sign   *canvas.Image
	lines  []*canvas.Text
	width  float32
	set    *passage
}

// NewLineRow returns a line of a kind.
func NewLineRow(kind LineKind, text string) *LineRow {
	l := &LineRow{kind: kind, text: text}
	l.ExtendBaseWidget(l)
	return l
}

// Text returns the words.
func (l *LineRow) Text() string { return l.text }

func (l *LineRow) isDark() bool { return true }

// noticeMargin is the room at both sides of a notice.
const noticeMargin float32 = theme.SpaceL

// noticeLines is how many lines a notice may have.
const noticeLines = 6

// HeightFor implements StreamRow.
func (l *LineRow) HeightFor(width float32) float32 {
	switch l.kind {
	case LineNotice:
		return theme.SpaceM + float32(len(l.broken(width).lines))*captionHeight() + 2*theme.SpaceS
	case LineHeading:
		return 40
	case LineDay, LineNew:
	}
	return 30
}

// broken is the text of a notice in lines.
func (l *LineRow) broken(width float32) *passage {
	if l.set == nil || l.width != width {
		l.width = width
		room := width - 2*noticeMargin - 2*theme.SpaceM - theme.IconSmall - theme.SpaceS
		l.set = setPassage([]Piece{{Kind: PieceAside, Text: l.text}}, room, noticeLines)
	}
	return l.set
}

// CreateRenderer implements fyne.Widget.
func (l *LineRow) CreateRenderer() fyne.WidgetRenderer {
	l.ground = &canvas.Rectangle{CornerRadius: theme.RadiusButton}
	l.rules = [2]*canvas.Rectangle{{}, {}}
	l.sign = newSign()
	objects := []fyne.CanvasObject{l.ground, l.rules[0], l.rules[1], l.sign}
	l.lines = nil
	for range noticeLines {
		t := &canvas.Text{TextSize: theme.TextCaption}
		l.lines = append(l.lines, t)
		objects = append(objects, t)
	}
	return render(l, objects...)
}

func (l *LineRow) paint() {
	words, rule := theme.Muted, theme.Separator
	if l.kind == LineNew {
		words, rule = theme.Primary, theme.Primary
	}
	l.ground.FillColor = ink(l, theme.Sunken)
	SetVisible(l.ground, l.kind == LineNotice)
	icon := assets.Info
	if l.kind != LineNotice {
		icon = ""
	}
	setSign(l.sign, icon, ink(l, theme.Muted))
	for _, r := range l.rules {
		r.FillColor = ink(l, rule)
		SetVisible(r, l.kind == LineDay || l.kind == LineNew)
	}
	for _, t := range l.lines {
		t.Color, t.TextStyle.Bold = ink(l, words), l.kind == LineHeading || l.kind == LineNew
	}
}

func (l *LineRow) least() fyne.Size { return fyne.NewSize(0, l.HeightFor(l.Size().Width)) }

func (l *LineRow) place(size fyne.Size) {
	if l.kind == LineNotice {
		l.placeNotice(size)
		return
	}
	t := l.lines[0]
	t.Text = l.text
	words := measure(t.Text, t.TextSize, t.TextStyle)
	if l.kind == LineHeading {
		putWords(t, theme.SpaceL, theme.SpaceS, words, size.Height-theme.SpaceS)
		return
	}
	x := (size.Width - words) / 2
	putWords(t, x, theme.SpaceS, words, size.Height-2)
	y := theme.SpaceS + size.Height/2
	Put(l.rules[0], theme.SpaceL, y, max(0, x-theme.SpaceM-theme.SpaceL), 1)
	Put(l.rules[1], x+words+theme.SpaceM, y, max(0, size.Width-theme.SpaceL-x-words-theme.SpaceM), 1)
}

func (l *LineRow) placeNotice(size fyne.Size) {
	set := l.broken(size.Width)
	height := float32(len(set.lines))*captionHeight() + 2*theme.SpaceS
	left, y := noticeMargin, theme.SpaceM
	Put(l.ground, left, y, size.Width-2*noticeMargin, height)
	side := theme.IconSmall
	Put(l.sign, left+theme.SpaceM, y+theme.SpaceS, side, side)
	for i, t := range l.lines {
		t.Text = ""
		if i >= len(set.lines) {
			continue
		}
		for _, f := range set.lines[i].fragments {
			t.Text += f.text
		}
		putWords(t, left+theme.SpaceM+side+theme.SpaceS, y+theme.SpaceS+float32(i)*captionHeight(), size.Width, captionHeight())
	}
}
