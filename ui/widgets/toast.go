package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/ui/theme"
)

// ToastTime is how long a toast stays when nobody looks at it.
const ToastTime = 6 * time.Second

// Toast is one sentence over the page with at most one button. Whoever shows
// it takes it away: after ToastTime, but not while Hovered.
type Toast struct {
	widget.BaseWidget
	tone     Tone
	rect     *canvas.Rectangle
	sign     *canvas.Image
	icon     assets.Icon
	text     *Label
	act      *Button
	hovered  bool
	sentence string
}

const toastHeight float32 = 52

// NewToast returns a toast. icon may be empty for the tone's own; a nil act
// leaves the button out; main makes it the main act.
func NewToast(tone Tone, icon assets.Icon, sentence, verb string, main bool, act func()) *Toast {
	t := &Toast{
		tone: tone, icon: icon, sentence: sentence, sign: newSign(),
		rect: &canvas.Rectangle{CornerRadius: theme.RadiusCard, StrokeWidth: theme.StrokeEdge},
		text: NewLabel(sentence, Style{Lines: 2}),
	}
	kind := Standard
	if main {
		kind = Primary
	}
	t.act = NewButton(verb, "", kind, act)
	t.act.around = func() { t.hovered = t.act.hovered }
	SetVisible(t.act, act != nil)
	t.ExtendBaseWidget(t)
	return t
}

// Hovered says whether the pointer or the focus is on it.
func (t *Toast) Hovered() bool { return t.hovered || t.act.focused }

// Text returns the sentence.
func (t *Toast) Text() string { return t.sentence }

// MouseIn implements desktop.Hoverable.
func (t *Toast) MouseIn(*desktop.MouseEvent) { t.hovered = true }

// MouseMoved implements desktop.Hoverable.
func (t *Toast) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (t *Toast) MouseOut() { t.hovered = false }

// CreateRenderer implements fyne.Widget.
func (t *Toast) CreateRenderer() fyne.WidgetRenderer {
	return render(t, t.rect, t.sign, t.text, t.act)
}

func (t *Toast) paint() {
	icon, _, sign := t.tone.look()
	if t.icon != "" {
		icon = t.icon
	}
	t.rect.FillColor, t.rect.StrokeColor = ink(t, theme.Raised), ink(t, theme.Separator)
	setSign(t.sign, icon, ink(t, sign))
}

// least is as wide as the sentence, up to the width of a small window.
func (t *Toast) least() fyne.Size {
	width := theme.SpaceL + theme.IconInline + theme.SpaceM + t.text.Natural() + theme.SpaceL + t.actRoom()
	return fyne.NewSize(min(width, 560), toastHeight)
}

func (t *Toast) actRoom() float32 {
	if !t.act.Visible() {
		return 0
	}
	return t.act.MinSize().Width
}

func (t *Toast) place(size fyne.Size) {
	Put(t.rect, 0, 0, size.Width, size.Height)
	left := theme.SpaceL
	Put(t.sign, left, (size.Height-theme.IconInline)/2, theme.IconInline, theme.IconInline)
	left += theme.IconInline + theme.SpaceM
	room := size.Width - left - t.actRoom() - theme.SpaceM
	height := t.text.HeightFor(room)
	Put(t.text, left, (size.Height-height)/2, room, height)
	Put(t.act, size.Width-t.actRoom()-6, (size.Height-theme.Control)/2, t.actRoom(), theme.Control)
}
