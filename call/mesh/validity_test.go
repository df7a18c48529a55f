package mesh

import (
	"testing"
	"time"

	"parley/call/session"
)

// A link for one person brings one, and leads nowhere then.
func TestLinkForOne(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, d := g.guest("A"), g.guest("B"), g.guest("C"), g.guest("D")
		first := a.begins()
		a.SetValidity(a.call, session.ForOne)
		pass(time.Second)
		if v := a.stands().Validity; v != session.ForOne {
			t.Fatalf("the link is good for %q", v)
		}
		b.joins(first)
		pass(5 * time.Second)
		together(t, a, a, b)
		second := a.stands().Link
		if second == first || b.stands().Link != second {
			t.Fatal("the link was used and still stands")
		}
		b.SetValidity(b.call, session.ForMeeting) // is not the host
		c.joins(second)
		pass(2 * movingTime)
		together(t, a, a, b, c)
		d.joins(second) // is alone there
		pass(5 * time.Second)
		together(t, a, a, b, c)
		together(t, d, d)
	})
}

// Of two who come at once with a link for one person, one is let in.
func TestTwoWithALinkForOne(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c := g.guest("A"), g.guest("B"), g.guest("C")
		link := a.begins()
		a.SetValidity(a.call, session.ForOne)
		pass(time.Second)
		b.comes(session.Place{Link: link})
		c.comes(session.Place{Link: link})
		pass(10 * time.Second)
		if n := len(a.sees()); n != 1 {
			t.Errorf("%d came by a link for one", n)
		}
	})
}

func TestLinkForAnHour(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		link := a.begins()
		b.joins(link)
		a.SetValidity(a.call, session.ForAnHour)
		// To let hours pass in a bubble is too much for the race detector: each
		// call has some timers a second.
		at := func(later time.Duration) string {
			a.within(a.call, func(m *meeting) { m.mindValidity(time.Now().Add(later)) })
			pass(5 * time.Second)
			return a.stands().Link
		}
		if at(59*time.Minute) != link {
			t.Fatal("the link ended before its hour")
		}
		next := at(61 * time.Minute)
		if next == link || b.stands().Link != next {
			t.Fatal("the link stands after its hour")
		}
		if at(59*time.Minute) != next {
			t.Error("the new link has less than an hour")
		}
		together(t, a, a, b)
	})
}
