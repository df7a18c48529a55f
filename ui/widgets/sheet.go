package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"parley/ui/theme"
)

// Sheet is a dialog with contents of its own over a scrim. The focus stays
// inside until it is closed.
type Sheet struct {
	widget.BaseWidget
	canvas  fyne.Canvas
	scrim   *canvas.Rectangle
	content fyne.CanvasObject
	card    *container.ThemeOverride
	width   float32
	escape  func()
}

// ShowSheet opens a sheet over the window that at is in, in its theme, width
// wide where there is room. It is as high as its content wants to be, which
// may say so by HeightFor. Escape, when nothing inside uses it, calls escape.
func ShowSheet(at fyne.Widget, width float32, content fyne.CanvasObject, escape func()) *Sheet {
	s := &Sheet{
		canvas: canvasOf(at), scrim: &canvas.Rectangle{FillColor: ink(at, theme.Scrim)},
		content: content, width: width, escape: escape,
	}
	card := NewGround(theme.Surface, theme.RadiusDialog, content)
	card.Edge = theme.Separator
	s.card = container.NewThemeOverride(card, fynetheme.CurrentForWidget(at))
	s.ExtendBaseWidget(s)
	if s.canvas != nil {
		s.canvas.Overlays().Add(s)
		s.Resize(s.canvas.Size())
	}
	return s
}

// Close takes the sheet away. It may be called any number of times.
func (s *Sheet) Close() {
	if s.canvas != nil {
		s.canvas.Overlays().Remove(s)
		s.canvas = nil
	}
}

// TypedKey takes the keys that nothing inside used.
func (s *Sheet) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		call(s.escape)
	}
}

// Tapped implements fyne.Tappable: what is behind the scrim cannot be hit.
func (s *Sheet) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (s *Sheet) CreateRenderer() fyne.WidgetRenderer { return render(s, s.scrim, s.card) }

func (s *Sheet) paint() {}

func (s *Sheet) least() fyne.Size { return fyne.Size{} }

func (s *Sheet) place(size fyne.Size) {
	margin := theme.Space2XL
	if size.Width < theme.Narrow {
		margin = theme.SpaceM
	}
	Put(s.scrim, 0, 0, size.Width, size.Height)
	width := min(s.width, size.Width-2*margin)
	height := min(heightFor(s.content, width), size.Height-2*margin)
	Put(s.card, (size.Width-width)/2, (size.Height-height)/2, width, height)
}
