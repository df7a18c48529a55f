package home

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// find is the field for a name or an address, with the page's main act.
type find struct {
	content *fyne.Container
	field   *widgets.Field
	button  *widgets.Button
	ring    func(text string) (problem string)
}

func newFind(ring func(string) string, changed func()) *find {
	f := &find{ring: ring, field: widgets.NewSearch("Find a person, or type an address", assets.Search, "Ctrl K")}
	f.field.OnChanged = func(string) {
		f.field.SetProblem("")
		changed()
	}
	f.field.OnSubmitted = func(string) { f.submit() }
	f.button = widgets.NewButton("Call", assets.Camera, widgets.Primary, f.submit)
	f.button.Height = theme.ControlLarge
	f.content = container.New(findLayout{f}, f.field, f.button)
	return f
}

func (f *find) submit() {
	problem := f.ring(f.field.Text())
	f.field.SetProblem(problem)
	if problem != "" {
		f.focus()
	}
}

func (f *find) text() string { return f.field.Text() }
func (f *find) focus()       { f.field.Focus() }

func (f *find) clear() {
	if f.field.Text() != "" {
		f.field.Clear()
	}
	f.field.SetProblem("")
}

// findLayout sets the button beside the field, and leaves it at the top when
// a sentence comes below the field.
type findLayout struct{ f *find }

// MinSize implements fyne.Layout.
func (l findLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	field, button := l.f.field.MinSize(), l.f.button.MinSize()
	return fyne.NewSize(field.Width+theme.SpaceM+button.Width, field.Height)
}

// Layout implements fyne.Layout.
func (l findLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	button := l.f.button.MinSize()
	width := size.Width - theme.SpaceM - button.Width
	widgets.Put(l.f.field, 0, 0, width, l.f.field.HeightFor(width))
	widgets.Put(l.f.button, width+theme.SpaceM, 0, button.Width, button.Height)
}
