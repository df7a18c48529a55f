package call

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/call/chat"
	"parley/call/session"
	"parley/call/settings"
)

// talking brings the rig into a call with Mara, whose chat is open.
func (r *rig) talking() session.Person {
	r.t.Helper()
	mara := person(r.t, "Mara")
	r.do(Ring{Target: "mara", Video: true})
	r.say(session.Reached{ID: "call-1", Person: mara})
	r.say(session.Answered{ID: "call-1"})
	r.say(session.Joined{ID: "call-1", Participant: session.Participant{ID: "m", Person: mara}})
	r.say(session.Connected{ID: "call-1", Pair: "host"})
	r.say(session.ChatOpen{ID: "call-1", Participant: "m"})
	r.settle()
	return mara
}

// settle gives the disk its time, which no bubble knows.
func (r *rig) settle() *Snapshot {
	time.Sleep(time.Second)
	synctest.Wait()
	return r.c.Snapshot()
}

func (r *rig) hears(text string) *Snapshot {
	r.say(session.ChatReceived{ID: "call-1", Participant: "m", Message: []byte(text)})
	return r.settle()
}

// sent returns what the backend was asked to send in the chat.
func (r *rig) sent() (all []string) {
	for _, asked := range r.backend.Asked() {
		if message, ok := strings.CutPrefix(asked, "chat call-1 m "); ok {
			all = append(all, message)
		}
	}
	return all
}

const hello = `{"v":1,"type":"text","id":"2f6c1d0e8b7a4f0d9c3e5a6b7c8d9e0f","at":1764115380123,"text":"Hello @test"}`

func TestChatOfACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.do(Change{Edit: func(s *settings.Settings) { s.Name = "test" }})
		r.talking()
		s := r.do(Say{Text: "Good morning"})
		if len(r.sent()) != 1 || !strings.Contains(r.sent()[0], "Good morning") || s.Call.Chat.Messages[0].State != chat.Sent {
			t.Fatalf("sent %q, shown %+v", r.sent(), s.Call.Chat.Messages)
		}
		s = r.hears(hello)
		if s.Call.Chat.Unread != 1 || s.Call.Chat.Mentions != 1 || s.Call.Chat.Messages[1].Name != "Mara" {
			t.Fatalf("%+v", s.Call.Chat)
		}
		if ack := r.sent()[len(r.sent())-1]; !strings.Contains(ack, `"ack"`) {
			t.Errorf("what was stored is answered by %s", ack)
		}
		if s = r.do(ReadChat{}); s.Call.Chat.Unread != 0 {
			t.Error("what was read counts as unread")
		}
		if s = r.do(Say{Text: strings.Repeat("a", 20_000)}); s.Call.Chat.Refused == "" {
			t.Error("a text that is too long is refused without a word")
		}
	})
}

// What was written in one call is there in the next, until it is erased.
func TestChatIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mara := r.talking()
		r.hears(hello)
		r.do(Hangup{})
		r.say(session.Ended{ID: "call-1", Reason: session.HungUp})
		r.say(session.Incoming{ID: "call-2", Person: mara})
		r.do(Accept{})
		r.say(session.Answered{ID: "call-2"})
		s := r.settle()
		if n := len(s.Call.Chat.Messages); n != 1 || s.Call.Chat.Unread != 0 {
			t.Fatalf("%d messages, %d of them unread", n, s.Call.Chat.Unread)
		}
		r.do(SearchChat{Text: "Hello"})
		if s = r.settle(); len(s.Call.Chat.Found) != 1 {
			t.Errorf("found %+v", s.Call.Chat.Found)
		}
		r.do(EraseAllChats{})
		r.do(SearchChat{Text: "Hello"})
		if s = r.settle(); len(s.Call.Chat.Messages)+len(s.Call.Chat.Found) != 0 {
			t.Errorf("after erasing there is %+v", s.Call.Chat)
		}
	})
}

// Who sends nonsense in the chat is heard no more in it, and the call goes on.
func TestSenselessChatIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.talking()
		for i := range 40 {
			r.say(session.ChatReceived{ID: "call-1", Participant: "m", Message: fmt.Appendf(nil, "{%d", i)})
		}
		s := r.hears(hello)
		if len(s.Call.Chat.Messages) != 0 || s.Call.Chat.Open || len(s.Notices) != 1 || s.Notices[0].Text != chatBroken {
			t.Errorf("%+v, %+v", s.Call.Chat, s.Notices)
		}
		r.in(Active)
	})
}
