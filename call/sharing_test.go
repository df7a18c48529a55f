package call

import (
	"testing"
	"testing/synctest"

	"parley/call/session"
)

func (r *rig) studioSays(e session.Event) *Snapshot {
	r.studio.Say(e)
	synctest.Wait()
	return r.c.Snapshot()
}

func TestSharing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		wish := session.ShareRequest{Source: "display:1", Mode: session.ShareText}
		r.do(Share{wish})
		if r.studio.Shared() != (session.ShareRequest{}) {
			t.Fatal("something is shared without a call")
		}
		r.talking()
		r.do(Share{wish})
		if r.studio.Shared() != wish {
			t.Fatalf("shared is %+v", r.studio.Shared())
		}
		source := session.ShareSource{ID: "display:1", Title: "Display 1", Display: true}
		s := r.studioSays(session.ShareChanged{Status: session.ShareStatus{On: true, Source: source}})
		r.asked("announce call-1 true true true")
		if !s.Self.Media.Screen || s.Sharing.Source.Title != "Display 1" {
			t.Errorf("%+v", s.Sharing)
		}
		const why = "Display 1 is no longer connected, so it is no longer shared."
		s = r.studioSays(session.ShareChanged{Status: session.ShareStatus{Source: source, Text: why}})
		r.asked("announce call-1 true true false")
		if s.Self.Media.Screen || s.Sharing.On || s.Sharing.Text != why {
			t.Errorf("%+v", s.Sharing)
		}
	})
}

// The end of a call ends the share.
func TestSharingEndsWithTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.talking()
		r.do(Share{session.ShareRequest{Source: "display:1"}})
		r.do(Hangup{})
		r.say(session.Ended{ID: "call-1", Reason: session.HungUp})
		if r.studio.Shared() != (session.ShareRequest{}) {
			t.Error("the share goes on")
		}
	})
}

// Sources are shown only while somebody looks at them.
func TestBrowsing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		list := session.ShareSources{Sources: []session.ShareSource{{ID: "display:1"}}}
		if s := r.studioSays(list); len(s.Sharing.Sources) != 0 {
			t.Error("sources are shown that nobody wants to see")
		}
		r.do(Browse{On: true})
		if s := r.studioSays(list); len(s.Sharing.Sources) != 1 {
			t.Error("no sources are shown")
		}
		if s := r.do(Browse{}); len(s.Sharing.Sources) != 0 {
			t.Error("the sources stay")
		}
	})
}
