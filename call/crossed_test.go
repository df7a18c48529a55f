package call

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"parley/call/session"
)

// someone makes a person whose key is smaller, or larger, than our own.
func (r *rig) someone(smaller bool) session.Person {
	for {
		p := person(r.t, "Mara")
		if (p.Key < r.self) == smaller {
			return p
		}
	}
}

// calling puts the rig into a call to p that rings there.
func (r *rig) calling(p session.Person) {
	r.do(Ring{Target: "192.0.2.1:47100", Video: true})
	r.say(session.Reached{ID: "call-1", Person: p})
	r.say(session.Ringing{ID: "call-1"})
}

func TestSmallerKeysCallIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		other := r.someone(true)
		r.calling(other)
		r.say(session.Incoming{ID: "theirs", Person: other})
		r.asked("end call-1 cancelled")
		r.asked("accept theirs true")
		r.say(session.Ended{ID: "call-1", Reason: session.Cancelled})
		r.say(session.Answered{ID: "theirs"})
		r.in(Connecting)
	})
}

func TestLargerKeysCallWaitsForTheEndOfOurs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		other := r.someone(false)
		r.calling(other)
		r.say(session.Incoming{ID: "theirs", Person: other})
		r.in(Ringing)
		r.say(session.Ended{ID: "call-1", Reason: session.Busy})
		r.in(Incoming)
		if id := r.c.Snapshot().Call.ID; id != "theirs" {
			t.Errorf("%q rings", id)
		}
	})
}

func TestLargerKeysCallThatEndedDoesNotRing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		other := r.someone(false)
		r.calling(other)
		r.say(session.Incoming{ID: "theirs", Person: other})
		r.say(session.Ended{ID: "theirs", Reason: session.Cancelled})
		r.in(Ringing)
		r.say(session.Ended{ID: "call-1", Reason: session.Declined})
		r.in(Idle)
	})
}

// A person whose key changed is asked about, however the calls cross.
func TestCrossedCallWithANewKeyIsNotTakenUnasked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		old, other := person(t, "Mara"), r.someone(true)
		if err := r.contacts.Met(old.Key, old.Name, "", ""); err != nil {
			t.Fatal(err)
		}
		r.calling(other)
		s := r.say(session.Incoming{ID: "theirs", Person: other})
		if !s.Call.Question || slices.Contains(r.backend.Asked(), "accept theirs true") {
			t.Errorf("%+v, %q", s.Call, r.backend.Asked())
		}
	})
}

func TestAQuestionDoesNotTimeOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		old := person(t, "Mara")
		if err := r.contacts.Met(old.Key, old.Name, "", ""); err != nil {
			t.Fatal(err)
		}
		r.do(Ring{Target: "192.0.2.9:47100"})
		r.say(session.Reached{ID: "call-1", Person: person(t, "Mara")})
		time.Sleep(2 * RingTimeout)
		synctest.Wait()
		r.in(Dialing)
		r.do(TrustKey{Yes: true})
		r.say(session.Ringing{ID: "call-1"})
		time.Sleep(RingTimeout - time.Second)
		synctest.Wait()
		r.in(Ringing)
	})
}

func TestFindPrefersKeysToNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mara, eve := person(t, "Mara"), person(t, "Eve")
		eve.Name = mara.Key
		r.say(session.Nearby{People: []session.Person{eve, mara}})
		r.do(Ring{Target: mara.Key})
		if got := r.c.Snapshot().Call.Peer.Key; got != mara.Key {
			t.Errorf("calls %q", got)
		}
	})
}

func TestEventsFromTheStartAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.say(session.Listening{Addresses: []string{"192.0.2.1:7753"}})
		if e := <-r.c.Events(); e.Kind != EventListening || e.Address != "192.0.2.1:7753" {
			t.Errorf("first %+v", e)
		}
	})
}
