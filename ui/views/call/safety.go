package call

import (
	"strings"
	"sync"
	"sync/atomic"

	core "parley/call"
	"parley/call/identity"
	"parley/ui/widgets"
)

// safety asks whether somebody is who they say: it shows the six words that
// both sides have, and takes what came of comparing them.
type safety struct {
	person core.Contact
	acts   safetyActs
	sheet  *widgets.Sheet
	face   *safetyFace
	words  atomic.Pointer[identity.SafetyWords] // nil as long as they are computed
	shown  bool
	done   sync.WaitGroup
}

// safetyActs is what comes of it. None is nil.
type safetyActs struct {
	decide func(same bool)
	close  func()
}

// compareWords opens the question about somebody in the call, by key.
func (v *View) compareWords(key string) {
	p, here := v.inCall(key)
	if !here || v.safety != nil {
		return
	}
	person := p.Contact
	person.Person = p.Person
	s := &safety{person: person, acts: safetyActs{
		decide: func(same bool) { v.compared(p, same) }, close: v.endSafety,
	}}
	s.compute(v.snapshot.Self.Key, key)
	v.safety = s
	s.show(v.Anchor(), v.snapshot.Self, v.narrow())
}

// compute derives the words beside the window: that takes a moment.
func (s *safety) compute(own, theirs string) {
	a, err := identity.ParseKey(own)
	b, err2 := identity.ParseKey(theirs)
	if err != nil || err2 != nil {
		return // the backend proves keys; nobody without one is in a call
	}
	s.done.Go(func() {
		words := identity.WordsOf(a, b)
		s.words.Store(&words)
	})
}

// text is the words as they are read, and as a code has them.
func (s *safety) text() string {
	if words := s.words.Load(); words != nil {
		return strings.Join(words[:], " ")
	}
	return ""
}

// inCall returns who in the call has a key.
func (v *View) inCall(key string) (core.Participant, bool) {
	if v.snapshot == nil || v.snapshot.Call == nil {
		return core.Participant{}, false
	}
	for _, p := range v.snapshot.Call.Participants {
		if p.Person.Key == key {
			return p, true
		}
	}
	return core.Participant{}, false
}

// mindSafety takes the question away when the person has left.
func (v *View) mindSafety() {
	if v.safety == nil {
		return
	}
	if _, here := v.inCall(v.safety.person.Key); !here {
		v.endSafety()
	}
}

// beatSafety shows the words once they are computed.
func (v *View) beatSafety() {
	if s := v.safety; s != nil && !s.shown && s.words.Load() != nil {
		s.shown = true
		s.face.set(*s.words.Load(), s.text())
	}
}

func (v *View) endSafety() {
	if s := v.safety; s != nil {
		v.safety = nil
		s.sheet.Close()
	}
}

// compared takes the answer, and warns of what it means that the words differ.
func (v *View) compared(p core.Participant, same bool) {
	v.endSafety()
	v.acts.Do(core.VerifyPerson{Key: p.Person.Key, Yes: same})
	if same {
		return
	}
	name := firstName(p.Person.Name)
	widgets.ShowDialog(v.Anchor(), "Somebody may stand between you and "+name+".",
		"What you say and show may reach somebody else first. Leave the call, and call "+name+" over another network. "+
			"If the words differ again, meet in person.", nil,
		widgets.Answer{Text: "Stay", Kind: widgets.Standard, Harmless: true},
		widgets.Answer{Text: "Leave the call", Kind: widgets.Danger, Act: v.leave})
}
