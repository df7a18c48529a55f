package home

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	"parley/call/signal/invite"
	"parley/call/signal/paste"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// find is the field for a name, an address or a link, with the page's main
// act: a new call while the field is empty, else what is typed there.
type find struct {
	content *fyne.Container
	field   *widgets.Field
	button  *widgets.Button
	acts    findActs
}

// findActs is what comes of the field. None is nil.
type findActs struct {
	submit  func(text string) (problem string)
	fresh   func()
	link    func(text string)                  // a whole one
	text    func(text string) (problem string) // of a call without a server
	changed func()
}

// findButton is the width of the button, whatever it says.
const findButton float32 = 140

func newFind(acts findActs) *find {
	f := &find{acts: acts, field: widgets.NewSearch("Find a person, or paste an address or a link", assets.Search, "Ctrl K")}
	f.field.OnChanged = f.typed
	f.field.OnSubmitted = func(string) { f.submit() }
	f.button = widgets.NewButton("", "", widgets.Primary, f.press)
	f.button.Height, f.button.Width = theme.ControlLarge, findButton
	f.name("")
	f.content = container.New(findLayout{f}, f.field, f.button)
	return f
}

// typed follows what is typed. A whole link is opened at once, so that its
// secret does not stand in the field.
func (f *find) typed(text string) {
	f.field.SetProblem("")
	if invite.IsTyped(text) && interpretLink(text).link {
		f.field.Clear()
		f.acts.link(text)
		return
	}
	if paste.KindOf(text) != 0 {
		if problem := f.acts.text(text); problem != "" {
			f.field.SetProblem(problem)
		}
		return
	}
	f.name(text)
	f.acts.changed()
}

// name says on the button what it does with a text.
func (f *find) name(text string) {
	switch {
	case strings.TrimSpace(text) == "":
		f.button.Set("New call", assets.Link, widgets.Primary)
		f.button.SetTip("Make a link (Ctrl+N)")
	case invite.IsTyped(text), invite.AreWords(text):
		f.button.Set("Open", assets.Link, widgets.Primary)
		f.button.SetTip("")
	default:
		f.button.Set("Call", assets.Camera, widgets.Primary)
		f.button.SetTip("")
	}
}

func (f *find) press() {
	if strings.TrimSpace(f.field.Text()) == "" {
		f.acts.fresh()
		return
	}
	f.submit()
}

// submit does what was typed. A link that is damaged goes: nobody mends it by
// hand, and most of it is a secret.
func (f *find) submit() {
	text := f.field.Text()
	if paste.KindOf(text) != 0 {
		f.typed(text)
		return
	}
	problem := f.acts.submit(text)
	if problem != "" && invite.IsTyped(text) {
		f.field.Clear()
	}
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
