package call

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	core "parley/call"
	"parley/call/identity"
	"parley/ui/widgets"
)

// comparing is a page on which the words of the first of a call are compared.
func comparing(t *testing.T, s *core.Snapshot) *rig {
	t.Helper()
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(s)
	r.view.compareWords(keyOf(0).String())
	if r.view.safety == nil {
		t.Fatal("nothing is asked")
	}
	return r
}

// words waits for the words to be computed and shown.
func (r *rig) words(t *testing.T) string {
	t.Helper()
	for end := time.Now().Add(time.Minute); r.view.safety.words.Load() == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("there are no words")
		}
	}
	r.view.Beat(r.now)
	var said []string
	for _, c := range r.view.safety.face.cells {
		said = append(said, c.Text())
	}
	return strings.Join(said, " ")
}

func TestWordsAreComparedOnce(t *testing.T) {
	r := comparing(t, twoPeople())
	face := r.view.safety.face
	test.Tap(face.match)
	if len(r.given) != 0 || r.view.safety == nil {
		t.Fatal("the words match before there are any")
	}
	want := identity.WordsOf(keyOf(9), keyOf(0))
	if got := r.words(t); got != strings.Join(want[:], " ") {
		t.Fatalf("the words are %q, want %q", got, want)
	}
	test.Tap(face.match)
	if !r.has(core.VerifyPerson{Key: keyOf(0).String(), Yes: true}) || r.view.safety != nil {
		t.Errorf("what matches commands %v", r.given)
	}
	if r.window.Canvas().Overlays().Top() != nil {
		t.Error("the question stands still")
	}
}

func TestWordsThatDiffer(t *testing.T) {
	r := comparing(t, twoPeople())
	r.words(t)
	test.Tap(r.view.safety.face.differ)
	if !r.has(core.VerifyPerson{Key: keyOf(0).String(), Yes: false}) {
		t.Fatalf("what differs commands %v", r.given)
	}
	warning, ok := r.window.Canvas().Overlays().Top().(*widgets.Dialog)
	if !ok {
		t.Fatal("nobody is warned")
	}
	test.Tap(warning.Buttons()[1])
	if !r.has(core.Hangup{}) {
		t.Errorf("leaving commands %v", r.given)
	}
}

func TestWordsAsACode(t *testing.T) {
	r := comparing(t, twoPeople())
	r.words(t)
	face := r.view.safety.face
	for _, coded := range []bool{true, false} {
		test.Tap(face.toggle)
		if face.code.Visible() != coded || face.words.Visible() == coded {
			t.Errorf("a code is wanted: %t, seen: %t", coded, face.code.Visible())
		}
	}
}

// The question goes away by Escape, and with the person it is about.
func TestQuestionGoesAway(t *testing.T) {
	for name, away := range map[string]func(*rig){
		"Escape":        func(r *rig) { r.press(fyne.KeyEscape) },
		"they leave":    func(r *rig) { s := twoPeople(); s.Call.Participants = nil; r.show(s) },
		"the call ends": func(r *rig) { s := twoPeople(); s.Call = nil; r.show(s) },
	} {
		t.Run(name, func(t *testing.T) {
			r := comparing(t, twoPeople())
			r.words(t)
			away(r)
			if r.view.safety != nil || r.window.Canvas().Overlays().Top() != nil || r.has(core.VerifyPerson{}) {
				t.Errorf("the question stands, or was answered: %v", r.given)
			}
		})
	}
}

func TestStatusNamesEverybody(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(guestsHere())
	rows := r.view.trustRows(func() {})
	if len(rows) != 3 {
		t.Fatalf("%d people", len(rows))
	}
	closed := false
	rows = r.view.trustRows(func() { closed = true })
	for _, o := range test.LaidOutObjects(rows[1]) {
		if b, ok := o.(*widgets.Button); ok {
			test.Tap(b)
		}
	}
	if !closed || r.view.safety == nil || r.view.safety.person.Key != keyOf(1).String() {
		t.Error("the words of somebody else, or nobody's, are compared")
	}
	r.words(t)
}

func TestChangedKeyStandsOnTheTile(t *testing.T) {
	for _, c := range []struct {
		state   tileState
		quality int
		want    string
	}{
		{tileState{}, 3, ""},
		{tileState{}, poor, "Weak network"},
		{tileState{reduced: true}, poor, "Weak network, picture reduced"},
		{tileState{initials: "Mara Lindqvist", changed: true}, 3, "Is this the Mara you know?"},
		{tileState{initials: "Mara Lindqvist", changed: true}, poor, "Is this the Mara you know?"},
	} {
		if got := c.state.caution(c.quality); got != c.want {
			t.Errorf("%+v at %d says %q, want %q", c.state, c.quality, got, c.want)
		}
	}
}

func TestTileMenuComparesWords(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(guestsHere())
	tile := r.view.others[1]
	tile.MouseMoved(nil)
	test.Tap(tile.more)
	menu, ok := r.window.Canvas().Overlays().Top().(*widgets.Menu)
	if !ok {
		t.Fatal("no menu opens")
	}
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if r.view.safety == nil || r.view.safety.person.Key != keyOf(1).String() {
		t.Fatal("nobody's words are compared, or somebody else's")
	}
	r.words(t)
}
