package widgets

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// Level is the meter of a microphone: a row of bars, the loud ones in
// warning.
type Level struct {
	widget.BaseWidget
	bars  []*canvas.Rectangle
	side  float32
	lit   int
	inUse int // of the bars, as many as the width has room for
}

// The bars of a meter, from the look.
const (
	barGap    float32 = 2.4
	mostBars          = 60
	barRadius float32 = 2
)

// NewLevel returns a meter of bars of side by side.
func NewLevel(side float32) *Level {
	l := &Level{side: side}
	for range mostBars {
		l.bars = append(l.bars, &canvas.Rectangle{CornerRadius: barRadius})
	}
	l.ExtendBaseWidget(l)
	return l
}

// SetLevel shows x from 0 to 1. It costs nothing unless a bar changes.
func (l *Level) SetLevel(x float64) {
	lit := int(math.Round(max(0, min(1, x)) * float64(l.inUse)))
	if lit == l.lit {
		return
	}
	from, to := min(lit, l.lit), max(lit, l.lit)
	l.lit = lit
	l.paintBars(from, min(to, l.inUse))
	canvas.Refresh(l.bars[0])
}

// Lit is how many bars are lit, of how many.
func (l *Level) Lit() (lit, of int) { return l.lit, l.inUse }

// CreateRenderer implements fyne.Widget.
func (l *Level) CreateRenderer() fyne.WidgetRenderer {
	objects := make([]fyne.CanvasObject, len(l.bars))
	for i, bar := range l.bars {
		objects[i] = bar
	}
	return render(l, objects...)
}

func (l *Level) paint() { l.paintBars(0, len(l.bars)) }

func (l *Level) paintBars(from, to int) {
	dark, green, amber := ink(l, theme.Separator), ink(l, theme.Success), ink(l, theme.Warning)
	for i := from; i < to; i++ {
		switch {
		case i >= l.lit:
			l.bars[i].FillColor = dark
		case i*5 >= l.inUse*4: // the top fifth
			l.bars[i].FillColor = amber
		default:
			l.bars[i].FillColor = green
		}
	}
}

func (l *Level) least() fyne.Size { return fyne.NewSize(5*(l.side+barGap), l.side) }

func (l *Level) place(size fyne.Size) {
	l.inUse = max(1, min(len(l.bars), int((size.Width+barGap)/(l.side+barGap))))
	pitch := (size.Width + barGap) / float32(l.inUse)
	y := (size.Height - l.side) / 2
	for i, bar := range l.bars {
		SetVisible(bar, i < l.inUse)
		Put(bar, float32(i)*pitch, y, pitch-barGap, l.side)
	}
	l.lit = min(l.lit, l.inUse)
	l.paintBars(0, len(l.bars))
}
