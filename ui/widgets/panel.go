package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/ui/theme"
)

// PanelWidth is how wide a panel at the right of the stage is.
const PanelWidth float32 = 348

const panelHead float32 = 56

// Panel is a column beside the stage with a head: title, tools and close.
type Panel struct {
	widget.BaseWidget
	ground *Ground
	aside  *Label
	head   *fyne.Container
	rule   *Ground
	body   fyne.CanvasObject
}

// NewPanel returns a panel around body. Its width is the owner's to set.
func NewPanel(title string, body fyne.CanvasObject, away func(), tools ...fyne.CanvasObject) *Panel {
	aside := NewLabel("", Style{Color: theme.Muted})
	head := NewLine(theme.SpaceS+2, 1, NewLabel(title, Style{Size: theme.TextLead, Bold: true, Whole: true}), aside)
	line := append([]fyne.CanvasObject{head}, tools...)
	line = append(line, NewIconButton(assets.Close, "Close (Esc)", Plain, away))
	p := &Panel{
		ground: NewGround(theme.Surface, theme.RadiusCard, nil), body: body, aside: aside,
		head: NewLine(theme.SpaceXS, 0, line...), rule: NewGround(theme.Separator, 0, nil),
	}
	p.ExtendBaseWidget(p)
	return p
}

// SetAside sets the quiet words after the title.
func (p *Panel) SetAside(text string) { p.aside.SetText(text) }

// CreateRenderer implements fyne.Widget.
func (p *Panel) CreateRenderer() fyne.WidgetRenderer {
	return render(p, p.ground, p.head, p.rule, p.body)
}

func (p *Panel) paint() {}

func (p *Panel) least() fyne.Size {
	head, body := p.head.MinSize(), p.body.MinSize()
	return fyne.NewSize(max(head.Width, body.Width)+theme.SpaceXL, panelHead+body.Height)
}

func (p *Panel) place(size fyne.Size) {
	Put(p.ground, 0, 0, size.Width, size.Height)
	Put(p.head, theme.SpaceL, 0, size.Width-theme.SpaceL-theme.SpaceS, panelHead)
	Put(p.rule, 0, panelHead-1, size.Width, 1)
	Put(p.body, 0, panelHead, size.Width, max(0, size.Height-panelHead))
}
