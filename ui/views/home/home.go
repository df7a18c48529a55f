// Package home is the page that Parley opens with: who can be called, and
// oneself as others would see and hear one.
package home

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/call"
	"parley/call/signal/paste"
	"parley/ui/widgets"
)

// Actions is what the page asks of the window around it.
type Actions struct {
	Do       func(call.Command) // must not block
	Settings func()             // opens the settings, at the devices
	NewCall  func()             // begins a call of several people
	OpenLink func(text string)  // a link, or a server and six words, that make sense
	Answer   func(text string)  // a text that invites: see call.AnswerOffer
	Again    func()             // comes into the last meeting once more
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
	v.find = newFind(findActs{submit: v.ring, fresh: actions.NewCall, link: actions.OpenLink, text: v.takeText, changed: v.show})
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

// FocusSearch puts the cursor where a person, an address or a link is typed
// (Ctrl+K).
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
	switch {
	case m.link:
		v.find.clear()
		v.actions.OpenLink(text)
	case m.target != "":
		v.actions.Do(call.Ring{Target: m.target, Video: true})
	}
	return m.problem
}

// takeText does what a pasted text is for, or says what is wrong with it.
func (v *View) takeText(text string) (problem string) {
	kind := paste.KindOf(text)
	if err := paste.Check(text, kind); err != nil {
		return paste.Sentence(err)
	}
	v.find.clear()
	if kind == paste.OfferText {
		v.actions.Answer(text)
	} else {
		v.actions.Do(call.RingAnswer{Text: text, Video: true})
	}
	return ""
}

// Say shows a sentence about what was to be opened, where it can be typed.
func (v *View) Say(sentence string) { v.find.field.SetProblem(sentence) }

// Leave forgets what was typed: it may be half a link.
func (v *View) Leave() { v.find.clear() }

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
