package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// ActRow is a quiet button in a Stream. It is dark always.
type ActRow struct {
	widget.BaseWidget
	button *Button
}

// NewActRow returns a row with a button.
func NewActRow(text string, act func()) *ActRow {
	r := &ActRow{button: NewButton(text, "", Quiet, act)}
	r.button.dark, r.button.Height = true, theme.ControlSmall
	r.ExtendBaseWidget(r)
	return r
}

// Button returns the button.
func (r *ActRow) Button() *Button { return r.button }

// Loose tells the Stream that other rows do not hold on to this one.
func (r *ActRow) Loose() bool { return true }

// HeightFor implements StreamRow.
func (r *ActRow) HeightFor(float32) float32 { return theme.ControlLarge }

// CreateRenderer implements fyne.Widget.
func (r *ActRow) CreateRenderer() fyne.WidgetRenderer { return render(r, r.button) }

func (r *ActRow) paint() {}

func (r *ActRow) least() fyne.Size { return fyne.NewSize(0, theme.ControlLarge) }

func (r *ActRow) place(size fyne.Size) {
	m := r.button.MinSize()
	Put(r.button, (size.Width-m.Width)/2, (size.Height-m.Height)/2, m.Width, m.Height)
}
