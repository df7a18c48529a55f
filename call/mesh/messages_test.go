package mesh

import (
	"net"
	"slices"
	"testing"
	"time"

	"parley/call/annotation"
	"parley/call/identity"
	"parley/call/session"
	"parley/call/signal"
	"parley/call/signal/invite"
)

// Chat goes to who is named, announcements and what is drawn to all.
func TestMeetingMessages(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, link := g.three()
		a.Announce(a.call, session.Media{Screen: true, Share: session.ShareFacts{Pointing: true}})
		a.Chat(a.call, a.participant(b).ID, []byte("for B"))
		a.Chat(a.call, "nobody", []byte("for nobody"))
		pass(time.Second)
		for _, p := range []*guest{b, c} {
			if !p.participant(a).Media.Screen || len(heardOf[session.ChatOpen](p)) != 2 {
				t.Errorf("%s sees %+v", p.name, p.participant(a))
			}
		}
		if got := heardOf[session.ChatReceived](b); len(got) != 1 || string(got[0].Message) != "for B" || got[0].Participant != b.participant(a).ID {
			t.Errorf("B read %+v", got)
		}
		if got := heardOf[session.ChatReceived](c); len(got) != 0 {
			t.Errorf("C read %+v", got)
		}
		b.Annotate(b.call, annotation.Message{Kind: annotation.KindPoint, Screen: a.key(), Points: []annotation.Point{{X: 1, Y: 2}}})
		pass(time.Second)
		for name, layer := range map[string]*annotation.Layer{"A": g.studio.Self().Annotations, "C": c.participant(a).Tracks.Annotations} {
			if marks, _ := layer.Marks(time.Now()); len(marks) != 1 || marks[0].Name != "B" || marks[0].Pointer == nil {
				t.Errorf("%s sees %+v pointed at", name, marks)
			}
		}
		late := g.guest("late")
		late.joins(link)
		if !late.participant(a).Media.Screen {
			t.Error("who comes late does not learn that A shares")
		}
	})
}

// A second's measurements come together, each call's once.
func TestMeetingMeasures(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c := g.guest("A"), g.guest("B"), g.guest("C")
		link := a.begins()
		for _, p := range []*guest{b, c} {
			pass(300 * time.Millisecond)
			p.joins(link)
		}
		a.mu.Lock()
		a.measured = nil
		a.mu.Unlock()
		pass(10 * time.Second)
		a.mu.Lock()
		defer a.mu.Unlock()
		for _, rows := range a.measured {
			seen := make(map[string]bool)
			for _, row := range rows {
				seen[row.Participant] = true
				if row.WiFiLevel != wifiLevel {
					t.Errorf("the Wi-Fi is received at %d dBm", row.WiFiLevel)
				}
			}
			if len(seen) != 2 {
				t.Errorf("%d people in a second", len(seen))
			}
		}
		if n := len(a.measured); n < 9 || n > 11 {
			t.Errorf("%d measurements in 10 s", n)
		}
	})
}

// The servers for ICE are those of the room where the call's link is.
func TestMeetingServers(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		g.server.OfferICE([]map[string]any{{"urls": []string{"turn:old.example.org"}, "username": "u", "credential": "c"}})
		a, b := g.guest("A"), g.guest("B")
		link := a.begins()
		b.joins(link)
		urls := func() []string {
			var out []string
			a.Backend.mu.Lock()
			defer a.Backend.mu.Unlock()
			for _, l := range a.Backend.legs {
				for _, s := range l.servers() {
					out = append(out, s.URLs...)
				}
			}
			return out
		}
		if got := urls(); !slices.Equal(got, []string{"turn:old.example.org"}) {
			t.Errorf("servers %v", got)
		}
		g.server.OfferICE([]map[string]any{{"urls": []string{"turn:new.example.org"}, "username": "u", "credential": "c"}})
		a.Renew(a.call)
		pass(5 * time.Second)
		if got := urls(); !slices.Equal(got, []string{"turn:new.example.org"}) {
			t.Errorf("servers %v after the move", got)
		}
	})
}

// A room in which as many are as the server lets in is full.
func TestServerIsFull(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		l, err := invite.New("localhost")
		if err != nil {
			t.Fatal(err)
		}
		for range 16 {
			if _, err := g.intruder("M").over.Enter(t.Context(), l); err != nil {
				t.Fatal(err)
			}
		}
		a := g.guest("A")
		a.comes(session.Place{Link: l.String()})
		pass(time.Second)
		if end := a.end(); end.Reason != session.Full {
			t.Errorf("A ended with %+v", end)
		}
	})
}

// Of two joins that cross the smaller key's stands, and there is one call.
func TestJoinsCross(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		link := a.begins()
		b.joins(link)
		// Both seek the other at one moment.
		g.wires.sever("A", "B", true)
		pass(lostTimeout + 3*time.Second)
		g.wires.sever("A", "B", false)
		for _, p := range []*guest{a, b} {
			p.within(p.call, func(m *meeting) {
				for key := range m.absent.next {
					m.look(key)
				}
			})
		}
		pass(5 * time.Second)
		together(t, a, a, b)
		if a.legs() != 1 || b.legs() != 1 {
			t.Errorf("A has %d calls, B %d", a.legs(), b.legs())
		}
	})
}

// A call that rings in a meeting is the controller's to answer.
func TestRingsInMeeting(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		a.begins()
		id := b.Ring(session.Target{Text: a.key()}, session.Intent{})
		pass(time.Second)
		b.Proceed(id)
		pass(time.Second)
		in := heardOf[session.Incoming](a)
		if len(in) != 1 {
			t.Fatalf("A heard %+v", in)
		}
		a.Decline(in[0].ID, session.Busy)
		pass(time.Second)
		if end := b.end(); end.Reason != session.Busy {
			t.Errorf("B ended with %+v", end)
		}
		together(t, a, a)
	})
}

func TestGuestIsTold(t *testing.T) {
	link := guestLink{}
	if p := person(link); !p.Guest || p.Name != "Gast" {
		t.Errorf("%+v", p)
	}
}

// guestLink is a link to somebody with a key for this visit.
type guestLink struct{ signal.Link }

func (guestLink) Remote() identity.Key      { return identity.Key{} }
func (guestLink) RemoteHello() signal.Hello { return signal.Hello{Name: "Gast", Guest: true} }
func (guestLink) RemoteAddr() net.Addr      { return &net.TCPAddr{} }
