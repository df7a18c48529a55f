package mesh

import (
	"testing"
	"time"

	"parley/call/session"
	"parley/call/signal"
	"parley/call/signal/signaltest"
)

func TestCause(t *testing.T) {
	now := time.Now()
	long, short := now.Add(-causeTime), now.Add(-time.Second)
	for _, c := range []struct {
		path path
		want session.Cause
	}{
		{path{}, session.Unheard},
		{path{movedHere: short}, session.MovedHere},
		{path{movedThere: short}, session.MovedThere},
		{path{movedHere: short, movedThere: now}, session.MovedHere},
		{path{movedHere: long, movedThere: short}, session.MovedThere},
		{path{movedHere: long, movedThere: long}, session.Unheard},
	} {
		if got := c.path.cause(now); got != c.want {
			t.Errorf("%+v: %q, not %q", c.path, got, c.want)
		}
	}
}

// talks makes a call of two, by key, and returns it as each side has it.
func (g *gathering) talks(a, b *guest) (here, there *leg) {
	g.t.Helper()
	id := a.Ring(session.Target{Text: b.key()}, session.Intent{})
	pass(time.Second)
	a.Proceed(id)
	pass(time.Second)
	incoming := heardOf[session.Incoming](b)
	if len(incoming) != 1 {
		g.t.Fatalf("B heard %+v", b.heard)
	}
	b.Accept(incoming[0].ID, session.Intent{})
	pass(time.Second)
	return a.leg(id), b.leg(id)
}

// linkOf returns the link that a call has now.
func linkOf(l *leg) signal.Link {
	link := make(chan signal.Link)
	l.do(func() { link <- l.link })
	return <-link
}

// A path and a link that die without a word, as behind a router that forgets
// them, are both replaced within seconds.
func TestSilenceIsAnswered(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		here, there := g.talks(a, b)
		before := linkOf(here)
		before.(*signaltest.Link).Silence()
		g.wires.sever("A", "B", true)
		pass(proofTime + relinkFirst)
		for _, l := range []*leg{here, there} {
			if link := linkOf(l); link == nil || link == before || link.Prove(t.Context()) != nil {
				t.Errorf("the link is %v", link)
			}
		}
		g.wires.sever("A", "B", false)
		pass(time.Second)
		for _, p := range []*guest{a, b} {
			if n := len(heardOf[session.Connected](p)); n != 2 || len(heardOf[session.Ended](p)) > 0 {
				t.Errorf("%s connected %d times", p.name, n)
			}
		}
	})
}

// While nothing can be agreed on, a path is left to heal by itself.
func TestPathHealsWithoutALink(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		here, _ := g.talks(a, b)
		restarted := func() (at time.Time) {
			done := make(chan struct{})
			here.do(func() { at = here.path.restarted; close(done) })
			<-done
			return at
		}
		before := restarted()
		linkOf(here).(*signaltest.Link).Silence()
		g.wires.sever("A", "B", true)
		pass(proofTime / 2)
		if restarted() != before {
			t.Error("it was given up at once")
		}
	})
}

// Both sides are told whose network changed.
func TestWhoseNetworkChanged(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		g.talks(a, b)
		g.wires.sever("A", "B", true)
		a.lan.SetOnline(false)
		pass(time.Second)
		a.lan.SetOnline(true)
		pass(time.Second)
		for p, want := range map[*guest]session.Cause{a: session.MovedHere, b: session.MovedThere} {
			changes := heardOf[session.Changed](p)
			if last := changes[len(changes)-1].Participant; !last.Lost || last.Cause != want {
				t.Errorf("%s hears %+v", p.name, last)
			}
		}
	})
}

// Who hears nothing for long, by media or signalling, is told what may be the
// matter, and waits: a computer that wakes within two minutes is back in its call.
func TestOtherSideSleeps(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		g.talks(a, b)
		cause := func() session.Cause {
			changes := heardOf[session.Changed](a)
			return changes[len(changes)-1].Participant.Cause
		}
		g.wires.sever("A", "B", true)
		b.lan.SetOnline(false)
		pass(silentTime - time.Second)
		if cause() == session.Silent {
			t.Error("that is said too soon")
		}
		pass(5 * time.Second)
		if cause() != session.Silent {
			t.Errorf("A hears %q", cause())
		}
		pass(lostTimeout - silentTime - 10*time.Second)
		g.wires.sever("A", "B", false)
		b.lan.SetOnline(true)
		pass(3 * time.Second)
		if n := len(heardOf[session.Connected](a)); n != 2 || cause() != session.Unheard || len(heardOf[session.Ended](a)) > 0 {
			t.Errorf("A connected %d times and hears %q", n, cause())
		}
	})
}
