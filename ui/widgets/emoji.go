package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"parley/ui/theme"
)

// EmojiGrid is a choice of emoji: by pointer, or by arrows and Enter.
type EmojiGrid struct {
	press
	emoji  []string
	choose func(emoji string)
	cursor int

	mark *canvas.Rectangle
	all  []*canvas.Text
}

// The measures of the grid.
const (
	// EmojiRow is how many stand in a row.
	EmojiRow = 8
	// EmojiCell is the side of one.
	EmojiCell float32 = 40
	emojiSize float32 = 26
)

// NewEmojiGrid returns a grid that calls choose once.
func NewEmojiGrid(emoji []string, choose func(emoji string)) *EmojiGrid {
	g := &EmojiGrid{emoji: emoji, choose: choose, mark: &canvas.Rectangle{CornerRadius: theme.RadiusSmall}}
	for _, e := range emoji {
		g.all = append(g.all, &canvas.Text{Text: e, TextSize: emojiSize})
	}
	g.extend(g, func() { g.choose(g.emoji[g.cursor]) })
	return g
}

// Tapped implements fyne.Tappable.
func (g *EmojiGrid) Tapped(e *fyne.PointEvent) {
	if i := g.at(e.Position); i >= 0 {
		g.choose(g.emoji[i])
	}
}

// MouseMoved implements desktop.Hoverable.
func (g *EmojiGrid) MouseMoved(e *desktop.MouseEvent) {
	if i := g.at(e.Position); i >= 0 && i != g.cursor {
		g.cursor = i
		g.Refresh()
	}
}

// TypedKey implements fyne.Focusable.
func (g *EmojiGrid) TypedKey(e *fyne.KeyEvent) {
	step, arrow := map[fyne.KeyName]int{
		fyne.KeyLeft: -1, fyne.KeyRight: 1, fyne.KeyUp: -EmojiRow, fyne.KeyDown: EmojiRow,
	}[e.Name]
	if !arrow {
		g.press.TypedKey(e)
		return
	}
	if next := g.cursor + step; next >= 0 && next < len(g.emoji) {
		g.cursor = next
		g.Refresh()
	}
}

// at returns which emoji is at a place, or -1.
func (g *EmojiGrid) at(pos fyne.Position) int {
	column, row := int(pos.X/EmojiCell), int(pos.Y/EmojiCell)
	i := row*EmojiRow + column
	if pos.X < 0 || pos.Y < 0 || column >= EmojiRow || i >= len(g.emoji) {
		return -1
	}
	return i
}

// CreateRenderer implements fyne.Widget.
func (g *EmojiGrid) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{g.mark}
	for _, t := range g.all {
		objects = append(objects, t)
	}
	return render(g, objects...)
}

func (g *EmojiGrid) paint() {
	g.mark.FillColor, g.mark.StrokeWidth = ink(g, theme.Hover), 0
	if g.focused {
		g.mark.StrokeColor, g.mark.StrokeWidth = ink(g, theme.Primary), theme.StrokeFocus
	}
	SetVisible(g.mark, g.active())
	for _, t := range g.all {
		t.Color = ink(g, theme.Text)
	}
}

// emojiSink is how far an emoji is lowered to stand in the middle: the font
// draws it above the line of letters.
func emojiSink(size float32) float32 { return round(size * 0.12) }

func (g *EmojiGrid) least() fyne.Size {
	rows := (len(g.emoji) + EmojiRow - 1) / EmojiRow
	return fyne.NewSize(EmojiRow*EmojiCell, float32(rows)*EmojiCell)
}

func (g *EmojiGrid) place(fyne.Size) {
	for i, t := range g.all {
		width := measure(t.Text, emojiSize, fyne.TextStyle{})
		x, y := float32(i%EmojiRow)*EmojiCell, float32(i/EmojiRow)*EmojiCell
		putWords(t, x+(EmojiCell-width)/2, y+emojiSink(emojiSize), width, EmojiCell)
		if i == g.cursor {
			Put(g.mark, x, y, EmojiCell, EmojiCell)
		}
	}
}
