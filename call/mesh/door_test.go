package mesh

import (
	"strings"
	"testing"
	"time"

	"parley/call/session"
)

func TestDoorAsks(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, d := g.guest("A"), g.guest("B"), g.guest("C"), g.guest("D")
		link := a.begins()
		b.joins(link)
		b.SetDoor(b.call, session.DoorLocked) // not the host: nothing happens
		a.SetDoor(a.call, session.DoorAsks)
		pass(time.Second)
		for _, p := range []*guest{c, d} {
			p.comes(session.Place{Link: link})
			pass(time.Second)
		}
		if n := len(heardOf[session.Waits](c)); n != 1 || c.inside() != 0 {
			t.Errorf("C was told %d times to wait, and is in %d times", n, c.inside())
		}
		if w := a.stands().Waiting; len(w) != 2 || w[0].Name != "C" || w[1].Key != d.key() || w[0].Address != "" {
			t.Errorf("at A's door wait %+v", w)
		}
		if w := b.stands().Waiting; len(w) != 0 {
			t.Errorf("at B's door wait %+v", w)
		}
		b.Admit(b.call, c.key(), true) // not the host's
		pass(time.Second)
		if c.inside() != 0 {
			t.Error("who is not the host let somebody in")
		}
		a.Admit(a.call, c.key(), true)
		a.Admit(a.call, d.key(), false)
		pass(time.Second)
		together(t, a, a, b, c)
		if end := d.end(); end.Reason != session.Declined {
			t.Errorf("D ended with %+v", end)
		}
		if w := a.stands().Waiting; len(w) != 0 || a.legs() != 2 || b.legs() != 2 {
			t.Errorf("%+v wait; A has %d calls, B %d", w, a.legs(), b.legs())
		}
	})
}

// Who waits comes in when the door is opened, and is sent away when it is
// locked.
func TestDoorTurns(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, d := g.guest("A"), g.guest("B"), g.guest("C"), g.guest("D")
		link := a.begins()
		b.joins(link)
		a.SetDoor(a.call, session.DoorAsks)
		pass(time.Second)
		c.comes(session.Place{Link: link})
		pass(time.Minute)
		a.SetDoor(a.call, session.DoorOpen)
		pass(time.Second)
		together(t, a, a, b, c)
		a.SetDoor(a.call, session.DoorAsks)
		pass(time.Second)
		d.comes(session.Place{Link: link})
		pass(time.Second)
		a.SetDoor(a.call, session.DoorLocked)
		pass(time.Second)
		if end := d.end(); end.Reason != session.Locked {
			t.Errorf("D ended with %+v", end)
		}
		d.comes(session.Place{Link: link})
		pass(time.Second)
		if end := d.end(); end.Reason != session.Locked {
			t.Errorf("D ended with %+v", end)
		}
	})
}

// Who waits is let in by the next host when the host has left meanwhile, and
// can give up.
func TestWaitsForTheNextHost(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, d := g.guest("A"), g.guest("B"), g.guest("C"), g.guest("D")
		link := a.begins()
		b.joins(link)
		a.SetDoor(a.call, session.DoorAsks)
		pass(time.Second)
		c.comes(session.Place{Link: link})
		d.comes(session.Place{Link: link})
		pass(time.Second)
		a.End(a.call, session.HungUp)
		d.End(d.call, session.Cancelled)
		pass(time.Second)
		if w := b.stands().Waiting; len(w) != 1 || w[0].Name != "C" {
			t.Fatalf("at B's door wait %+v", w)
		}
		b.Admit(b.call, c.key(), true)
		pass(time.Second)
		together(t, b, b, c)
	})
}

func TestNobodyLetsIn(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		link := a.begins()
		a.SetDoor(a.call, session.DoorAsks)
		pass(time.Second)
		b.comes(session.Place{Link: link})
		pass(waitTime - 5*time.Second)
		if end := b.end(); end.ID != "" {
			t.Fatalf("B gave up: %+v", end)
		}
		pass(10 * time.Second)
		if end := b.end(); end.Reason != session.NoAnswer {
			t.Errorf("B ended with %+v", end)
		}
		if w := a.stands().Waiting; len(w) != 0 {
			t.Errorf("at A's door wait %+v", w)
		}
	})
}

func TestAskMute(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, _ := g.three()
		b.AskMute(b.call, b.participant(c).ID)
		a.AskMute(a.call, a.participant(b).ID)
		pass(time.Second)
		if asked := heardOf[session.MuteAsked](b); len(asked) != 1 || asked[0].Participant != b.participant(a).ID {
			t.Errorf("B was asked %+v", asked)
		}
		if asked := heardOf[session.MuteAsked](c); len(asked) != 0 {
			t.Errorf("who is not the host asked C: %+v", asked)
		}
	})
}

// Who was removed is out, does not come in again by the old link, and does not
// learn the new one; the others have moved there.
func TestRemove(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, link := g.three()
		d := g.guest("D")
		room := a.stands().Room
		b.Remove(b.call, b.participant(c).ID) // not the host
		pass(time.Second)
		together(t, a, a, b, c)
		var toC []string
		g.wires.overhear(func(_, to string, message []byte) {
			if to == c.name {
				toC = append(toC, string(message))
			}
		})
		a.Remove(a.call, a.participant(c).ID)
		pass(3 * time.Second)
		g.wires.overhear(nil)
		if end := c.end(); end.Reason != session.Removed {
			t.Errorf("C ended with %+v", end)
		}
		together(t, a, a, b)
		moved := a.stands()
		if moved.Link == link || moved.Link != b.stands().Link || moved.Room != room || len(moved.Words) != 6 || b.stands().Room != room {
			t.Errorf("the meeting stands at %+v", moved)
		}
		_, secret, _ := strings.Cut(moved.Link, "#")
		if said := strings.Join(toC, "\n"); !strings.Contains(said, c.key()) || secret == "" || strings.Contains(said, secret) {
			t.Errorf("to C was said %s", said)
		}
		c.comes(session.Place{Link: link})
		pass(3 * time.Second)
		if m := c.stands(); !m.Hosts || len(c.sees()) != 0 {
			t.Errorf("by the old link C finds %v", c.sees())
		}
		c.End(c.call, session.HungUp)
		d.joins(moved.Link)
		together(t, a, a, b, d)
		c.comes(session.Place{Link: moved.Link}) // somebody gave it to them
		pass(3 * time.Second)
		if end := c.end(); end.Reason != session.Removed {
			t.Errorf("C ended with %+v", end)
		}
	})
}

// A renewed link takes everybody along, and calls have their links in the new
// room: they outlive the old one.
func TestRenew(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, _ := g.three()
		d := g.guest("D")
		for range 3 {
			a.Renew(a.call)
			pass(2 * time.Second)
		}
		pass(2 * movingTime)
		together(t, a, a, b, c)
		if n := len(g.server.Peers()); n != 3 {
			t.Errorf("%d connections to the server for three people", n)
		}
		for _, p := range []*guest{a, b, c} {
			if n := len(heardOf[session.Joined](p)); n != 2 {
				t.Errorf("%s heard of %d people who joined", p.name, n)
			}
		}
		a.End(a.call, session.HungUp)
		pass(time.Second)
		together(t, b, b, c)
		d.joins(b.stands().Link)
		together(t, b, b, c, d)
	})
}
