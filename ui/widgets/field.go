package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"parley/assets"
	"parley/ui/theme"
)

// Field is a line to write in. A problem with what was written stands below.
type Field struct {
	widget.BaseWidget
	// OnChanged, OnSubmitted and OnLeft tell that the words changed, that
	// Enter was pressed, and that the focus went; each may be nil.
	OnChanged   func(text string)
	OnSubmitted func(text string)
	OnLeft      func(text string)

	icon    assets.Icon
	hint    string
	problem *Label
	large   bool

	edge  *canvas.Rectangle
	sign  *canvas.Image
	cap   *canvas.Rectangle
	key   *canvas.Text
	entry *entry
	inner fyne.CanvasObject
}

// NewField returns an empty field of theme.Control in height.
func NewField(placeholder string) *Field { return newField(placeholder, "", "", fieldTheme{}) }

// NewDarkField returns the same for a page that is dark always.
func NewDarkField(placeholder string) *Field {
	return newField(placeholder, "", "", fieldTheme{dark: true})
}

// NewSearch returns a large field with an icon before and the name of a key
// behind, which is shown while the field is empty.
func NewSearch(placeholder string, icon assets.Icon, key string) *Field {
	return newField(placeholder, icon, key, fieldTheme{large: true})
}

func newField(placeholder string, icon assets.Icon, key string, inner fieldTheme) *Field {
	f := &Field{
		icon: icon, hint: key, large: inner.large, sign: newSign(),
		edge:    &canvas.Rectangle{},
		cap:     &canvas.Rectangle{CornerRadius: 6, StrokeWidth: theme.StrokeEdge},
		key:     &canvas.Text{TextSize: theme.TextCaption, Text: key},
		problem: NewLabel("", Style{Size: theme.TextCaption, Color: theme.Error, Lines: 2}),
	}
	f.entry = newEntry(f, placeholder)
	f.inner = container.NewThemeOverride(f.entry, inner)
	f.ExtendBaseWidget(f)
	return f
}

// Text returns what is written.
func (f *Field) Text() string { return f.entry.Text }

// SetText writes text, unless the person is writing there.
func (f *Field) SetText(text string) {
	if f.entry.Text != text && !f.entry.focused {
		f.entry.SetText(text)
	}
}

// Clear empties the field.
func (f *Field) Clear() { f.entry.SetText("") }

// SetProblem shows a sentence below, or takes it away.
func (f *Field) SetProblem(sentence string) {
	if f.problem.Text() == sentence {
		return
	}
	f.problem.SetText(sentence)
	f.Refresh()
}

// Problem returns the sentence below.
func (f *Field) Problem() string { return f.problem.Text() }

// Focus puts the cursor into the field.
func (f *Field) Focus() {
	if c := canvasOf(f); c != nil {
		c.Focus(f.entry)
	}
}

// FocusOn does so in a window where the field was not drawn yet.
func (f *Field) FocusOn(c fyne.Canvas) { c.Focus(f.entry) }

// Focused says whether the cursor is in the field.
func (f *Field) Focused() bool { return f.entry.focused }

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	return render(f, f.edge, f.sign, f.cap, f.key, f.inner, f.problem)
}

func (f *Field) paint() {
	f.edge.FillColor, f.edge.CornerRadius = ink(f, theme.Field), f.radius()
	edge, stroke := theme.FieldEdge, theme.StrokeEdge
	switch {
	case f.problem.Text() != "":
		edge, stroke = theme.Error, theme.StrokeFocus
	case f.entry.focused:
		edge, stroke = theme.Primary, theme.StrokeFocus
	}
	f.edge.StrokeColor, f.edge.StrokeWidth = ink(f, edge), stroke
	setSign(f.sign, f.icon, ink(f, theme.Muted))
	empty := f.hint != "" && f.entry.Text == ""
	SetVisible(f.cap, empty)
	SetVisible(f.key, empty)
	f.cap.FillColor, f.cap.StrokeColor = ink(f, theme.Field), ink(f, theme.Separator)
	f.key.Color = ink(f, theme.Muted)
	SetVisible(f.problem, f.problem.Text() != "")
}

func (f *Field) radius() float32 {
	if f.large {
		return theme.RadiusInner
	}
	return theme.RadiusButton
}

func (f *Field) height() float32 {
	if f.large {
		return theme.ControlLarge
	}
	return theme.Control
}

func (f *Field) least() fyne.Size {
	return fyne.NewSize(120, f.HeightFor(f.Size().Width))
}

// HeightFor includes the problem below.
func (f *Field) HeightFor(width float32) float32 {
	if f.problem.Text() == "" {
		return f.height()
	}
	return f.height() + theme.SpaceXS + f.problem.HeightFor(width)
}

func (f *Field) place(size fyne.Size) {
	height := f.height()
	Put(f.edge, 0, 0, size.Width, height)
	left, right := float32(2), float32(4)
	if f.icon != "" {
		Put(f.sign, 18, (height-theme.IconInline)/2, theme.IconInline, theme.IconInline)
		left = 38
	}
	if f.hint != "" {
		words := f.key.MinSize()
		width := words.Width + theme.SpaceL
		right = width + theme.SpaceL + 4
		Put(f.cap, size.Width-width-theme.SpaceL, (height-22)/2, width, 22)
		Put(f.key, size.Width-width-theme.SpaceS, (height-words.Height)/2, words.Width, words.Height)
	}
	inner := f.inner.MinSize().Height
	Put(f.inner, left, (height-inner)/2, size.Width-left-right, inner)
	f.entry.shortenPlaceholder(size.Width - left - right)
	Put(f.problem, 0, height+theme.SpaceXS, size.Width, f.problem.HeightFor(size.Width))
}
