package call

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	"parley/call/session"
	"parley/call/settings"
)

func (r *rig) knows(p session.Person) {
	r.t.Helper()
	if err := r.contacts.Met(p.Key, p.Name, "", ""); err != nil {
		r.t.Fatal(err)
	}
}

func TestPresence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mara := person(t, "Mara")
		r.knows(mara)
		if s := r.say(session.Present{Keys: []string{mara.Key}}); s.Known[0].Presence != Online {
			t.Errorf("there: %+v", s.Known[0])
		}
		if s := r.say(session.Nearby{People: []session.Person{mara}}); s.Known[0].Presence != Here {
			t.Errorf("nearby: %+v", s.Known[0])
		}
		r.say(session.Nearby{})
		if s := r.say(session.Present{}); s.Known[0].Presence != Away {
			t.Errorf("gone: %+v", s.Known[0])
		}
		var changes []string
		for events := r.c.Events(); len(events) > 0; {
			if e := <-events; e.Kind == EventPresence {
				changes = append(changes, e.Name+" "+e.Change)
			}
		}
		if !slices.Equal(changes, []string{"Mara came", "Mara went"}) {
			t.Errorf("told %q", changes)
		}
	})
}

func TestBlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mara := person(t, "Mara")
		r.do(Block{Key: mara.Key, Yes: true}) // nobody known
		r.knows(mara)
		if err := r.contacts.SetCard(mara.Key, "card"); err != nil {
			t.Fatal(err)
		}
		if s := r.say(session.Present{}); !s.Known[0].Rings {
			t.Errorf("known: %+v", s.Known[0])
		}
		for range 2 {
			if s := r.do(Block{Key: mara.Key, Yes: true}); !s.Known[0].Blocked || s.Known[0].Rings {
				t.Errorf("blocked: %+v", s.Known[0])
			}
		}
		if s := r.do(Block{Key: mara.Key}); s.Known[0].Blocked {
			t.Errorf("unblocked: %+v", s.Known[0])
		}
		if asked := r.backend.Asked(); !slices.Equal(asked, []string{"renew card"}) {
			t.Errorf("asked %q", asked)
		}
	})
}

// Who is forgotten does not see any more who is here.
func TestForget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mara := person(t, "Mara")
		r.knows(mara)
		for range 2 {
			if s := r.do(Forget{Key: mara.Key}); len(s.Known) != 0 {
				t.Errorf("known: %+v", s.Known)
			}
		}
		if asked := r.backend.Asked(); !slices.Equal(asked, []string{"renew card"}) {
			t.Errorf("asked %q", asked)
		}
	})
}

func TestSettingsOfTheInboxAreHeeded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		for _, edit := range []func(*settings.Settings){
			func(s *settings.Settings) { s.Server = "https://meet.example.org" },
			func(s *settings.Settings) { s.Hidden = true },
			func(s *settings.Settings) { s.Mirror = !s.Mirror },
		} {
			r.do(Change{Edit: edit})
		}
		if asked := r.backend.Asked(); !slices.Equal(asked, []string{"settle", "settle"}) {
			t.Errorf("asked %q", asked)
		}
	})
}

// Where somebody was in a room is no address to call them at.
func TestPlacesInRoomsAreNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mara := person(t, "Mara")
		mara.Address = "wss://meet.example.org:443/r/eGsoVsmt/00112233445566aa"
		r.calling(mara)
		r.say(session.Answered{ID: "call-1"})
		if known, ok := r.contacts.Lookup(mara.Key); !ok || known.Address != "" {
			t.Errorf("kept: %+v", known)
		}
	})
}

// A server that is new is asked about, once, and remembered.
func TestDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mara := person(t, "Mara")
		ring := session.Doubtful{Key: mara.Key, Server: "https://meet.example.org", Link: "a link"}
		if s := r.say(ring); s.Doubt != nil {
			t.Errorf("a stranger is asked about: %+v", s.Doubt)
		}
		r.knows(mara)
		r.say(ring)
		if s := r.say(ring); s.Doubt == nil || s.Doubt.Peer.Name != "Mara" || s.Doubt.Server != ring.Server {
			t.Errorf("asked about %+v", s.Doubt)
		}
		if s := r.do(UseServer{}); s.Doubt != nil || s.Settings.Knows(ring.Server) {
			t.Errorf("after No: %+v", s.Doubt)
		}
		r.say(ring)
		if s := r.do(UseServer{Yes: true}); s.Doubt != nil || !s.Settings.Knows(ring.Server) {
			t.Errorf("after Yes: %+v", s.Doubt)
		}
		r.asked("come " + mara.Key + " " + ring.Server)
		away := session.Doubtful{Key: mara.Key, Server: "https://example.net"}
		r.say(away)
		r.say(away)
		var told []string
		for events := r.c.Events(); len(events) > 0; {
			if e := <-events; e.Kind == EventDoubt && e.Name == "Mara" {
				told = append(told, fmt.Sprint(e.Server, " ", e.Rings))
			}
		}
		if want := []string{ring.Server + " true", ring.Server + " true", away.Server + " false"}; !slices.Equal(told, want) {
			t.Errorf("told of %q", told)
		}
	})
}
