package mesh

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call/session"
	"parley/call/signal/invite"
	"parley/call/signal/reach"
)

func TestMeeting(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c := g.guest("A"), g.guest("B"), g.guest("C")
		link := a.begins()
		if m := a.stands(); len(m.Words) != 6 || m.Server != "localhost" || m.Door != session.DoorOpen || m.Room == "" || m.Away {
			t.Errorf("A began %+v", m)
		}
		b.joins(link)
		together(t, a, a, b)
		c.joins(link)
		together(t, a, a, b, c)
		b.End(b.call, session.HungUp)
		pass(time.Second)
		together(t, a, a, c)
		if end := b.end(); end.Reason != session.HungUp || b.legs() != 0 {
			t.Errorf("B left with %+v and has %d calls", end, b.legs())
		}
		b.joins(link)
		together(t, a, a, b, c)
	})
}

func TestEightPeople(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		first := g.guest("1")
		link := first.begins()
		all := []*guest{first}
		for i := range session.MostPeople - 1 {
			p := g.guest(fmt.Sprint(i + 2))
			p.comes(session.Place{Link: link})
			all = append(all, p)
		}
		pass(3 * time.Second)
		together(t, first, all...)
		late := g.guest("late")
		late.comes(session.Place{Link: link})
		pass(3 * time.Second)
		if end := late.end(); end.Reason != session.Full {
			t.Errorf("the ninth ended with %+v", end)
		}
		all[3].End(all[3].call, session.HungUp)
		pass(time.Second)
		late.joins(link)
		all[3] = late
		together(t, first, all...)
		first.Renew(first.call)
		pass(5 * time.Second)
		together(t, first, all...)
		g.server.Cut()
		pass(10 * time.Second)
		together(t, first, all...)
		for _, p := range all {
			if n := len(heardOf[session.Left](p)); n > 1 || p.stands().Away {
				t.Errorf("%s saw %d people leave", p.name, n)
			}
		}
		if n := len(g.server.Peers()); n != session.MostPeople {
			t.Errorf("%d connections to the server", n)
		}
	})
}

// The next host is who came next.
func TestHostLeaves(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, link := g.three()
		d := g.guest("D")
		d.joins(link)
		a.SetDoor(a.call, session.DoorAsks)
		pass(time.Second)
		a.End(a.call, session.HungUp)
		pass(time.Second)
		together(t, b, b, c, d)
		if door := b.stands().Door; door != session.DoorAsks {
			t.Errorf("the door is %q", door)
		}
		a.comes(session.Place{Link: link})
		pass(time.Second)
		b.Admit(b.call, a.key(), true)
		pass(2 * time.Second)
		together(t, b, a, b, c, d)
		b.End(b.call, session.HungUp)
		c.End(c.call, session.HungUp)
		pass(time.Second)
		together(t, d, a, d)
	})
}

// Those who ask one another while they come meet, too: the smaller key's
// question stands.
func TestAskOneAnother(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		l, err := invite.New("localhost")
		if err != nil {
			t.Fatal(err)
		}
		all := []*guest{g.guest("A"), g.guest("B"), g.guest("C")}
		for _, p := range all { // each is in the room, so that each finds all others
			if err := p.cfg.Transport.(*reach.Transport).Await(t.Context(), l); err != nil {
				t.Fatal(err)
			}
		}
		defer g.delay(500 * time.Millisecond)()
		for _, p := range all {
			p.comes(session.Place{Link: l.String()})
		}
		pass(hostTime + 5*time.Second)
		host := slices.MinFunc(all, func(a, b *guest) int { return strings.Compare(a.key(), b.key()) })
		together(t, host, all...)
	})
}

// Two who come at the same moment meet all the same.
func TestComeAtOnce(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c := g.guest("A"), g.guest("B"), g.guest("C")
		link := a.begins()
		a.End(a.call, session.HungUp)
		pass(5 * time.Second)
		for _, p := range []*guest{a, b, c} {
			p.comes(session.Place{Link: link})
		}
		pass(5 * time.Second)
		host := a
		for _, p := range []*guest{b, c} {
			if p.stands().Hosts {
				host = p
			}
		}
		together(t, host, a, b, c)
	})
}
