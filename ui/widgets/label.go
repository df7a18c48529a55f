package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// Style is how a Label is set. The zero value is body text.
type Style struct {
	Size  float32             // theme.TextBody when zero
	Color fyne.ThemeColorName // theme.Text when empty
	Bold  bool
	Align fyne.TextAlign
	Lines int  // how many lines it may wrap to; one when zero
	Whole bool // it needs the room for all its words: they are never cut
}

// hair stands before every line, outside of the label: Fyne cuts off what a
// letter such as J draws left of where it starts.
const hair = "\u200a"

// Label is words in one style. What does not fit ends in an ellipsis.
type Label struct {
	widget.BaseWidget
	text  string
	style Style
	lines []*canvas.Text

	broken []string // the text in lines of width, found once
	width  float32
	fresh  bool // broken holds
}

// NewLabel returns words in a style.
func NewLabel(text string, style Style) *Label {
	if style.Size == 0 {
		style.Size = theme.TextBody
	}
	if style.Color == "" {
		style.Color = theme.Text
	}
	l := &Label{text: text, style: style}
	for range max(1, style.Lines) {
		l.lines = append(l.lines, &canvas.Text{
			TextSize: style.Size, TextStyle: fyne.TextStyle{Bold: style.Bold}, Alignment: style.Align,
		})
	}
	l.ExtendBaseWidget(l)
	return l
}

// Text returns the words, uncut.
func (l *Label) Text() string { return l.text }

// SetText changes the words.
func (l *Label) SetText(text string) { l.Set(text, l.style.Color) }

// Set changes words and colour; the same again costs nothing.
func (l *Label) Set(text string, color fyne.ThemeColorName) {
	if l.text == text && l.style.Color == color {
		return
	}
	l.fresh = l.fresh && l.text == text
	l.text, l.style.Color = text, color
	l.Refresh()
}

// SetBold changes the weight; the same again costs nothing.
func (l *Label) SetBold(bold bool) {
	if l.style.Bold == bold {
		return
	}
	l.style.Bold, l.fresh = bold, false
	for _, line := range l.lines {
		line.TextStyle.Bold = bold
	}
	l.Refresh()
}

// Natural is how wide the words are on one line.
func (l *Label) Natural() float32 { return measure(l.text, l.style.Size, l.lines[0].TextStyle) }

// HeightFor is how high the words get within width.
func (l *Label) HeightFor(width float32) float32 {
	return float32(max(1, len(l.brokenTo(width)))) * l.lineHeight()
}

// brokenTo returns the text in lines of width. Fyne asks for sizes with every
// picture it draws, so the last answer is kept.
func (l *Label) brokenTo(width float32) []string {
	if width <= 0 {
		return nil // not laid out yet
	}
	if !l.fresh || l.width != width {
		l.broken = breakLines(l.text, len(l.lines), width, l.measure)
		l.width, l.fresh = width, true
	}
	return l.broken
}

// CreateRenderer implements fyne.Widget.
func (l *Label) CreateRenderer() fyne.WidgetRenderer {
	objects := make([]fyne.CanvasObject, len(l.lines))
	for i, line := range l.lines {
		objects[i] = line
	}
	return render(l, objects...)
}

func (l *Label) paint() {
	for _, line := range l.lines {
		line.Color = ink(l, l.style.Color)
	}
}

func (l *Label) place(size fyne.Size) {
	words := l.brokenTo(size.Width)
	height, lead := l.lineHeight(), l.measure(hair)
	for i, line := range l.lines {
		line.Text = ""
		if i < len(words) {
			line.Text = hair + words[i]
		}
		Put(line, -lead, float32(i)*height, size.Width+lead, height)
	}
}

func (l *Label) least() fyne.Size {
	if l.style.Whole {
		return fyne.NewSize(l.Natural(), l.lineHeight())
	}
	if len(l.lines) == 1 || l.Size().Width == 0 {
		return fyne.NewSize(min(l.Natural(), 2*l.style.Size), l.lineHeight())
	}
	return fyne.NewSize(2*l.style.Size, l.HeightFor(l.Size().Width))
}

func (l *Label) lineHeight() float32 {
	return fyne.MeasureText("M", l.style.Size, l.lines[0].TextStyle).Height
}

func (l *Label) measure(text string) float32 {
	return measure(text, l.style.Size, l.lines[0].TextStyle)
}

func measure(text string, size float32, style fyne.TextStyle) float32 {
	if text == "" {
		return 0
	}
	return fyne.MeasureText(text, size, style).Width
}

// breakLines sets text in at most lines lines of width each, at spaces; the
// last one is cut.
func breakLines(text string, lines int, width float32, measure func(string) float32) []string {
	var set []string
	for text != "" && len(set) < lines-1 {
		if measure(text) <= width {
			return append(set, text)
		}
		cut := lineEnd(text, width, measure)
		set = append(set, strings.TrimRight(text[:cut], " "))
		text = strings.TrimLeft(text[cut:], " ")
	}
	if text != "" {
		set = append(set, shorten(text, width, measure))
	}
	return set
}

// lineEnd is where the first line of text ends: after the last word that
// fits, or after the last letter that does when a word is wider than a line.
func lineEnd(text string, width float32, measure func(string) float32) int {
	fits := fitting(text, width, measure)
	if space := strings.LastIndexByte(text[:fits], ' '); space > 0 {
		return space
	}
	return fits
}

// shorten cuts text with an ellipsis so that it fits width.
func shorten(text string, width float32, measure func(string) float32) string {
	const ellipsis = "…"
	if measure(text) <= width {
		return text
	}
	fits := fitting(text, width-measure(ellipsis), measure)
	return strings.TrimRight(text[:fits], " ") + ellipsis
}

// fitting is how many bytes of text fit width, whole letters only and at
// least one.
func fitting(text string, width float32, measure func(string) float32) int {
	ends := make([]int, 0, len(text))
	for i := range text {
		if i > 0 {
			ends = append(ends, i)
		}
	}
	ends = append(ends, len(text))
	low, high := 0, len(ends)-1
	for low < high {
		mid := (low + high + 1) / 2
		if measure(text[:ends[mid]]) <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return ends[low]
}
