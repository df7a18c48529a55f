package call

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"parley/call/session"
)

// A view goes to whom it concerns, once, and nobody else hears of it.
func TestViews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := meeting(t)
		r.say(session.Joined{ID: "call-1", Participant: session.Participant{ID: "m", Person: person(t, "Mara")}})
		small := View{Participant: "m", View: session.View{Lines: 180, Screen: true}}
		r.do(small)
		r.do(small)
		r.do(View{Participant: "nobody", View: session.View{Lines: 180}})
		r.do(View{Participant: "m", View: session.View{Lines: 1 << 20}})
		r.do(View{Participant: "m", View: session.View{Lines: -7}})
		r.say(session.Left{ID: "call-1", Participant: "m"})
		r.do(small)
		r.say(session.Joined{ID: "call-1", Participant: session.Participant{ID: "m", Person: person(t, "Mara")}})
		r.do(small)
		var views []string
		for _, asked := range r.backend.Asked() {
			if strings.HasPrefix(asked, "view") {
				views = append(views, asked)
			}
		}
		want := []string{"view call-1 m 180 true", "view call-1 m 2304 false", "view call-1 m 0 false", "view call-1 m 180 true"}
		if !slices.Equal(views, want) {
			t.Errorf("asked %q, want %q", views, want)
		}
		r.do(Hangup{})
		r.say(session.Ended{ID: "call-1", Reason: session.HungUp})
		r.do(small) // there is no call
	})
}

// Who has the floor is told, and stands in the snapshot.
func TestWhoHasTheFloor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := meeting(t)
		mara := person(t, "Mara")
		r.say(session.Joined{ID: "call-1", Participant: session.Participant{ID: "m", Person: mara}})
		if s := r.studioSays(session.Speaker{Key: mara.Key}); s.Call.Speaker != mara.Key {
			t.Errorf("%q has the floor", s.Call.Speaker)
		}
		if s := r.studioSays(session.Speaker{}); s.Call.Speaker != "" {
			t.Errorf("%q has the floor", s.Call.Speaker)
		}
	})
}
