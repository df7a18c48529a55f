// Package home is the page that Parley opens with: who can be called, and
// oneself as others would see and hear one.
package home

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/call"
	"parley/ui/widgets"
)

// Actions is what the page asks of the window around it.
type Actions struct {
	Do       func(call.Command) // must not block
	Settings func()             // opens the settings, at the devices
	ShowFile func(path string)  // that arrived, in its folder
}

// View is the home page. Its methods belong to the UI's goroutine.
type View struct {
	actions Actions
	now     func() time.Time
	latest  *call.Snapshot

	self    *self
	notices *notices
	find    *find
	nearby  *nearby
	known   *known
	address *address // below the page, where the column beside it has no room
	main    *container.Scroll
	reveal  *widgets.Revealer
	content *fyne.Container
}

// New returns the page. picture shows the own camera at any size; the page
// hides it while there is no picture. now tells the time.
func New(actions Actions, picture fyne.CanvasObject, now func() time.Time) *View {
	v := &View{actions: actions, now: now}
	v.self = newSelf(actions, picture)
	v.notices = newNotices(actions)
	v.find = newFind(v.ring, v.show)
	v.nearby = newNearby(actions, v.find.focus)
	v.known = newKnown(actions)
	v.address = newAddress()
	v.main = container.NewVScroll(v.page())
	v.reveal = widgets.NewRevealer(v.main)
	v.content = container.New(outline{v},
		v.main, v.self.ground, v.self.edge, v.self.preview, v.self.head, v.self.more, v.self.address.content)
	return v
}

// CanvasObject returns what the window shows.
func (v *View) CanvasObject() fyne.CanvasObject { return v.content }

// FocusSearch puts the cursor where a person or an address is typed (Ctrl+K).
func (v *View) FocusSearch() { v.find.focus() }

// Preview says whether the page wants to show the own picture and level: the
// person can switch them off there.
func (v *View) Preview() bool { return v.self.previewing }

// Update shows a snapshot. What did not change since the one before stays
// untouched.
func (v *View) Update(s *call.Snapshot) {
	if s == v.latest {
		return
	}
	if v.latest != nil && v.latest.State == call.Idle && s.State != call.Idle {
		v.find.clear()
	}
	v.latest = s
	v.self.update(s)
	v.address.update(s)
	v.notices.update(s)
	v.show()
}

// Tick moves what follows the sound and the focus. Call it with the window's
// frame clock while the page is visible.
func (v *View) Tick() {
	v.self.tick(v.now())
	v.reveal.Follow()
}

// show lists the people that the words in the field leave over.
func (v *View) show() {
	if v.latest == nil {
		return
	}
	text, now := v.find.text(), v.now()
	v.nearby.update(v.latest, text, now)
	v.known.update(v.latest, text, now)
	widgets.Arrange(v.main.Content)
}

// ring calls whoever the words mean, or says why it cannot.
func (v *View) ring(text string) (problem string) {
	if v.latest == nil {
		return ""
	}
	m := interpret(text, everybody(v.latest))
	if m.target != "" {
		v.actions.Do(call.Ring{Target: m.target, Video: true})
	}
	return m.problem
}

// everybody lists who is nearby or known, each once.
func everybody(s *call.Snapshot) []call.Contact {
	people := append([]call.Contact(nil), s.Nearby...)
	seen := map[string]bool{}
	for _, c := range people {
		seen[c.Key] = true
	}
	for _, c := range s.Known {
		if !seen[c.Key] {
			people = append(people, c)
		}
	}
	return people
}
