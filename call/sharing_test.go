package call

import (
	"testing"
	"testing/synctest"

	"parley/call/annotation"
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

// shared is a call in which the own display is shared.
func shared(r *rig) session.ShareSource {
	r.talking()
	source := session.ShareSource{ID: "display:1", Title: "Display 1", Display: true}
	r.do(Share{session.ShareRequest{Source: source.ID, Mode: session.ShareText}})
	r.studioSays(session.ShareChanged{Status: session.ShareStatus{On: true, Source: source, Mode: session.ShareText}})
	return source
}

// Others point at the screen with leave only, which lasts as long as the call.
func TestLeaveToPoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		source := shared(r)
		ask := session.PointingAsked{ID: "call-1", Participant: "m"}
		if s := r.say(ask); s.Sharing.Asks != "Mara" || s.Self.Media.Share.Pointing {
			t.Errorf("after a wish: %+v", s.Sharing)
		}
		if s := r.do(AllowPointing{}); s.Sharing.Asks != "" || s.Self.Media.Share.Pointing {
			t.Errorf("after a no: %+v", s.Sharing)
		}
		r.say(ask)
		if s := r.do(AllowPointing{On: true}); s.Sharing.Asks != "" || !s.Self.Media.Share.Pointing || !s.Sharing.Pointing {
			t.Errorf("after a yes: %+v", s.Sharing)
		}
		if s := r.say(ask); s.Sharing.Asks != "" {
			t.Error("who has leave asks for it")
		}
		if s := r.studioSays(session.ShareChanged{}); s.Self.Media.Share.Pointing {
			t.Error("others may point at nothing")
		}
		s := r.studioSays(session.ShareChanged{Status: session.ShareStatus{On: true, Source: source}})
		if !s.Self.Media.Share.Pointing {
			t.Error("the leave ends with the share")
		}
		if s := r.say(session.Ended{ID: "call-1"}); s.Sharing.Pointing {
			t.Error("the leave outlives the call")
		}
	})
}

// What is pointed at goes out without a new snapshot: it is many a second.
func TestPointing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		point := annotation.Message{Kind: annotation.KindPoint, Screen: "key", Points: []annotation.Point{{X: 1}}}
		r.do(Annotate{point})
		shared(r)
		before := r.c.Snapshot()
		r.do(Annotate{point})
		r.asked("annotate call-1 point key 1")
		point.Screen = ""
		if r.studioSays(session.Drawn{Message: point}) != before {
			t.Error("each point makes a snapshot")
		}
		r.asked("annotate call-1 point " + before.Self.Key + " 1")
	})
}

func TestPauseOfAShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.talking()
		r.do(PauseSharing{On: true})
		if r.studio.Shared() != (session.ShareRequest{}) {
			t.Error("a pause begins a share")
		}
		source := shared(r)
		r.do(PauseSharing{On: true})
		if want := (session.ShareRequest{Source: source.ID, Mode: session.ShareText, Paused: true}); r.studio.Shared() != want {
			t.Errorf("the studio is asked for %+v", r.studio.Shared())
		}
		s := r.studioSays(session.ShareChanged{Status: session.ShareStatus{On: true, Source: source, Paused: true}})
		if !s.Self.Media.Share.Paused {
			t.Error("the others are not told of the pause")
		}
	})
}
