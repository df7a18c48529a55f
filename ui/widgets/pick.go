package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
)

// Pick is one of several to choose from: a person, or everybody.
type Pick struct {
	press
	name   string
	chosen bool

	body   shape
	avatar *Avatar       // nil for everybody
	sign   *canvas.Image // for everybody
	label  *canvas.Text
	check  *canvas.Image
}

const pickHeight float32 = 52

// NewPick returns the choice of a person, or without a key that of everybody.
func NewPick(text, name, key string, choose func()) *Pick {
	p := &Pick{name: text, body: newShape(), sign: newSign(), check: newSign(), label: &canvas.Text{TextSize: theme.TextBody}}
	if key != "" {
		p.avatar = NewAvatar(name, key, 32)
	}
	p.extend(p, choose)
	return p
}

// SetChosen marks it as the chosen one, or not.
func (p *Pick) SetChosen(on bool) {
	if p.chosen != on {
		p.chosen = on
		p.Refresh()
	}
}

// Chosen says whether it is the chosen one.
func (p *Pick) Chosen() bool { return p.chosen }

// Text returns the words.
func (p *Pick) Text() string { return p.name }

// CreateRenderer implements fyne.Widget.
func (p *Pick) CreateRenderer() fyne.WidgetRenderer {
	objects := p.body.objects(p.sign, p.label, p.check)
	if p.avatar != nil {
		objects = append(objects, p.avatar)
	}
	return render(p, objects...)
}

func (p *Pick) paint() {
	ground, edge, stroke, icon := theme.Raised, theme.Separator, theme.StrokeEdge, assets.Icon("")
	if p.chosen {
		ground, edge, stroke, icon = theme.Tint, theme.Primary, theme.StrokeFocus, assets.Check
	}
	p.body.paint(&p.press, ground)
	p.body.ground.StrokeColor, p.body.ground.StrokeWidth = ink(p, edge), stroke
	p.label.Color, p.label.TextStyle.Bold = ink(p, theme.Text), p.chosen
	setSign(p.check, icon, ink(p, theme.Primary))
	people := assets.People
	if p.avatar != nil {
		people = ""
	}
	setSign(p.sign, people, ink(p, theme.Primary))
}

func (p *Pick) least() fyne.Size { return fyne.NewSize(160, pickHeight) }

func (p *Pick) place(size fyne.Size) {
	const side = 32
	p.body.place(0, 0, size.Width, size.Height, theme.RadiusInner)
	x, y := theme.SpaceM, (size.Height-side)/2
	if p.avatar != nil {
		Put(p.avatar, x, y, side, side)
	}
	Put(p.sign, x+(side-theme.IconBar)/2, (size.Height-theme.IconBar)/2, theme.IconBar, theme.IconBar)
	x += side + theme.SpaceM
	room := size.Width - x - theme.IconInline - 2*theme.SpaceS
	bold := fyne.TextStyle{Bold: p.chosen}
	p.label.Text = shorten(p.name, room, func(s string) float32 { return measure(s, theme.TextBody, bold) })
	putText(p.label, x, 0, room, size.Height)
	Put(p.check, size.Width-theme.IconInline-theme.SpaceM, (size.Height-theme.IconInline)/2, theme.IconInline, theme.IconInline)
}
