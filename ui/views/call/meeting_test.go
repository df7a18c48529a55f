package call

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	core "parley/call"
	"parley/call/session"
	"parley/call/stats"
	"parley/ui/widgets"
)

// tapPlace presses a button by the name it has in the map.
func (r *rig) tapPlace(t *testing.T, name string) {
	t.Helper()
	b, ok := r.view.Places()[name].(*widgets.Button)
	if !ok || !b.Visible() {
		t.Fatalf("no button %s", name)
	}
	test.Tap(b)
}

// answer presses a button of the dialog that is open.
func (r *rig) answer(t *testing.T, text string) {
	t.Helper()
	d, ok := r.window.Canvas().Overlays().Top().(*widgets.Dialog)
	if !ok {
		t.Fatal("nothing is asked")
	}
	for _, b := range d.Buttons() {
		if b.Text() == text {
			test.Tap(b)
			return
		}
	}
	t.Fatalf("no answer %q", text)
}

// chooseWith takes the first or the last line of the menu that is open.
func (r *rig) chooseWith(t *testing.T, key fyne.KeyName) {
	t.Helper()
	m, ok := r.window.Canvas().Overlays().Top().(*widgets.Menu)
	if !ok {
		t.Fatal("no menu is open")
	}
	m.TypedKey(&fyne.KeyEvent{Name: key})
	m.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

// says reports whether the window shows a text that contains words.
func (r *rig) says(words string) bool {
	for _, o := range append([]fyne.CanvasObject{r.window.Content()}, r.window.Canvas().Overlays().List()...) {
		if tells(o, words) {
			return true
		}
	}
	return false
}

func tells(o fyne.CanvasObject, words string) bool {
	if !o.Visible() {
		return false
	}
	var parts []fyne.CanvasObject
	switch o := o.(type) {
	case *canvas.Text:
		return strings.Contains(o.Text, words)
	case *fyne.Container:
		parts = o.Objects
	case fyne.Widget:
		parts = test.WidgetRenderer(o).Objects()
	}
	return slices.ContainsFunc(parts, func(part fyne.CanvasObject) bool { return tells(part, words) })
}

func TestAloneSendsTheLink(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(alone())
	if !r.says("Nobody else is here yet") || r.says("pOex") {
		t.Fatal("the page does not say that nobody is here, or tells the secret")
	}
	r.tapPlace(t, "alone-copy")
	if r.copied != meetingLink {
		t.Errorf("copied %q", r.copied)
	}
	r.tapPlace(t, "alone-more")
	for _, words := range []string{"meet.example.org/j/eGsoVs…", "abacus", "t-shirt", "zoom"} {
		if !r.says(words) {
			t.Errorf("the sheet does not say %q", words)
		}
	}
	if r.says("pOex") {
		t.Error("the sheet spells the secret out")
	}
	r.copied = ""
	r.tapPlace(t, "link-copy")
	if r.copied != meetingLink {
		t.Errorf("copied %q", r.copied)
	}
	r.view.Key(fyne.KeyEscape)
	if r.view.sheet != nil {
		t.Error("Escape leaves the sheet open")
	}
	r.tapPlace(t, "alone-more")
	if r.window.Canvas().Focused() != fyne.Focusable(r.view.sheet.copy) {
		t.Error("the keys do not reach the sheet")
	}
	r.tapPlace(t, "link-close")
	if r.view.sheet != nil || r.window.Canvas().Overlays().Top() != nil {
		t.Error("the sheet stays")
	}
	r.show(gathered(2))
	if r.says("Nobody else is here yet") {
		t.Error("two others are nobody")
	}
}

func TestAloneSendsNoFiles(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(alone())
	r.view.Offer([]string{"/tmp/plan.pdf"})
	if r.view.parcel != nil || len(r.thrown) != 1 || !r.says("Nobody else is here yet to take files.") {
		t.Errorf("offered to nobody, thrown away %q", r.thrown)
	}
}

// A link is mailed by the desktop, and never in an address that is handed to a
// program.
func TestMailedLink(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(alone())
	r.tapPlace(t, "alone-mail")
	if !strings.Contains(r.mail.Body, meetingLink) || r.link != "" || r.copied != "" {
		t.Fatalf("mailed %+v, opened %q, copied %q", r.mail, r.link, r.copied)
	}
	r.unmailed()
	if r.link != "mailto:?subject=Join%20my%20call" || r.copied != meetingLink || !r.says("Paste it into the mail") {
		t.Errorf("without a way to mail: opened %q, copied %q", r.link, r.copied)
	}
}

// The sheet goes with the call, and follows a link that moves.
func TestSheetFollowsTheMeeting(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(alone())
	r.view.openSheet()
	moved := alone()
	moved.Call.Meeting.Link = "https://other.example/j/AAAAAAAAAAAAAAAAAAAAAA#x"
	moved.Call.Meeting.Words = nil
	r.show(moved)
	if !r.says("other.example/j/AAAAAA…") || r.says("abacus") {
		t.Error("the sheet shows the old link")
	}
	r.show(&core.Snapshot{})
	if r.view.sheet != nil || r.window.Canvas().Overlays().Top() != nil {
		t.Error("the sheet outlives the call")
	}
	r.show(twoPeople())
	r.view.openSheet()
	if r.view.sheet != nil {
		t.Error("a call of two has no link to show")
	}
}

func TestWaitingToBeLetIn(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(joining())
	if !r.says("Joining the meeting") {
		t.Error("nothing is said while joining")
	}
	r.show(atTheDoor())
	if !r.says("Mara’s meeting: somebody has to let you in.") {
		t.Error("nothing is said at the door")
	}
	stranger := atTheDoor()
	stranger.Known = nil
	r.show(stranger)
	if !r.says("You are at the door: somebody has to let you in.") {
		t.Error("nothing is said at a stranger's door")
	}
}

func TestServerAwayIsSaid(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := gathered(2)
	s.Call.Meeting.Away = true
	r.show(s)
	if !r.says("meet.example.org is not reached.") {
		t.Error("nothing is said")
	}
	r.show(gathered(2))
	if r.says("is not reached") {
		t.Error("it is said though the server is back")
	}
}

func TestDoorIsAsked(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := hosting(1)
	r.show(s)
	amal := s.Call.Meeting.Waiting[0].Key
	if !r.says("Amal wants to join.") || len(r.view.toasts.all) != 1 {
		t.Fatal("nobody asks")
	}
	r.view.toasts.door.act()
	if got := r.last(); got != (core.Admit{Key: amal, Yes: true}) {
		t.Errorf("asked for %+v", got)
	}
	r.show(hosting(2))
	if !r.says("2 people want to join.") {
		t.Error("two are not counted")
	}
	r.view.toasts.door.act()
	if r.view.opened != peoplePanel || len(r.view.toasts.all) != 0 {
		t.Fatalf("panel %v, %d toasts", r.view.opened, len(r.view.toasts.all))
	}
	r.show(hosting(2))
	r.tapPlace(t, "waiting-1-refuse")
	second := hosting(2).Call.Meeting.Waiting[1].Key
	if got := r.last(); got != (core.Admit{Key: second}) {
		t.Errorf("asked for %+v", got)
	}
	r.tapPlace(t, "waiting-0-in")
	if got := r.last(); got != (core.Admit{Key: amal, Yes: true}) {
		t.Errorf("asked for %+v", got)
	}
	r.show(hosting(0))
	r.view.closePanel()
	r.show(hosting(0))
	if len(r.view.toasts.all) != 0 {
		t.Error("somebody is asked about who went")
	}
}

// Who does not decide is not asked, whatever the backend says.
func TestOnlyTheHostIsAsked(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := hosting(1)
	s.Call.Meeting.Hosts, s.Call.Meeting.Host = false, keyOf(0).String()
	r.show(s)
	r.view.togglePeople()
	r.show(s)
	places := r.view.Places()
	for _, name := range []string{"waiting-0-in", "people-door", "people-validity", "people-new-link"} {
		if places[name] != nil {
			t.Errorf("there is %s", name)
		}
	}
	r.tapPlace(t, "member-0-more")
	if r.says("Ask to mute") || r.says("Take out of the meeting") || !r.says("Compare words") {
		t.Error("the menu is the host's")
	}
	r.window.Canvas().Overlays().Top().(*widgets.Menu).Close()
	if !r.says("Whom Mara lets in.") {
		t.Error("nothing is said about the door")
	}
	r.tapPlace(t, "member-0-more")
	r.chooseWith(t, fyne.KeyEnd) // the last there is
	if r.view.safety == nil || r.last() != nil {
		t.Error("more than comparing words is offered")
	}
}

func TestHostDecides(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(hosting(0))
	r.view.togglePeople()
	r.show(hosting(0))
	r.tapPlace(t, "member-0-more")
	r.chooseWith(t, fyne.KeyHome) // ask to mute
	if got := r.last(); got != (core.AskMute{Participant: "p0"}) {
		t.Errorf("asked for %+v", got)
	}
	r.tapPlace(t, "member-0-more")
	r.chooseWith(t, fyne.KeyEnd) // take out
	r.answer(t, "Let them stay")
	if r.last() != nil {
		t.Error("removed after No")
	}
	r.tapPlace(t, "member-0-more")
	r.chooseWith(t, fyne.KeyEnd) // take out
	r.answer(t, "Take out")
	if got := r.last(); got != (core.RemoveParticipant{Participant: "p0"}) {
		t.Errorf("asked for %+v", got)
	}
	r.tapPlace(t, "people-new-link")
	r.answer(t, "Make a new link")
	if got := r.last(); got != (core.RenewLink{}) {
		t.Errorf("asked for %+v", got)
	}
	test.Tap(r.view.people.door.choice)
	r.chooseWith(t, fyne.KeyEnd)
	if got := r.last(); got != (core.SetDoor{Door: session.DoorLocked}) {
		t.Errorf("asked for %+v", got)
	}
}

func TestPeopleAreListed(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := gathered(7)
	r.show(s)
	r.view.Letter('p', false)
	r.show(s)
	for i, want := range []string{
		"Host", "", "Reconnecting", "Guest, muted, camera off, volume 50 %", "Is this the Samir you know?", "Connecting", "",
	} {
		if got := r.view.people.members[i].said; got.line != want || got.id != s.Call.Participants[i].ID {
			t.Errorf("%d: %s, %q", i, got.id, got.line)
		}
	}
	self := r.view.people.members[session.MostPeople-1]
	if !self.said.self || self.volume.Visible() || !r.says("(you)") {
		t.Error("oneself is not the last")
	}
	r.view.togglePeople()
	r.show(inCall(core.Active, 1))
	r.view.togglePeople()
	r.show(inCall(core.Active, 1))
	if r.view.people.door.content.Visible() || r.view.people.send.Visible() || r.view.people.members[1].object.Visible() {
		t.Error("a call of two has a door, a link or a third")
	}
}

func TestLostAndComingTiles(t *testing.T) {
	s := gathered(7)
	for i, want := range []struct {
		away bool
		line string
	}{2: {true, ""}, 3: {false, "Camera off"}, 5: {false, "Connecting"}} {
		if want.line == "" && !want.away {
			continue
		}
		state := stateOf(s.Call.Participants[i], s, 0, false)
		if (state.away != "") != want.away || state.line(2*patience) != want.line {
			t.Errorf("%d: away %q, %q", i, state.away, state.line(2*patience))
		}
	}
}

// The status claims no more than is true of everybody.
func TestStatusOfAMeeting(t *testing.T) {
	pairs := func(pairs ...stats.Pair) *core.Call {
		c := callWith(stats.Host)
		c.Meeting = &session.Meeting{}
		for _, p := range pairs {
			c.Participants = append(c.Participants, core.Participant{Participant: session.Participant{Pair: p}})
		}
		return c
	}
	for want, c := range map[string]*core.Call{
		"Direct":                 pairs(stats.Host, stats.Srflx),
		"Through a relay":        pairs(stats.Relay, stats.Relay),
		"Partly through a relay": pairs(stats.Host, stats.Relay),
		"":                       pairs(stats.Host, "", stats.Relay),
	} {
		if got := pathWords(c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if len(explanation(c)) != 2 && want == "" || len(explanation(c)) != 3 && want != "" {
			t.Errorf("%q is explained by %v", want, explanation(c))
		}
	}
}

func TestKnownAtTheDoor(t *testing.T) {
	known := []core.Contact{
		{Person: session.Person{Name: "Mara", Key: "m"}, Trust: core.Verified},
		{Person: session.Person{Name: "Paul", Key: "p"}, Trust: core.Met},
	}
	for want, who := range map[string]session.Person{
		"Verified":                   {Name: "Mara", Key: "m"},
		"You have met":               {Name: "Paul", Key: "p"},
		"New to you":                 {Name: "Zoe", Key: "z"},
		"A guest":                    {Name: "Mara", Key: "g", Guest: true},
		"Is this the mara you know?": {Name: "mara", Key: "x"},
	} {
		if got, alert := acquaintance(who, known); got != want || alert != strings.HasPrefix(want, "Is this") {
			t.Errorf("%+v: %q, %v", who, got, alert)
		}
	}
}

func TestNoticesDoNotPushOneAnotherOut(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := hosting(1)
	s.Notices = []core.Notice{{ID: 1, Text: "One."}, {ID: 2, Text: "Two."}}
	s.Call.SpeakingMuted = true
	ids := func() (ids []int) {
		for _, x := range r.view.toasts.all {
			ids = append(ids, x.id)
		}
		return ids
	}
	for range 3 {
		r.show(s)
		if got := ids(); len(got) != 2 || got[0] != mutedToast || got[1] != doorToast {
			t.Fatalf("toasts %v", got)
		}
	}
}
