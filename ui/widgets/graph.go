package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// GraphSeconds is how far back a graph goes, with one value a second.
const GraphSeconds = 60

// Graph is a figure with its unit and the line of its last minute.
type Graph struct {
	widget.BaseWidget
	color  fyne.ThemeColorName
	floor  float64 // the least top of the scale
	values []float64
	ground *Ground
	title  *Label
	figure *Label
	unit   *Label
	lines  []*canvas.Line
	base   *canvas.Line
}

const graphHeight float32 = 92

// NewGraph returns an empty graph. The scale reaches from zero to the largest
// value shown, and to floor at least, so that small noise stays small.
func NewGraph(title, unit string, floor float64, color fyne.ThemeColorName) *Graph {
	g := &Graph{
		color: color, floor: floor, ground: NewGround(theme.Raised, theme.RadiusInner, nil),
		title:  NewLabel(title, Style{Size: theme.TextCaption, Color: theme.Muted}),
		figure: NewLabel("–", Style{Size: theme.TextLead, Bold: true}),
		unit:   NewLabel(unit, Style{Size: theme.TextCaption, Color: theme.Muted}),
		base:   &canvas.Line{StrokeWidth: 1},
	}
	for range GraphSeconds - 1 {
		g.lines = append(g.lines, &canvas.Line{StrokeWidth: 1.5})
	}
	g.ExtendBaseWidget(g)
	return g
}

// Add shows the next second's value, which text says.
func (g *Graph) Add(value float64, text string) {
	g.values = append(g.values, value)
	if len(g.values) > GraphSeconds {
		g.values = g.values[1:]
	}
	g.figure.SetText(text)
	g.Refresh()
}

// Reset forgets all values.
func (g *Graph) Reset() {
	g.values = nil
	g.figure.SetText("–")
	g.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (g *Graph) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{g.ground, g.title, g.figure, g.unit, g.base}
	for _, l := range g.lines {
		objects = append(objects, l)
	}
	return render(g, objects...)
}

func (g *Graph) paint() {
	g.base.StrokeColor = ink(g, theme.FieldEdge)
	for i, l := range g.lines {
		l.StrokeColor = ink(g, g.color)
		SetVisible(l, i+1 < len(g.values))
	}
}

func (g *Graph) least() fyne.Size { return fyne.NewSize(150, graphHeight) }

func (g *Graph) place(size fyne.Size) {
	const pad = 10
	Put(g.ground, 0, 0, size.Width, size.Height)
	title := g.title.MinSize().Height
	Put(g.title, pad, pad-2, size.Width-2*pad, title)
	figure := g.figure.Natural() + 1
	Put(g.figure, pad, pad-2+title, figure, g.figure.MinSize().Height)
	Put(g.unit, pad+figure+theme.SpaceXS, pad+3+title, size.Width-2*pad-figure, g.unit.MinSize().Height)
	top := pad + title + g.figure.MinSize().Height + theme.SpaceXS
	g.placeLine(pad, top, size.Width-2*pad, size.Height-top-pad)
}

// placeLine draws the newest value at the right.
func (g *Graph) placeLine(x, y, width, height float32) {
	g.base.Position1, g.base.Position2 = fyne.NewPos(x, y+height), fyne.NewPos(x+width, y+height)
	most := g.most()
	at := func(i int) fyne.Position {
		age := float32(len(g.values)-1-i) / (GraphSeconds - 1)
		return fyne.NewPos(x+width*(1-age), y+height*float32(1-g.values[i]/most))
	}
	for i := 1; i < len(g.values); i++ {
		g.lines[i-1].Position1, g.lines[i-1].Position2 = at(i-1), at(i)
	}
}

func (g *Graph) most() float64 {
	most := max(g.floor, 1e-9)
	for _, v := range g.values {
		most = max(most, v)
	}
	return most
}
