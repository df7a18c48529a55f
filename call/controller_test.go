package call

import (
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"parley/call/chat/history"
	"parley/call/identity"
	"parley/call/session"
	"parley/call/session/sessiontest"
	"parley/call/settings"
	"parley/transfer"
)

// rig is a controller between a fake backend and a fake studio.
type rig struct {
	t        *testing.T
	c        *Controller
	backend  *sessiontest.Backend
	studio   *sessiontest.Studio
	contacts *identity.Contacts
	self     string
}

func newRig(t *testing.T) *rig {
	t.Helper()
	dir := t.TempDir()
	id, err := identity.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	contacts, err := identity.OpenContacts(dir)
	if err != nil {
		t.Fatal(err)
	}
	store, err := settings.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := history.Open(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	files, err := transfer.Open(transfer.Config{State: filepath.Join(dir, "transfers"), Downloads: dir})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, backend: sessiontest.NewBackend(), studio: sessiontest.NewStudio(), contacts: contacts}
	r.self = id.Key().String()
	r.c = New(Config{
		Backend: r.backend, Studio: r.studio, Settings: store, Contacts: contacts,
		History: kept, Files: files, Key: id.Key(), Device: "test", Logger: slog.New(slog.DiscardHandler),
	})
	t.Cleanup(func() { r.c.Close() })
	return r
}

// do gives a command and waits until everything came to rest.
func (r *rig) do(cmd Command) *Snapshot {
	r.c.Do(cmd)
	synctest.Wait()
	return r.c.Snapshot()
}

func (r *rig) say(e session.Event) *Snapshot {
	r.backend.Say(e)
	synctest.Wait()
	return r.c.Snapshot()
}

func (r *rig) asked(want string) {
	r.t.Helper()
	if !slices.Contains(r.backend.Asked(), want) {
		r.t.Fatalf("the backend was not asked %q but %q", want, r.backend.Asked())
	}
}

func (r *rig) in(want State) {
	r.t.Helper()
	if got := r.c.Snapshot().State; got != want {
		r.t.Fatalf("state is %v, want %v", got, want)
	}
}

// person makes somebody with a fresh key.
func person(t *testing.T, name string) session.Person {
	t.Helper()
	id, err := identity.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return session.Person{Key: id.Key().String(), Name: name, Address: "192.0.2.1:47100"}
}

func TestOutgoingCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mara := person(t, "Mara")
		r.do(Ring{Target: "mara", Video: true})
		r.in(Dialing)
		r.say(session.Reached{ID: "call-1", Person: mara})
		r.asked("proceed call-1")
		r.say(session.Ringing{ID: "call-1"})
		r.in(Ringing)
		if r.studio.Playing() != session.RingBack || r.studio.Media() != (session.Media{}) {
			t.Fatal("camera or microphone opened before the call was accepted, or no tone")
		}
		r.say(session.Answered{ID: "call-1"})
		r.in(Connecting)
		if r.studio.Media() != (session.Media{Microphone: true, Camera: true}) || r.studio.Playing() != session.Silence {
			t.Fatalf("after the answer: %+v", r.studio.Media())
		}
		r.say(session.Connected{ID: "call-1", Pair: "host"})
		r.in(Active)
		r.say(session.Interrupted{ID: "call-1"})
		r.in(Reconnecting)
		r.say(session.Connected{ID: "call-1", Pair: "host"})
		r.in(Active)
		s := r.do(SetMicrophone{On: false})
		r.asked("announce call-1 false true false")
		if s.Self.Media.Microphone || r.studio.Media().Microphone {
			t.Fatal("the microphone is still open")
		}
		time.Sleep(90 * time.Second)
		r.do(Hangup{})
		r.asked("end call-1 hung-up")
		s = r.say(session.Ended{ID: "call-1", Reason: session.HungUp})
		r.in(Idle)
		if s.LastEnd == nil || s.LastEnd.Length != 90*time.Second || s.LastEnd.Text != "The call with Mara has ended." {
			t.Fatalf("the end reads %+v", s.LastEnd)
		}
		if len(s.Known) != 1 || s.Known[0].Trust != Met || s.Known[0].Last.Length != 90*time.Second {
			t.Fatalf("known: %+v", s.Known)
		}
		if r.studio.Media() != (session.Media{}) {
			t.Fatal("camera or microphone stayed open after the call")
		}
	})
}

func TestIncomingCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		jonas := person(t, "Jonas")
		s := r.say(session.Incoming{ID: "a", Person: jonas, Intent: session.Intent{Video: true}})
		r.in(Incoming)
		if s.Call.Peer.Trust != Stranger || r.studio.Playing() != session.RingTone || r.studio.Media() != (session.Media{}) {
			t.Fatalf("ringing: %+v", s.Call)
		}
		s = r.say(session.Incoming{ID: "b", Person: person(t, "Third")})
		r.asked("decline b busy")
		if got := texts(s.Notices); len(got) != 1 || got[0] != "Third called while you were in another call." || s.Call.Peer.Name != "Jonas" {
			t.Errorf("told %q in a call with %s", got, s.Call.Peer.Name)
		}
		r.do(Accept{Video: false})
		r.asked("accept a false")
		r.say(session.Answered{ID: "a"})
		if r.studio.Media() != (session.Media{Microphone: true}) {
			t.Fatalf("accepted without camera: %+v", r.studio.Media())
		}
	})
}

func TestNobodyAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.do(Ring{Target: "mara"})
		r.say(session.Reached{ID: "call-1", Person: person(t, "Mara")})
		r.say(session.Ringing{ID: "call-1"})
		time.Sleep(RingTimeout)
		synctest.Wait()
		r.asked("end call-1 no-answer")
		s := r.say(session.Ended{ID: "call-1", Reason: session.Cancelled})
		if s.LastEnd.Text != "Mara did not answer." || !s.LastEnd.Retries {
			t.Fatalf("the end reads %+v", s.LastEnd)
		}
	})
}

// A stranger who was called by address is not in any list; calling them again
// goes to the same place.
func TestStrangerIsCalledAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mara := person(t, "Mara")
		r.calling(mara)
		s := r.say(session.Ended{ID: "call-1", Reason: session.Declined})
		s = r.do(Ring{Target: s.LastEnd.Peer.Target()})
		if got := s.Call.Peer; got.Name != "Mara" || got.Address != mara.Address || got.Key != mara.Key {
			t.Errorf("calls %+v", got)
		}
	})
}

func TestMissedCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.say(session.Incoming{ID: "a", Person: person(t, "Jonas")})
		s := r.say(session.Ended{ID: "a", Reason: session.Cancelled})
		if !s.LastEnd.Missed || len(s.Known) != 0 || r.studio.Playing() != session.Silence {
			t.Fatalf("a stranger's missed call: %+v, known %+v", s.LastEnd, s.Known)
		}
	})
}

// Somebody known who calls in vain is told, on both sides, and stands in the
// contacts as missed. Ringing again and again adds nothing.
func TestBusyIsToldHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		cy := person(t, "Cy")
		if err := r.contacts.Met(cy.Key, cy.Name, "", ""); err != nil {
			t.Fatal(err)
		}
		r.calling(person(t, "Mara"))
		for range 5 {
			r.say(session.Incoming{ID: "b", Person: cy})
		}
		if s := r.c.Snapshot(); len(s.Notices) != 1 || s.State != Ringing {
			t.Errorf("%q in %v", texts(s.Notices), s.State)
		}
		if known, _ := r.contacts.Lookup(cy.Key); !known.Last.Missed {
			t.Errorf("remembered %+v", known.Last)
		}
		if missed := r.closed(EventMissed); len(missed) != 5 || missed[0].From != "Cy" || missed[0].Hint == "" {
			t.Errorf("told %+v", missed)
		}
	})
}

func TestChangedKeyStopsAndAsks(t *testing.T) {
	for _, yes := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t)
			old := person(t, "Mara")
			if err := r.contacts.Met(old.Key, old.Name, "", ""); err != nil {
				t.Fatal(err)
			}
			r.do(Ring{Target: "192.0.2.9:47100"})
			s := r.say(session.Reached{ID: "call-1", Person: person(t, "Mara")})
			if !s.Call.Question || slices.Contains(r.backend.Asked(), "proceed call-1") {
				t.Fatal("a changed key was let through")
			}
			r.do(TrustKey{Yes: yes})
			if yes {
				r.asked("proceed call-1")
			} else {
				r.asked("end call-1 key-changed")
			}
		})
	}
}

func TestBothCallAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		other := person(t, "Mara")
		r.do(Ring{Target: other.Key, Video: true})
		r.say(session.Reached{ID: "call-1", Person: other})
		r.say(session.Incoming{ID: "theirs", Person: other})
		if other.Key < r.self {
			r.asked("end call-1 cancelled")
			r.asked("accept theirs true")
			r.say(session.Answered{ID: "theirs"})
			r.in(Connecting)
		} else {
			r.in(Dialing)
		}
	})
}

func TestEventsOfOtherCallsAreIgnored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.do(Ring{Target: "mara"})
		for _, e := range []session.Event{
			session.Answered{ID: "x"}, session.Connected{ID: "x"}, session.Ended{ID: "x"}, session.Ringing{ID: "x"},
		} {
			r.say(e)
		}
		r.in(Dialing)
	})
}

func TestNextIsTotal(t *testing.T) {
	allowed := map[State]map[input]State{
		Idle:         {inDial: Dialing, inIncoming: Incoming},
		Dialing:      {inRinging: Ringing, inAnswered: Connecting, inHangup: Ending, inEnded: Idle},
		Ringing:      {inAnswered: Connecting, inHangup: Ending, inEnded: Idle},
		Incoming:     {inAnswered: Connecting, inHangup: Ending, inEnded: Idle},
		Connecting:   {inConnected: Active, inInterrupted: Reconnecting, inHangup: Ending, inEnded: Idle},
		Active:       {inInterrupted: Reconnecting, inHangup: Ending, inEnded: Idle},
		Reconnecting: {inConnected: Active, inHangup: Ending, inEnded: Idle},
		Ending:       {inEnded: Idle},
	}
	for s := Idle; s <= Ending; s++ {
		for in := inDial; in <= inEnded; in++ {
			want, ok := allowed[s][in]
			if !ok {
				want = s
			}
			if got, moved := s.next(in); got != want || moved != ok {
				t.Errorf("%v on %d: %v, %v; want %v, %v", s, in, got, moved, want, ok)
			}
		}
	}
}
