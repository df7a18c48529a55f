package call

import (
	"testing"
	"testing/synctest"

	"parley/call/session"
)

// trusts checks what the call says of its only participant and of its peer.
func (r *rig) trusts(participant, peer Trust) {
	r.t.Helper()
	call := r.c.Snapshot().Call
	if got := call.Participants[0].Contact.Trust; got != participant {
		r.t.Errorf("the participant is trusted %v, want %v", got, participant)
	}
	if call.Peer.Trust != peer {
		r.t.Errorf("the peer is trusted %v, want %v", call.Peer.Trust, peer)
	}
}

func TestVerify(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mara := person(t, "Mara")
		r.calling(mara)
		r.say(session.Answered{ID: "call-1"})
		r.say(session.Joined{ID: "call-1", Participant: session.Participant{ID: "m", Person: mara}})
		r.trusts(Met, Met)
		r.do(VerifyPerson{Key: mara.Key, Yes: true})
		r.trusts(Verified, Verified)
		r.do(Hangup{})
		r.say(session.Ended{ID: "call-1", Reason: session.HungUp})
		if known, _ := r.contacts.Lookup(mara.Key); !known.Verified {
			t.Error("that the words were compared was forgotten with the call")
		}
		r.do(VerifyPerson{Key: mara.Key, Yes: false})
		if known, _ := r.contacts.Lookup(mara.Key); known.Verified {
			t.Error("the words differ, and the contact is verified")
		}
	})
}

func TestVerifyStranger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.do(VerifyPerson{Key: person(t, "Mara").Key, Yes: true})
		r.do(VerifyPerson{Key: "no key", Yes: true})
		if known := r.contacts.List(); len(known) != 0 || len(r.c.Snapshot().Notices) != 0 {
			t.Errorf("known are %v", known)
		}
	})
}

func TestVerifyGuest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := meeting(t)
		guest := person(t, "Gast")
		guest.Guest = true
		r.say(session.Joined{ID: "call-1", Participant: session.Participant{ID: "g", Person: guest}})
		r.trusts(Stranger, Stranger)
		r.do(VerifyPerson{Key: guest.Key, Yes: true})
		r.trusts(Verified, Stranger)
		if _, known := r.contacts.Lookup(guest.Key); known {
			t.Error("a guest's key is kept")
		}
		r.do(VerifyPerson{Key: guest.Key, Yes: false})
		r.trusts(Stranger, Stranger)
		r.do(VerifyPerson{Key: guest.Key, Yes: true})
		r.do(Hangup{})
		r.say(session.Ended{ID: "call-1", Reason: session.HungUp})
		r.do(Meet{Place: session.Place{Link: meetingLink}})
		r.say(session.Joined{ID: "call-2", Participant: session.Participant{ID: "g", Person: guest}})
		r.trusts(Stranger, Stranger)
	})
}

// Who comes into a meeting under the name of somebody known is not kept before
// the words were compared.
func TestVerifyChangedKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := meeting(t)
		mara, again := person(t, "Mara"), person(t, "Mara")
		if err := r.contacts.Met(mara.Key, "Mara", "", ""); err != nil {
			t.Fatal(err)
		}
		s := r.say(session.Joined{ID: "call-1", Participant: session.Participant{ID: "m", Person: again}})
		r.trusts(Changed, Stranger)
		if got := texts(s.Notices); len(got) != 1 || got[0] != "Mara is here from another computer than the one you know." {
			t.Errorf("told %q", got)
		}
		r.do(VerifyPerson{Key: again.Key, Yes: false})
		r.trusts(Changed, Stranger)
		if _, known := r.contacts.Lookup(again.Key); known {
			t.Error("the words differ, and the key is kept")
		}
		r.do(VerifyPerson{Key: again.Key, Yes: true})
		r.trusts(Verified, Stranger)
		if known, _ := r.contacts.Lookup(again.Key); !known.Verified || known.Name != "Mara" {
			t.Errorf("known is %+v", known)
		}
	})
}
