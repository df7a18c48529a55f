package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
)

// NavItem is one page in a list of pages.
type NavItem struct {
	press
	icon   assets.Icon
	text   string
	chosen bool
	body   shape
	sign   *canvas.Image
	label  *canvas.Text
}

const navHeight float32 = 44

// NewNavItem returns an item that opens a page.
func NewNavItem(icon assets.Icon, text string, open func()) *NavItem {
	n := &NavItem{icon: icon, text: text, body: newShape(), sign: newSign(), label: &canvas.Text{TextSize: theme.TextBody}}
	n.extend(n, open)
	return n
}

// SetChosen says whether its page is open.
func (n *NavItem) SetChosen(chosen bool) {
	if n.chosen != chosen {
		n.chosen = chosen
		n.Refresh()
	}
}

// Text returns the name of the page.
func (n *NavItem) Text() string { return n.text }

// CreateRenderer implements fyne.Widget.
func (n *NavItem) CreateRenderer() fyne.WidgetRenderer {
	return render(n, n.body.objects(n.sign, n.label)...)
}

func (n *NavItem) paint() {
	ground, words := fyne.ThemeColorName(""), theme.Text
	if n.chosen {
		ground, words = theme.Tint, theme.Primary
	}
	n.body.paint(&n.press, ground)
	n.label.Text, n.label.Color = n.text, ink(n, words)
	n.label.TextStyle.Bold = n.chosen
	setSign(n.sign, n.icon, ink(n, words))
}

func (n *NavItem) least() fyne.Size { return fyne.NewSize(160, navHeight) }

func (n *NavItem) place(size fyne.Size) {
	n.body.place(0, 0, size.Width, size.Height, theme.RadiusButton)
	Put(n.sign, theme.SpaceM, (size.Height-theme.IconInline)/2, theme.IconInline, theme.IconInline)
	left := theme.SpaceM + theme.IconInline + theme.SpaceM
	putText(n.label, left, 0, size.Width-left-theme.SpaceS, size.Height)
}
