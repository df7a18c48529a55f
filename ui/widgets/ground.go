package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// Ground is a flat surface with something on it: a card, a column, a strip.
type Ground struct {
	widget.BaseWidget
	Fill   fyne.ThemeColorName
	Edge   fyne.ThemeColorName // empty for none
	Stroke float32             // of the edge; 0 is theme.StrokeEdge
	Radius float32

	content fyne.CanvasObject
	rect    *canvas.Rectangle
}

// NewGround lays content, which may be nil, on a surface of a colour.
func NewGround(fill fyne.ThemeColorName, radius float32, content fyne.CanvasObject) *Ground {
	if content == nil {
		content = container.NewWithoutLayout()
	}
	g := &Ground{Fill: fill, Radius: radius, content: content, rect: &canvas.Rectangle{}}
	g.ExtendBaseWidget(g)
	return g
}

// NewCard lays content on a card: the theme's surface with an edge.
func NewCard(content fyne.CanvasObject) *Ground {
	g := NewGround(theme.Surface, theme.RadiusCard, content)
	g.Edge = theme.Separator
	return g
}

// CreateRenderer implements fyne.Widget.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer { return render(g, g.rect, g.content) }

func (g *Ground) paint() {
	g.rect.FillColor, g.rect.CornerRadius = ink(g, g.Fill), g.Radius
	g.rect.StrokeColor, g.rect.StrokeWidth = ink(g, g.Edge), 0
	if g.Edge != "" {
		g.rect.StrokeWidth = max(g.Stroke, theme.StrokeEdge)
	}
}

func (g *Ground) least() fyne.Size { return g.content.MinSize() }

func (g *Ground) place(size fyne.Size) {
	Put(g.rect, 0, 0, size.Width, size.Height)
	Put(g.content, 0, 0, size.Width, size.Height)
}
