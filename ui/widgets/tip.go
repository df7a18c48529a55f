package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// TipDelay is how long the pointer rests on something before its tip shows.
const TipDelay = 500 * time.Millisecond

// Root is the content of a window: it draws tips over everything else. Where
// a window has none, there are no tips.
type Root struct {
	widget.BaseWidget
	content fyne.CanvasObject
	box     *canvas.Rectangle
	text    *canvas.Text
	anchor  fyne.CanvasObject // the tip's; nil while there is none
}

// NewRoot returns the content of a window.
func NewRoot(content fyne.CanvasObject) *Root {
	r := &Root{
		content: content,
		box:     &canvas.Rectangle{CornerRadius: theme.RadiusSmall, StrokeWidth: theme.StrokeEdge},
		text:    &canvas.Text{TextSize: theme.TextCaption},
	}
	r.box.Hide()
	r.text.Hide()
	r.ExtendBaseWidget(r)
	return r
}

// Tip returns the tip that is shown now, or nothing.
func (r *Root) Tip() string {
	if r.anchor == nil {
		return ""
	}
	return r.text.Text
}

// CreateRenderer implements fyne.Widget.
func (r *Root) CreateRenderer() fyne.WidgetRenderer { return render(r, r.content, r.box, r.text) }

func (r *Root) paint()           {}
func (r *Root) least() fyne.Size { return r.content.MinSize() }

func (r *Root) place(size fyne.Size) { Put(r.content, 0, 0, size.Width, size.Height) }

func (r *Root) showTip(anchor fyne.Widget, text string) {
	r.anchor, r.text.Text = anchor, text
	r.text.Color = ink(anchor, theme.Text)
	r.box.FillColor, r.box.StrokeColor = ink(anchor, theme.Raised), ink(anchor, theme.Separator)
	r.placeTip(fyne.CurrentApp().Driver().AbsolutePositionForObject(anchor), anchor.Size())
	r.box.Show()
	r.text.Show()
	canvas.Refresh(r.text)
	canvas.Refresh(r.box)
}

// placeTip centres the tip below what it belongs to, or above where below is
// no room, inside the window.
func (r *Root) placeTip(pos fyne.Position, of fyne.Size) {
	const pad, gap = theme.SpaceS, 6
	words := r.text.MinSize()
	width, height := words.Width+2*pad, words.Height+2*theme.SpaceXS
	x := pos.X + (of.Width-width)/2
	x = max(theme.SpaceXS, min(x, r.Size().Width-width-theme.SpaceXS))
	y := pos.Y + of.Height + gap
	if y+height > r.Size().Height-theme.SpaceXS {
		y = pos.Y - gap - height
	}
	Put(r.box, x, y, width, height)
	Put(r.text, x+pad, y+theme.SpaceXS, words.Width, words.Height)
}

func (r *Root) hideTip() {
	r.anchor = nil
	r.box.Hide()
	r.text.Hide()
}

// tipTimer waits before a tip shows. It rides on Fyne's animations, which run
// on the UI's goroutine.
type tipTimer struct {
	wait *fyne.Animation
	root *Root
}

func (t *tipTimer) start(anchor fyne.Widget, text string) {
	t.hide()
	c := canvasOf(anchor)
	if text == "" || c == nil || c.Overlays().Top() != nil {
		return
	}
	root, ok := c.Content().(*Root)
	if !ok {
		return
	}
	t.root = root
	t.wait = fyne.NewAnimation(TipDelay, func(done float32) {
		if done == 1 && t.root == root {
			root.showTip(anchor, text)
		}
	})
	t.wait.Start()
}

func (t *tipTimer) hide() {
	if t.wait != nil {
		t.wait.Stop()
	}
	if t.root != nil {
		t.root.hideTip()
	}
	t.wait, t.root = nil, nil
}
