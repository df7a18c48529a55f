package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/ui/theme"
)

// Trust is what a pill says of a person's key.
type Trust int

// The degrees of trust that have a pill.
const (
	NotVerified Trust = iota
	Verified
	NewToYou
	KeyChanged
)

// Pill says in a word and a sign how far a person is known.
type Pill struct {
	widget.BaseWidget
	trust Trust
	rect  *canvas.Rectangle
	disc  *canvas.Rectangle // behind the check of Verified
	sign  *canvas.Image
	text  *canvas.Text
}

const pillHeight float32 = 28

// NewPill returns the pill of a degree of trust.
func NewPill(trust Trust) *Pill {
	round := func() *canvas.Rectangle { return &canvas.Rectangle{CornerRadius: canvas.RadiusMaximum} }
	p := &Pill{trust: trust, rect: round(), disc: round(), sign: newSign(), text: &canvas.Text{TextSize: theme.TextCaption}}
	p.ExtendBaseWidget(p)
	return p
}

// Set changes the degree; the same again costs nothing.
func (p *Pill) Set(trust Trust) {
	if p.trust != trust {
		p.trust = trust
		p.Refresh()
	}
}

// Text returns the words.
func (p *Pill) Text() string { return p.look().text }

type pillLook struct {
	text          string
	icon          assets.Icon
	ground, words fyne.ThemeColorName
}

func (p *Pill) look() pillLook {
	switch p.trust {
	case Verified:
		return pillLook{"Verified", assets.Check, theme.Tint, theme.Primary}
	case NewToYou:
		return pillLook{"New to you", assets.Info, theme.WarningTint, theme.Warning}
	case KeyChanged:
		return pillLook{"Key changed", assets.Alert, theme.ErrorTint, theme.Error}
	case NotVerified:
	}
	return pillLook{"Not verified", assets.Lock, theme.Button, theme.Text}
}

// CreateRenderer implements fyne.Widget.
func (p *Pill) CreateRenderer() fyne.WidgetRenderer {
	return render(p, p.rect, p.disc, p.sign, p.text)
}

func (p *Pill) paint() {
	l := p.look()
	p.rect.FillColor, p.disc.FillColor = ink(p, l.ground), ink(p, theme.Primary)
	p.text.Text, p.text.Color = l.text, ink(p, l.words)
	SetVisible(p.disc, p.trust == Verified)
	sign := l.words
	if p.trust == Verified {
		sign = theme.OnPrimary
	}
	setSign(p.sign, l.icon, ink(p, sign))
}

func (p *Pill) least() fyne.Size {
	words := measure(p.look().text, theme.TextCaption, fyne.TextStyle{})
	return fyne.NewSize(theme.SpaceM+theme.IconSmall+6+words+theme.SpaceM, pillHeight)
}

func (p *Pill) place(size fyne.Size) {
	width := p.least().Width
	x, y := (size.Width-width)/2, (size.Height-pillHeight)/2
	Put(p.rect, x, y, width, pillHeight)
	left, side := x+theme.SpaceM, theme.IconSmall
	Put(p.disc, left, y+(pillHeight-side)/2, side, side)
	inner := side
	if p.trust == Verified {
		inner = side - 4
	}
	Put(p.sign, left+(side-inner)/2, y+(pillHeight-inner)/2, inner, inner)
	putText(p.text, left+side+6, y, width, pillHeight)
}

// Mark is the sign of a verified person: a check on a disc.
type Mark struct {
	widget.BaseWidget
	disc *canvas.Rectangle
	sign *canvas.Image
}

const markSide float32 = 16

// NewMark returns the mark of a verified person.
func NewMark() *Mark {
	m := &Mark{disc: &canvas.Rectangle{CornerRadius: canvas.RadiusMaximum}, sign: newSign()}
	m.ExtendBaseWidget(m)
	return m
}

// CreateRenderer implements fyne.Widget.
func (m *Mark) CreateRenderer() fyne.WidgetRenderer { return render(m, m.disc, m.sign) }

func (m *Mark) paint() {
	m.disc.FillColor = ink(m, theme.Primary)
	setSign(m.sign, assets.Check, ink(m, theme.OnPrimary))
}

func (m *Mark) least() fyne.Size { return fyne.NewSquareSize(markSide) }

func (m *Mark) place(size fyne.Size) {
	x, y := (size.Width-markSide)/2, (size.Height-markSide)/2
	Put(m.disc, x, y, markSide, markSide)
	Put(m.sign, x+2.5, y+2.5, markSide-5, markSide-5)
}
