package mesh

import (
	"slices"
	"testing"
	"time"

	"parley/call/session"
)

// A meeting goes on without its server. When it is back, calls have links
// again, and others can come.
func TestServerAway(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, link := g.three()
		d := g.guest("D")
		g.server.Refuse(true)
		g.server.Cut()
		pass(90 * time.Second)
		together(t, a, a, b, c)
		for _, p := range []*guest{a, b, c} {
			if !p.stands().Away {
				t.Errorf("%s does not know that the server is away", p.name)
			}
		}
		g.server.Refuse(false)
		pass(time.Minute)
		together(t, a, a, b, c)
		if a.stands().Away || b.stands().Away {
			t.Error("the server is back, and they do not know")
		}
		b.End(b.call, session.HungUp) // needs links
		pass(time.Second)
		together(t, a, a, c)
		d.joins(link)
		together(t, a, a, c, d)
		for _, p := range []*guest{a, c} {
			if n := len(heardOf[session.Left](p)); n != 1 {
				t.Errorf("%s saw %d people leave", p.name, n)
			}
		}
	})
}

// Who comes first to a server that was away, before those who are in the
// meeting, joins them when they are back.
func TestComesBeforeTheOthersAreBack(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c := g.guest("A"), g.guest("B"), g.guest("C")
		link := a.begins()
		b.joins(link)
		g.server.Refuse(true)
		g.server.Cut()
		pass(2 * time.Minute)
		g.server.Refuse(false)
		c.comes(session.Place{Link: link})
		pass(time.Second)
		pass(time.Minute)
		together(t, a, a, b, c)
	})
}

// A path that is gone for a while is told of, and heals.
func TestPathLost(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, _ := g.three()
		g.wires.sever("B", "C", true)
		pass(10 * time.Second)
		if p := b.participant(c); !p.Lost {
			t.Errorf("B sees C as %+v", p)
		}
		g.wires.sever("B", "C", false)
		pass(time.Second)
		together(t, a, a, b, c)
		if len(heardOf[session.Left](b)) != 0 || len(heardOf[session.Interrupted](b)) != 0 {
			t.Errorf("B heard %+v", b.heard)
		}
	})
}

// A network that changes costs no call its link in the room, which knows by
// itself whether the server is reached.
func TestNetworkChangesInMeeting(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		link := a.begins()
		b.joins(link)
		for range 3 {
			a.lan.SetOnline(false)
			pass(time.Second)
			a.lan.SetOnline(true)
			pass(time.Second)
		}
		together(t, a, a, b)
		b.End(b.call, session.HungUp)
		pass(100 * time.Millisecond) // over the link that there was
		together(t, a, a)
	})
}

// Two who lost each other find each other again.
func TestReunited(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, _ := g.three()
		a.SetDoor(a.call, session.DoorLocked)
		g.wires.sever("B", "C", true)
		pass(lostTimeout + 3*time.Second)
		if got := b.sees(); !slices.Equal(got, []string{"A"}) {
			t.Fatalf("B sees %v", got)
		}
		g.wires.sever("B", "C", false)
		pass(2 * missedAgain)
		together(t, a, a, b, c)
	})
}

// A host who was lost for a while is the host again, whatever the door says.
func TestHostReturns(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, _ := g.three()
		a.SetDoor(a.call, session.DoorLocked)
		pass(time.Second)
		for _, o := range []string{"B", "C"} {
			g.wires.sever("A", o, true)
		}
		pass(lostTimeout + 3*time.Second)
		together(t, b, b, c)
		for _, o := range []string{"B", "C"} {
			g.wires.sever("A", o, false)
		}
		pass(2 * missedAgain)
		together(t, a, a, b, c)
		if door := c.stands().Door; door != session.DoorLocked {
			t.Errorf("the door is %q", door)
		}
	})
}

// Who has forgotten the meeting, as a program does that was started again, is
// let in anew.
func TestForgotten(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, link := g.three()
		g.vanish(c, a, b)
		again := g.as("C", c.id)
		again.joins(link)
		pass(5 * time.Second)
		together(t, a, a, b, again)
		if n := len(heardOf[session.Joined](b)); n != 3 {
			t.Errorf("B heard of %d people who joined", n)
		}
	})
}

// Who comes again while a host seeks them meets everybody at once, whoever of
// them has the smaller key: each asks the other, and one of both gives way.
func TestComeAgainWhileSought(t *testing.T) {
	for range 8 {
		gather(t, func(t *testing.T, g *gathering) {
			a, b, c, link := g.three()
			g.vanish(c, a, b)
			pass(time.Minute) // it is lost, and sought
			again := g.as("C", c.id)
			again.joins(link)
			together(t, a, a, b, again)
		})
	}
}

func TestNowhere(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a := g.guest("A")
		ends := func(at session.Place, want session.Reason) session.Ended {
			t.Helper()
			a.comes(at)
			pass(20 * time.Second)
			end := a.end()
			if end.Reason != want || end.ID != a.call {
				t.Errorf("%+v ended with %+v", at, end)
			}
			return end
		}
		link := "https://meet.example.org/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q"
		for text, detail := range map[string]string{
			link[:len(link)-1]:                   "The link is damaged. Copy it again, to its very end.",
			"http" + link[5:]:                    "The link begins with http, where others could read along. It must begin with https.",
			"meet.example.org one two three":     "“one” is not one of the words. Is it spelt as it was said?",
			"meet.example.org abacus zoom yo-yo": "A call has six words.",
			"hello":                              "A call has six words.",
		} {
			if end := ends(session.Place{Link: text}, session.BadLink); end.Detail != detail {
				t.Errorf("%q: %q", text, end.Detail)
			}
		}
		ends(session.Place{Server: "not a server"}, session.BadLink)
		g.server.Refuse(true)
		ends(session.Place{Server: "localhost"}, session.NoServer)
		g.server.Refuse(false)
		for _, text := range []string{
			"localhost/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q",
			" localhost  Abacus drop down, felt-tip t-shirt yo-yo zoom ",
		} {
			a.joins(text)
			if at := a.stands().Link; at != "http://localhost/j/eGsoVsmtsXaB23IYfOjOJg#pOexnXZhrB_owcgYhGsH7Q" {
				t.Errorf("%q leads to %q", text, at)
			}
			a.End(a.call, session.HungUp)
			pass(3 * time.Second)
		}
	})
}

// A meeting that is left while it is being entered is left.
func TestLeavesAtOnce(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		link := a.begins()
		b.comes(session.Place{Link: link})
		b.End(b.call, session.Cancelled)
		pass(5 * time.Second)
		if end := b.end(); end.Reason != session.Cancelled || b.inside() != 0 {
			t.Errorf("B ended with %+v", end)
		}
		if got := a.sees(); len(got) != 0 {
			t.Errorf("A sees %v", got)
		}
		if n := len(g.server.Peers()); n != 1 {
			t.Errorf("%d are at the server", n)
		}
	})
}
