package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// Answer is a way out of a dialog.
type Answer struct {
	Text     string
	Kind     Kind
	Act      func() // after the dialog closed; may be nil
	Harmless bool   // it has the focus first, and is what Escape means
	Apart    bool   // alone at the left: the dangerous one
}

// Dialog asks one question over a scrim. The focus stays inside until it is
// answered.
type Dialog struct {
	widget.BaseWidget
	canvas  fyne.Canvas
	scrim   *canvas.Rectangle
	card    *container.ThemeOverride
	width   float32
	escape  func()
	buttons []*Button
}

const dialogWidth float32 = 480

// ShowDialog asks a question over the window that at is in, in its theme:
// title, a text, perhaps more content, and the answers, the main one last.
func ShowDialog(at fyne.Widget, title, text string, content fyne.CanvasObject, answers ...Answer) *Dialog {
	d := newDialog(at, title, text, content, answers)
	d.canvas = canvasOf(at)
	if d.canvas == nil {
		return d
	}
	d.canvas.Overlays().Add(d)
	d.Resize(d.canvas.Size())
	for i, a := range answers {
		if a.Harmless {
			d.canvas.Focus(d.buttons[i])
		}
	}
	return d
}

func newDialog(at fyne.Widget, title, text string, content fyne.CanvasObject, answers []Answer) *Dialog {
	d := &Dialog{width: dialogWidth, scrim: &canvas.Rectangle{FillColor: ink(at, theme.Scrim)}}
	rows := []fyne.CanvasObject{NewLabel(title, Style{Size: theme.TextDialog, Bold: true, Lines: 3})}
	if text != "" {
		rows = append(rows, NewLabel(text, Style{Color: theme.Muted, Lines: 8}))
	}
	if content != nil {
		rows = append(rows, content)
	}
	rows = append(rows, NewGap(0, theme.SpaceXS), d.answers(answers))
	card := NewGround(theme.Surface, theme.RadiusDialog, NewInset(theme.SpaceXL, theme.SpaceXL, theme.SpaceXL, theme.SpaceXL, NewColumn(theme.SpaceM, rows...)))
	card.Edge = theme.Separator
	d.card = container.NewThemeOverride(card, fynetheme.CurrentForWidget(at))
	d.ExtendBaseWidget(d)
	return d
}

// answers lays the buttons out: those apart at the left, the rest right.
func (d *Dialog) answers(answers []Answer) *fyne.Container {
	var left, right []fyne.CanvasObject
	for _, a := range answers {
		act := func() { d.Close(); call(a.Act) }
		b := NewButton(a.Text, "", a.Kind, act)
		d.buttons = append(d.buttons, b)
		if a.Harmless {
			d.escape = act
		}
		if a.Apart {
			left = append(left, b)
		} else {
			right = append(right, b)
		}
	}
	line := append(append(left, NewGap(0, 0)), right...)
	return NewLine(theme.SpaceS, len(left), line...)
}

// Buttons returns the buttons, as the answers were given.
func (d *Dialog) Buttons() []*Button { return d.buttons }

// Close takes the dialog away. It may be called any number of times.
func (d *Dialog) Close() {
	if d.canvas != nil {
		d.canvas.Overlays().Remove(d)
		d.canvas = nil
	}
}

// TypedKey takes the keys that no button used.
func (d *Dialog) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		call(d.escape)
	}
}

// Tapped implements fyne.Tappable: what is behind the scrim cannot be hit.
func (d *Dialog) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (d *Dialog) CreateRenderer() fyne.WidgetRenderer { return render(d, d.scrim, d.card) }

func (d *Dialog) paint() {}

func (d *Dialog) least() fyne.Size { return d.card.MinSize() }

func (d *Dialog) place(size fyne.Size) {
	Put(d.scrim, 0, 0, size.Width, size.Height)
	width := min(d.width, size.Width-2*theme.SpaceL)
	// The first size breaks the lines, from which the height follows.
	d.card.Resize(fyne.NewSize(width, d.card.MinSize().Height))
	height := min(d.card.MinSize().Height, size.Height-2*theme.SpaceL)
	Put(d.card, (size.Width-width)/2, (size.Height-height)/2, width, height)
}
