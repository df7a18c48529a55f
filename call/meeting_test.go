package call

import (
	"testing"
	"testing/synctest"
	"time"

	"parley/call/session"
)

const meetingLink = "https://meet.example.org/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q"

// meeting brings a rig into a meeting in which nobody else is.
func meeting(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.do(Meet{Place: session.Place{Link: meetingLink}, Microphone: true})
	r.in(Dialing)
	if r.studio.Playing() != session.Silence {
		t.Fatal("a tone is heard before anybody was asked")
	}
	r.asked(`meet "` + meetingLink + `" "" false`)
	r.say(session.Met{ID: "call-1", Meeting: session.Meeting{Link: meetingLink, Room: "room", Host: r.self, Hosts: true, Door: session.DoorOpen}})
	r.say(session.Answered{ID: "call-1"})
	r.say(session.Connected{ID: "call-1"})
	r.in(Active)
	return r
}

func TestMeeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := meeting(t)
		if m := r.studio.Media(); m.Camera || !m.Microphone {
			t.Fatalf("media is %+v", m)
		}
		mara, guest := person(t, "Mara"), person(t, "Gast")
		guest.Guest = true
		r.say(session.Joined{ID: "call-1", Participant: session.Participant{ID: "m", Person: mara}})
		s := r.say(session.Joined{ID: "call-1", Participant: session.Participant{ID: "g", Person: guest}})
		if len(s.Call.Participants) != 2 || s.Call.Meeting.Host != r.self {
			t.Fatalf("the call is %+v", s.Call)
		}
		if _, known := r.contacts.Lookup(mara.Key); !known {
			t.Error("who was met is not known")
		}
		if _, known := r.contacts.Lookup(guest.Key); known {
			t.Error("a guest's key is kept, which is for one visit")
		}
		for _, key := range []string{mara.Key, guest.Key} {
			s = r.do(SetVolume{Key: key, Volume: 0.5})
		}
		for _, p := range s.Call.Participants {
			if p.Contact.Volume != 0.5 || len(s.Notices) != 0 {
				t.Errorf("%s is heard at %v, told %v", p.Person.Name, p.Contact.Volume, s.Notices)
			}
		}
		r.say(session.Left{ID: "call-1", Participant: "m"})
		r.say(session.Left{ID: "call-1", Participant: "g"})
		r.in(Active) // others may come
		r.do(Hangup{})
		r.asked("end call-1 hung-up")
		s = r.say(session.Ended{ID: "call-1", Reason: session.HungUp})
		if s.LastEnd == nil || s.LastEnd.Text != "You left the meeting." || s.LastEnd.Retries {
			t.Errorf("the end is %+v", s.LastEnd)
		}
	})
}

func TestMeetingDoor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := meeting(t)
		mara := person(t, "Mara")
		stands := r.c.Snapshot().Call.Meeting
		asks := *stands
		asks.Waiting = []session.Person{mara}
		if s := r.say(session.Met{ID: "call-1", Meeting: asks}); len(s.Call.Meeting.Waiting) != 1 {
			t.Fatalf("waiting are %v", s.Call.Meeting.Waiting)
		}
		r.do(Admit{Key: mara.Key, Yes: true})
		r.asked("admit call-1 " + mara.Key + " true")
		r.do(SetDoor{Door: session.DoorLocked})
		r.asked("door call-1 locked")
		r.do(SetValidity{Validity: session.ForOne})
		r.asked("validity call-1 one-person")
		r.do(AskMute{Participant: "m"})
		r.asked("mute call-1 m")
		r.do(RemoveParticipant{Participant: "m"})
		r.asked("remove call-1 m")
		r.do(RenewLink{})
		r.asked("renew call-1")
	})
}

func TestMutedByHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := meeting(t)
		r.say(session.Joined{ID: "call-1", Participant: session.Participant{ID: "m", Person: person(t, "Mara")}})
		r.say(session.MuteAsked{ID: "call-1", Participant: "nobody"})
		if !r.studio.Media().Microphone {
			t.Fatal("somebody who is not there turned the microphone off")
		}
		s := r.say(session.MuteAsked{ID: "call-1", Participant: "m"})
		if r.studio.Media().Microphone || len(s.Notices) != 1 {
			t.Fatalf("media %+v, notices %v", r.studio.Media(), s.Notices)
		}
		r.do(SetMicrophone{On: true})
		if !r.studio.Media().Microphone {
			t.Error("the microphone cannot be turned on again")
		}
	})
}

// Who waits for a host's yes waits longer than anything rings.
func TestMeetingWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.do(Meet{Place: session.Place{Link: meetingLink}})
		if s := r.say(session.Waits{ID: "call-1"}); !s.Call.Waits {
			t.Fatal("the window does not know that this side waits")
		}
		time.Sleep(10 * RingTimeout)
		synctest.Wait()
		r.in(Dialing)
		s := r.say(session.Ended{ID: "call-1", Reason: session.Declined})
		if s.LastEnd == nil || s.LastEnd.Text != "You were not let in." {
			t.Errorf("the end is %+v", s.LastEnd)
		}
	})
}

func TestMeetingEndsInWords(t *testing.T) {
	for reason, want := range map[session.Reason]struct {
		text    string
		retries bool
	}{
		session.NoServer: {"meet.example.org cannot be reached.", true},
		session.Full:     {"The meeting is full.", true},
		session.Locked:   {"The meeting is locked.", true},
		session.Removed:  {"You were taken out of the meeting.", false},
		session.BadLink:  {"This link leads nowhere.", false},
	} {
		end := describe(&conversation{meeting: &session.Meeting{Server: "meet.example.org"}}, reason)
		if end.Text != want.text || end.Retries != want.retries || !end.Meeting || end.Hint == "" {
			t.Errorf("%s: %+v", reason, end)
		}
	}
	unknown := describe(&conversation{meeting: &session.Meeting{}}, session.NoServer)
	if unknown.Text != "The server cannot be reached." {
		t.Errorf("%q", unknown.Text)
	}
}
