// Package lobby is the page before a meeting: oneself as the others will see
// and hear one, one's name, and the server that brings people together. Nobody
// sees or hears anything before the person joins.
package lobby

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	"parley/call"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// Actions is what the page asks of the window around it. None is nil.
type Actions struct {
	Do   func(call.Command) // must not block
	Join func(call.Meet)    // comes in
	Back func()             // gives up
	Text func()             // calls somebody with no server
}

// View is the lobby. Its methods belong to the UI's goroutine.
type View struct {
	actions Actions
	now     func() time.Time
	latest  *call.Snapshot
	link    string // that is to be opened; empty for a new call

	back    *widgets.Button
	heading *widgets.Label
	self    *self
	devices *devices
	name    *widgets.Field
	server  *server
	join    *widgets.Button
	will    *widgets.Label // what the others will get
	text    *widgets.Button
	main    *container.Scroll
	reveal  *widgets.Revealer
	content *fyne.Container
}

// New returns the page. picture shows the own camera at any size; the page
// hides it while there is no picture. now tells the time.
func New(actions Actions, picture fyne.CanvasObject, now func() time.Time) *View {
	v := &View{actions: actions, now: now}
	v.back = widgets.NewIconButton(assets.ChevronLeft, "Back (Esc)", widgets.Plain, actions.Back)
	v.heading = widgets.NewLabel("", widgets.Style{Size: theme.TextDisplay, Bold: true, Lines: 2})
	v.self = newSelf(picture, v.showWill)
	v.devices = newDevices(actions.Do)
	v.name = widgets.NewField("Your name")
	v.name.OnSubmitted = func(string) { v.submit() }
	v.server = newServer(v.submit)
	v.join = widgets.NewButton("", "", widgets.Primary, v.submit)
	v.join.Height = joinHeight
	v.will = widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Color: theme.Muted, Lines: 2, Align: fyne.TextAlignCenter})
	v.text = widgets.NewButton("Call without a server", "", widgets.Quiet, actions.Text)
	v.main = container.NewVScroll(container.New(columns{v}, v.left(), v.right()))
	v.reveal = widgets.NewRevealer(v.main)
	v.content = container.New(outline{v}, v.main, v.back)
	return v
}

// joinHeight is that of the guest page's button, from the look.
const joinHeight float32 = 56

func (v *View) left() fyne.CanvasObject {
	return widgets.NewColumn(theme.SpaceL, v.self.content, v.devices.content, v.self.meter.Container)
}

func (v *View) right() fyne.CanvasObject {
	name := widgets.NewColumn(theme.SpaceXS, widgets.NewLabel("Your name", widgets.Style{Bold: true}), v.name)
	return widgets.NewColumn(theme.SpaceL, v.heading, name, v.server.field, v.join, v.will, v.server.note, v.text)
}

// Open shows the page for a link to a server, by its origin; without a link it
// is for a new call, at the server that the settings name.
func (v *View) Open(link, server string) {
	v.link = link
	v.self.reset()
	v.server.open(link != "", server)
	v.name.SetProblem("")
	v.heading.SetText("You are invited to a call")
	v.join.Set("Join", "", widgets.Primary)
	widgets.SetVisible(v.text, link == "")
	if link == "" {
		v.heading.SetText("New call")
		v.join.Set("Begin", "", widgets.Primary)
	}
	v.main.Offset = fyne.Position{}
	v.main.Refresh()
	if v.latest != nil {
		v.show()
	}
}

// Close forgets the link.
func (v *View) Close() { v.link = "" }

// Focus puts the cursor where something has to be typed, else on the button
// that joins.
func (v *View) Focus(c fyne.Canvas) {
	if v.server.asks() {
		v.server.typed.FocusOn(c)
		return
	}
	c.Focus(v.join)
}

// CanvasObject returns what the window shows.
func (v *View) CanvasObject() fyne.CanvasObject { return v.content }

// Preview says whether the page wants the own picture and level.
func (v *View) Preview() bool { return v.self.camera }

// Update shows a snapshot. What did not change since the one before stays
// untouched.
func (v *View) Update(s *call.Snapshot) {
	if s != v.latest {
		v.latest = s
		v.show()
	}
}

// Tick moves what follows the sound and the focus. Call it with the window's
// frame clock while the page is visible.
func (v *View) Tick() {
	if v.latest != nil {
		v.self.tick(v.latest, v.now())
	}
	v.reveal.Follow()
}

func (v *View) show() {
	s := v.latest
	v.self.update(s)
	v.devices.update(s)
	v.name.SetText(s.Settings.Name)
	v.server.update(s)
	v.showWill()
	widgets.Arrange(v.main.Content)
}

// showWill says what the others get.
func (v *View) showWill() {
	if v.latest != nil {
		v.self.update(v.latest)
	}
	v.will.SetText(willBe(v.self.microphone, v.self.camera))
}

// submit comes in once the name and the server are right; about a server that
// is new to the person it asks first.
func (v *View) submit() {
	if v.latest == nil {
		return
	}
	name := clean(v.name.Text())
	if name == "" {
		v.name.SetProblem("Type a name, so that the others know who comes.")
		v.name.Focus()
		return
	}
	v.name.SetProblem("")
	if !v.server.check() {
		return
	}
	if v.link != "" && !v.latest.Settings.Knows(v.server.origin) {
		v.server.ask(v.join, func() { v.enter(name) })
		return
	}
	v.enter(name)
}

// enter keeps what was chosen, and comes in.
func (v *View) enter(name string) {
	v.actions.Do(keep(name, v.server.origin, v.server.chosen()))
	v.actions.Join(call.Meet{
		Place:      session.Place{Link: v.link, Server: v.server.place()},
		Microphone: v.self.microphone, Video: v.self.camera,
	})
}
