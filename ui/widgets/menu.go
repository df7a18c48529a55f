package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/ui/theme"
)

// MenuItem is one line of a menu.
type MenuItem struct {
	Text    string
	Icon    assets.Icon // may be empty
	Checked bool
	Risky   bool // it removes something
	Act     func()
}

// Menu is a list over the window that goes away once one of it was chosen,
// with Escape, or by a click beside it.
type Menu struct {
	widget.BaseWidget
	anchor  fyne.Widget
	canvas  fyne.Canvas
	items   []MenuItem
	pointer *fyne.Position // where it opens, if not at its anchor
	cursor  int
	first   int // the item on top, when there is no room for all
	shadows []*canvas.Rectangle
	card    *canvas.Rectangle
	mark    *canvas.Rectangle // behind the item under the cursor
	lines   []*menuLine
}

type menuLine struct {
	icon, check *canvas.Image
	text        *canvas.Text
}

// The sizes of a menu.
const (
	menuPad     float32 = 6
	menuLeast   float32 = 180
	menuShadows         = 4
)

// ShowMenu opens a menu at anchor, below it where there is room, and takes the
// keyboard. The first checked item has the cursor.
func ShowMenu(anchor fyne.Widget, items []MenuItem) *Menu { return showMenu(newMenu(anchor, items)) }

// ShowMenuAt opens a menu where the pointer is in the window, in the colours
// of anchor.
func ShowMenuAt(anchor fyne.Widget, pointer fyne.Position, items []MenuItem) *Menu {
	m := newMenu(anchor, items)
	m.pointer = &pointer
	return showMenu(m)
}

func showMenu(m *Menu) *Menu {
	anchor, items := m.anchor, m.items
	m.canvas = canvasOf(anchor)
	if m.canvas == nil || len(items) == 0 {
		return m
	}
	m.canvas.Overlays().Add(m)
	m.Resize(m.canvas.Size())
	m.canvas.Focus(m)
	return m
}

func newMenu(anchor fyne.Widget, items []MenuItem) *Menu {
	m := &Menu{
		anchor: anchor, items: items, card: &canvas.Rectangle{CornerRadius: theme.RadiusInner, StrokeWidth: theme.StrokeEdge},
		mark: &canvas.Rectangle{CornerRadius: theme.RadiusSmall},
	}
	for i := range menuShadows {
		m.shadows = append(m.shadows, &canvas.Rectangle{CornerRadius: theme.RadiusInner + float32(i)})
	}
	for i, item := range items {
		m.lines = append(m.lines, &menuLine{newSign(), newSign(), &canvas.Text{TextSize: theme.TextBody}})
		if item.Checked {
			m.cursor = i
		}
	}
	m.ExtendBaseWidget(m)
	return m
}

// Close takes the menu away. It may be called any number of times.
func (m *Menu) Close() {
	if m.canvas != nil {
		m.canvas.Overlays().Remove(m)
		m.canvas = nil
	}
}

// FocusGained implements fyne.Focusable.
func (m *Menu) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (m *Menu) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (m *Menu) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (m *Menu) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		m.moveTo(m.cursor - 1)
	case fyne.KeyDown:
		m.moveTo(m.cursor + 1)
	case fyne.KeyHome:
		m.moveTo(0)
	case fyne.KeyEnd:
		m.moveTo(len(m.items) - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		m.choose(m.cursor)
	case fyne.KeyEscape:
		m.Close()
	}
}

// AcceptsTab implements fyne.Tabbable: the focus stays in the menu.
func (m *Menu) AcceptsTab() bool { return true }

// Tapped implements fyne.Tappable.
func (m *Menu) Tapped(e *fyne.PointEvent) {
	if i := m.at(e.Position); i >= 0 {
		m.choose(i)
		return
	}
	m.Close()
}

// Scrolled implements fyne.Scrollable.
func (m *Menu) Scrolled(e *fyne.ScrollEvent) {
	step := 1
	if e.Scrolled.DY > 0 {
		step = -1
	}
	m.moveTo(m.cursor + step)
}

// MouseIn implements desktop.Hoverable.
func (m *Menu) MouseIn(e *desktop.MouseEvent) { m.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (m *Menu) MouseMoved(e *desktop.MouseEvent) {
	if i := m.at(e.Position); i >= 0 {
		m.moveTo(i)
	}
}

// MouseOut implements desktop.Hoverable.
func (m *Menu) MouseOut() {}

func (m *Menu) choose(i int) {
	m.Close()
	m.items[i].Act()
}

func (m *Menu) moveTo(i int) {
	i = max(0, min(i, len(m.items)-1))
	if i != m.cursor {
		m.cursor = i
		m.Refresh()
	}
}

// at returns the item at a place, or -1.
func (m *Menu) at(pos fyne.Position) int {
	top, left := m.card.Position().Y+menuPad, m.card.Position().X
	if pos.X < left || pos.X > left+m.card.Size().Width || pos.Y < top {
		return -1
	}
	i := int((pos.Y - top) / theme.Control)
	if i >= m.shown() {
		return -1
	}
	return m.first + i
}

// shown is how many items have room.
func (m *Menu) shown() int {
	room := m.Size().Height - 2*menuPad - 2*theme.SpaceS
	return max(1, min(len(m.items), int(room/theme.Control)))
}

// CreateRenderer implements fyne.Widget.
func (m *Menu) CreateRenderer() fyne.WidgetRenderer {
	var objects []fyne.CanvasObject
	for _, s := range m.shadows {
		objects = append(objects, s)
	}
	objects = append(objects, m.card, m.mark)
	for _, l := range m.lines {
		objects = append(objects, l.icon, l.text, l.check)
	}
	return render(m, objects...)
}

func (m *Menu) paint() {
	for _, s := range m.shadows {
		s.FillColor = ink(m.anchor, theme.Hover)
	}
	m.card.FillColor, m.card.StrokeColor = ink(m.anchor, theme.Raised), ink(m.anchor, theme.Separator)
	m.mark.FillColor = ink(m.anchor, theme.Hover)
	for i, item := range m.items {
		words := theme.Text
		if item.Risky {
			words = theme.Error
		}
		l := m.lines[i]
		l.text.Color = ink(m.anchor, words)
		setSign(l.icon, item.Icon, ink(m.anchor, words))
		setSign(l.check, checkOf(item), ink(m.anchor, theme.Primary))
	}
}

func checkOf(item MenuItem) assets.Icon {
	if item.Checked {
		return assets.Check
	}
	return ""
}

func (m *Menu) least() fyne.Size { return fyne.Size{} }

func (m *Menu) place(size fyne.Size) {
	shown := m.shown()
	m.first = max(m.cursor-shown+1, min(m.first, m.cursor))
	width := min(m.width(), size.Width-2*theme.SpaceS)
	height := float32(shown)*theme.Control + 2*menuPad
	x, y := m.corner(width, height)
	for i, s := range m.shadows {
		out := float32(i)
		Put(s, x-out, y-out+2, width+2*out, height+2*out)
	}
	Put(m.card, x, y, width, height)
	Put(m.mark, x+menuPad, y+menuPad+float32(m.cursor-m.first)*theme.Control, width-2*menuPad, theme.Control)
	for i, l := range m.lines {
		row := i - m.first
		l.place(m.items[i], row >= 0 && row < shown, x+menuPad, y+menuPad+float32(row)*theme.Control, width-2*menuPad)
	}
}

// corner is where the card goes: under its anchor, or over it where under it
// is less room than above.
func (m *Menu) corner(width, height float32) (x, y float32) {
	pos, below := fyne.CurrentApp().Driver().AbsolutePositionForObject(m.anchor), m.anchor.Size().Height
	if m.pointer != nil {
		pos, below = *m.pointer, 0
	}
	x = max(theme.SpaceS, min(pos.X, m.Size().Width-width-theme.SpaceS))
	y = pos.Y + below + theme.SpaceXS
	if y+height > m.Size().Height-theme.SpaceS {
		y = max(theme.SpaceS, min(pos.Y-theme.SpaceXS, m.Size().Height-theme.SpaceS)-height)
	}
	return x, max(theme.SpaceS, y)
}

func (m *Menu) width() float32 {
	width := menuLeast
	if m.pointer == nil {
		width = max(width, m.anchor.Size().Width)
	}
	for _, item := range m.items {
		words := measure(item.Text, theme.TextBody, fyne.TextStyle{})
		width = max(width, words+2*menuPad+3*theme.SpaceM+2*theme.IconInline)
	}
	return width
}

func (l *menuLine) place(item MenuItem, visible bool, x, y, width float32) {
	SetVisible(l.text, visible)
	SetVisible(l.icon, visible && item.Icon != "")
	SetVisible(l.check, visible && item.Checked)
	left, side := x+theme.SpaceM, theme.IconLabel
	if item.Icon != "" {
		Put(l.icon, left, y+(theme.Control-side)/2, side, side)
		left += side + theme.SpaceM
	}
	Put(l.check, x+width-side-theme.SpaceS, y+(theme.Control-side)/2, side, side)
	room := x + width - side - 2*theme.SpaceS - left
	l.text.Text = shorten(item.Text, room, func(s string) float32 { return measure(s, theme.TextBody, fyne.TextStyle{}) })
	putText(l.text, left, y, room, theme.Control)
}
