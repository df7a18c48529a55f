package call

import (
	"testing"
	"testing/synctest"
	"time"

	"parley/call/session"
)

// closed closes the controller and returns all that a script is told of a kind.
func (r *rig) closed(kind EventKind) (told []Event) {
	events := r.c.Events()
	r.c.Close()
	for e := range events {
		if e.Kind == kind {
			told = append(told, e)
		}
	}
	return told
}

// Closing the program in mid-call ends the call like hanging up: the far side
// and scripts are told, and the contact's last call is remembered.
func TestCloseInACallIsRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mara := person(t, "Mara")
		r.calling(mara)
		r.say(session.Answered{ID: "call-1"})
		r.say(session.Connected{ID: "call-1", Pair: "host"})
		time.Sleep(90 * time.Second)
		ends := r.closed(EventEnded)
		r.asked("end call-1 hung-up")
		if len(ends) != 1 || ends[0].Reason != session.HungUp {
			t.Errorf("told %+v", ends)
		}
		known, ok := r.contacts.Lookup(mara.Key)
		if !ok || known.Last.Length != 90*time.Second || !known.Last.Outgoing || known.Last.Missed {
			t.Errorf("remembered %+v", known.Last)
		}
	})
}

// Before anybody accepted, closing is what the Leave button would be.
func TestCloseWhileItRings(t *testing.T) {
	for name, c := range map[string]struct {
		begin  func(*rig, session.Person)
		asked  string
		reason session.Reason
	}{
		"outgoing": {(*rig).calling, "end call-1 cancelled", session.Cancelled},
		"incoming": {func(r *rig, p session.Person) { r.say(session.Incoming{ID: "a", Person: p}) }, "decline a declined", session.Declined},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t)
				mara := person(t, "Mara")
				if err := r.contacts.Met(mara.Key, mara.Name, "", ""); err != nil {
					t.Fatal(err)
				}
				c.begin(r, mara)
				ends := r.closed(EventEnded)
				r.asked(c.asked)
				if len(ends) != 1 || ends[0].Reason != c.reason {
					t.Errorf("told %+v", ends)
				}
				if known, _ := r.contacts.Lookup(mara.Key); known.Last.Time.IsZero() || known.Last.Missed {
					t.Errorf("remembered %+v", known.Last)
				}
			})
		})
	}
}

// A call that was hung up a moment before keeps its own reason.
func TestCloseWhileACallEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.calling(person(t, "Mara"))
		r.do(Hangup{})
		if ends := r.closed(EventEnded); len(ends) != 1 || ends[0].Reason != session.Cancelled {
			t.Errorf("told %+v", ends)
		}
	})
}

// A call that waited for the end of ours does not ring any more.
func TestCloseTakesNoWaitingCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		other := r.someone(false)
		r.calling(other)
		r.say(session.Incoming{ID: "theirs", Person: other})
		if rang := r.closed(EventRinging); len(rang) != 0 {
			t.Errorf("told %+v", rang)
		}
	})
}
