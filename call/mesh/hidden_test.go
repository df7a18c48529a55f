package mesh

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/session"
	"parley/call/signal/rendezvous/rendezvoustest"
	"parley/call/signal/rendezvous/seal"
	"parley/call/signal/signaltest"
)

// hide makes a server that carries nothing between some of those who are in the
// room and those who come from now on.
func (g *gathering) hide(some ...seal.Peer) {
	here := g.server.Peers()
	hidden := func(from, to seal.Peer) bool { return slices.Contains(some, from) && !slices.Contains(here, to) }
	g.server.Tamper(func(f rendezvoustest.Frame) frames {
		if hidden(f.From, f.To) || hidden(f.To, f.From) {
			return nil
		}
		return frames{f}
	})
}

// honest makes the server honest, and everybody enter the room again.
func (g *gathering) honest() {
	g.server.Tamper(nil)
	g.server.Cut()
	pass(30 * time.Second)
}

// inOrder makes identities whose keys ascend.
func inOrder(t *testing.T, n int) []*identity.Identity {
	t.Helper()
	var out []*identity.Identity
	for range n {
		out = append(out, signaltest.Generate(t))
	}
	slices.SortFunc(out, func(a, b *identity.Identity) int { return strings.Compare(a.Key().String(), b.Key().String()) })
	return out
}

// bothOrders runs a test with A's key smaller than C's, and with the larger one.
func bothOrders(t *testing.T, test func(t *testing.T, g *gathering, a, c *guest)) {
	for name, first := range map[string]int{"A before C": 0, "C before A": 1} {
		t.Run(name, func(t *testing.T) {
			gather(t, func(t *testing.T, g *gathering) {
				ids := inOrder(t, 2)
				test(t, g, g.as("A", ids[first]), g.as("C", ids[1-first]))
			})
		})
	}
}

// Who comes and is kept from the host gains nothing by it, and finds the host
// once that is possible.
func TestHostIsHiddenFromWhoComes(t *testing.T) {
	bothOrders(t, func(t *testing.T, g *gathering, a, c *guest) {
		b := g.guest("B")
		link := a.begins()
		b.joins(link)
		g.hide(g.server.Peers()[0])
		c.joins(link)
		pass(hostTime + 20*time.Second)
		if got := c.sees(); !slices.Equal(got, []string{"B"}) || c.stands().Host == a.key() {
			t.Fatalf("C sees %v, and %+v", got, c.stands())
		}
		c.SetDoor(c.call, session.DoorLocked)
		c.AskMute(c.call, c.participant(b).ID)
		pass(time.Second)
		if m := b.stands(); m.Host != a.key() || m.Door != session.DoorOpen || len(heardOf[session.MuteAsked](b)) != 0 {
			t.Errorf("C has a say at B's: %+v", m)
		}
		g.server.Tamper(nil)
		pass(formerAgain + missedAgain)
		together(t, a, a, b, c)
		if door := c.stands().Door; door != session.DoorOpen {
			t.Errorf("the door is %q for C", door)
		}
	})
}

// A host whose door is locked is asked once by who was kept from it.
func TestHiddenHostDeclines(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c := g.guest("A"), g.guest("B"), g.guest("C")
		link := a.begins()
		b.joins(link)
		g.hide(g.server.Peers()[0])
		c.joins(link)
		pass(hostTime + 5*time.Second)
		a.SetDoor(a.call, session.DoorAsks)
		g.server.Tamper(nil)
		pass(formerAgain + missedAgain)
		if w := a.stands().Waiting; len(w) != 1 || w[0].Key != c.key() {
			t.Fatalf("at A's door wait %+v", w)
		}
		a.Admit(a.call, c.key(), false)
		pass(3 * formerAgain)
		if w := a.stands().Waiting; len(w) != 0 {
			t.Errorf("at A's door wait %+v", w)
		}
		if !slices.Equal(a.sees(), []string{"B"}) || !slices.Equal(c.sees(), []string{"B"}) {
			t.Errorf("A sees %v, C sees %v", a.sees(), c.sees())
		}
	})
}

// Who is kept from everybody begins the meeting once more, and is not its host
// when it meets who made the link.
func TestBeginsWhileHidden(t *testing.T) {
	bothOrders(t, func(t *testing.T, g *gathering, a, c *guest) {
		link := a.begins()
		g.hide(g.server.Peers()...)
		c.comes(session.Place{Link: link})
		pass(2 * answerTime)
		if !c.stands().Hosts {
			t.Fatalf("C stands at %+v", c.stands())
		}
		g.honest()
		together(t, a, a, c)
		b := g.guest("B")
		b.joins(link)
		together(t, a, a, b, c)
	})
}

// Two meetings that a server made of one stay two, though everybody has calls
// with everybody: nobody obeys a host but their own. Who comes again goes by the
// others.
func TestTwoMeetingsInARoom(t *testing.T) {
	bothOrders(t, func(t *testing.T, g *gathering, a, c *guest) {
		b, d := g.guest("B"), g.guest("D")
		link := a.begins()
		b.joins(link)
		g.hide(g.server.Peers()...)
		c.comes(session.Place{Link: link})
		pass(2 * answerTime)
		d.joins(link)
		pass(electTime)
		g.honest()
		for p, host := range map[*guest]*guest{a: a, b: a, c: c, d: c} {
			if len(p.sees()) != 3 || p.stands().Host != host.key() {
				t.Errorf("%s sees %v, and takes %s for the host", p.name, p.sees(), nameIn(p.stands().Host, []*guest{a, b, c, d}))
			}
		}
		c.SetDoor(c.call, session.DoorLocked)
		c.Remove(c.call, c.participant(b).ID)
		pass(5 * time.Second)
		if m := b.stands(); m.Host != a.key() || m.Door != session.DoorOpen || m.Link != link || !slices.Equal(b.sees(), []string{"A"}) {
			t.Errorf("B stands at %+v and sees %v", m, b.sees())
		}
		if got := a.sees(); !slices.Equal(got, []string{"B", "C", "D"}) {
			t.Errorf("A sees %v", got)
		}
		for _, p := range []*guest{c, d} {
			p.End(p.call, session.HungUp)
			pass(time.Second)
		}
		c.joins(link)
		d.joins(link)
		together(t, a, a, b, c, d)
	})
}

// A host who was away for longer than a lost call is sought is the host again,
// for those who came meanwhile too.
func TestHostReturnsLate(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, link := g.three()
		for _, o := range []string{"B", "C"} {
			g.wires.sever("A", o, true)
		}
		g.isolate(g.server.Peers()[0])
		pass(lostTimeout + absentTime + missedAgain)
		together(t, b, b, c)
		d := g.guest("D")
		d.joins(link)
		pass(electTime)
		together(t, b, b, c, d)
		for _, o := range []string{"B", "C"} {
			g.wires.sever("A", o, false)
		}
		g.server.Tamper(nil)
		pass(2 * formerAgain)
		together(t, a, a, b, c, d)
	})
}
