package mesh

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/media/frame"
	"parley/call/peer"
	"parley/call/session"
	"parley/call/signal"
	"parley/call/signal/invite"
	"parley/call/signal/reach"
	"parley/call/signal/signaltest"
)

// intruder speaks the protocol by hand, and may say what it likes.
type intruder struct {
	g    *gathering
	name string
	id   *identity.Identity
	over *reach.Transport
}

func (g *gathering) intruder(name string) *intruder {
	g.t.Helper()
	id := signaltest.Generate(g.t)
	over := reach.Over(g.network.Join(id, name), reach.Config{Identity: id, Name: name, HTTP: g.server.Client()})
	g.t.Cleanup(func() { over.Close() })
	return &intruder{g: g, name: name, id: id, over: over}
}

// finds enters the room of a link and returns links to all who are there.
func (x *intruder) finds(link string) []signal.Link {
	x.g.t.Helper()
	l, err := invite.Parse(link)
	if err != nil {
		x.g.t.Fatal(err)
	}
	room, err := x.over.Enter(x.g.t.Context(), l)
	if err != nil {
		x.g.t.Fatal(err)
	}
	var out []signal.Link
	for l := range (<-room.Entries()).Found {
		out = append(out, l)
	}
	go func() {
		for range room.Entries() {
			continue
		}
	}()
	return out
}

// asks sends a join and returns the first answer.
func (x *intruder) asks(link signal.Link) (signal.CallID, signal.Body) {
	x.g.t.Helper()
	call := signal.NewCallID()
	if err := link.Send(signal.Envelope{Call: call, Body: signal.Join{}}); err != nil {
		x.g.t.Fatal(err)
	}
	e, err := link.Receive(x.g.t.Context())
	if err != nil {
		x.g.t.Fatal(err)
	}
	return call, e.Body
}

// talks comes into the meeting at everybody's.
func (x *intruder) talks(link string) []*talk {
	x.g.t.Helper()
	var out []*talk
	for _, l := range x.finds(link) {
		call, answer := x.asks(l)
		if _, ok := answer.(signal.Accept); !ok {
			x.g.t.Fatalf("%s was answered %T", x.name, answer)
		}
		out = append(out, x.talk(l, call))
	}
	pass(time.Second)
	return out
}

// talk is an accepted call of an intruder's.
type talk struct {
	offerCatcher
	x    *intruder
	link signal.Link
	call signal.CallID
	conn connection
}

func (x *intruder) talk(link signal.Link, call signal.CallID) *talk {
	t := &talk{x: x, link: link, call: call}
	var err error
	t.conn, err = x.g.wires.connector(x.name)(peer.Config{Handler: t, Offerer: x.id.Key().String() < link.Remote().String()})
	if err != nil {
		x.g.t.Fatal(err)
	}
	x.g.t.Cleanup(func() { t.conn.Close() })
	if err := t.conn.Start(); err != nil {
		x.g.t.Fatal(err)
	}
	go t.listen()
	return t
}

func (t *talk) Describe(d peer.Description) {
	fingerprint, _ := peer.Fingerprint(d.SDP)
	own := signal.Description{Kind: d.Kind, SDP: d.SDP, Fingerprint: fingerprint}
	_ = t.link.Send(signal.Envelope{Call: t.call, Body: signal.SignDescription(t.x.id, t.link.Remote(), t.call, own)})
}

func (t *talk) listen() {
	for {
		e, err := t.link.Receive(t.x.g.t.Context())
		if err != nil {
			return
		}
		if d, ok := e.Body.(signal.Description); ok {
			_ = t.conn.Remote(peer.Description{Kind: d.Kind, SDP: d.SDP})
		}
	}
}

func (*talk) Packet(peer.Slot, frame.Packet) {}
func (*talk) FilesOpen(s io.ReadWriteCloser) { s.Close() }
func (t *talk) says(message string) error    { return t.conn.Send(peer.Control, []byte(message)) }
func (t *talk) ends(reason session.Reason) {
	_ = t.link.Send(signal.Envelope{Call: t.call, Body: signal.End{Reason: string(reason)}})
}

// claim is a `meeting` message in which somebody is the host and wants others
// out.
func claim(host string, removed ...string) string {
	return fmt.Sprintf(`{"type":"meeting","host":%q,"members":[%q],"door":"locked","removed":["%s"],"room":"pOexnXZhrB_owcgYhGsH7Q"}`,
		host, host, strings.Join(removed, `","`))
}

// Who names themselves the host is not believed, neither by those who are in
// the meeting nor by those who come.
func TestFalseHost(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c, link := g.three()
		d := g.guest("D")
		m := g.intruder("M")
		talks := m.talks(link)
		for _, o := range talks {
			if err := o.says(claim(m.id.Key().String(), a.key(), b.key(), c.key())); err != nil {
				t.Fatal(err)
			}
			_ = o.says(`{"type":"mute"}`)
		}
		pass(time.Second)
		d.comes(session.Place{Link: link})
		pass(5 * time.Second)
		for _, p := range []*guest{a, b, c, d} {
			if s := p.stands(); s.Host != a.key() || s.Door != session.DoorOpen || s.Link != link || len(heardOf[session.MuteAsked](p)) != 0 {
				t.Errorf("%s: %+v", p.name, s)
			}
			if want := 3; p != d && len(p.sees()) != want+1 {
				t.Errorf("%s sees %v", p.name, p.sees())
			}
		}
		for _, o := range talks {
			o.ends(session.Removed)
		}
		pass(time.Second)
		together(t, a, a, b, c, d)
	})
}

// A member who breaks the protocol loses their calls; the meeting goes on.
func TestSenselessMember(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		link := a.begins()
		b.joins(link)
		for _, message := range []string{
			`{"type":"meeting"}`, `{"type":"meeting","door":"ajar"}`, `{"type":"meeting","members":"all"}`, `{}{}`,
			`{"type":"meeting","door":"open","room":"short"}`, `{"type":"meeting","door":"open","host":"me"}`,
		} {
			m := g.intruder("M")
			talks := m.talks(link)
			if len(a.sees()) != 2 {
				t.Fatalf("A sees %v", a.sees())
			}
			for range 4 { // a second's worth of messages is read at a time
				for _, o := range talks {
					for range mostHeeded {
						_ = o.says(message)
					}
				}
				pass(1100 * time.Millisecond)
			}
			together(t, a, a, b)
			m.over.Close()
			pass(time.Second)
		}
	})
}

// Floods change nothing for the others.
func TestFloods(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b, c := g.guest("A"), g.guest("B"), g.guest("C")
		link := a.begins()
		b.joins(link)
		m := g.intruder("M")
		for _, l := range m.finds(link) {
			for range 100 {
				_ = l.Send(signal.Envelope{Call: signal.NewCallID(), Body: signal.Join{}})
			}
			for range 20 {
				if again, err := m.over.Dial(t.Context(), signal.Target{Host: link, Key: l.Remote()}); err == nil {
					_ = again.Send(signal.Envelope{Call: signal.NewCallID(), Body: signal.Join{}})
				}
			}
		}
		pass(5 * time.Second)
		if n := a.legs(); n > 2 {
			t.Errorf("A has %d calls", n)
		}
		m.over.Close()
		pass(lostTimeout + 5*time.Second)
		talks := g.intruder("N").talks(link)
		for range 300 {
			for _, o := range talks {
				_ = o.says(claim(a.key()))
				_ = o.conn.Send(peer.Chat, []byte("hello"))
			}
		}
		pass(time.Second)
		c.joins(link)
		for _, o := range talks {
			o.ends(session.HungUp)
		}
		pass(time.Second)
		together(t, a, a, b, c)
	})
}

// More people than fit at the door are sent away, and do not keep others from
// being let in.
func TestCrowdAtTheDoor(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		link := a.begins()
		a.SetDoor(a.call, session.DoorAsks)
		pass(time.Second)
		b.comes(session.Place{Link: link})
		pass(time.Second)
		answers := make(map[string]int)
		for i := range mostKnocking + 2 {
			m := g.intruder(fmt.Sprint("M", i))
			for _, l := range m.finds(link) {
				if l.Remote() == a.id.Key() {
					_, answer := m.asks(l)
					answers[fmt.Sprintf("%T%v", answer, answer)]++
				}
			}
		}
		if n := answers["signal.Ringing{}"]; n != mostKnocking-1 || answers["signal.Decline{full}"] != 3 {
			t.Errorf("they were answered %v", answers)
		}
		if w := a.stands().Waiting; len(w) != mostKnocking || w[0].Name != "B" {
			t.Errorf("at A's door wait %+v", w)
		}
		a.Admit(a.call, b.key(), true)
		pass(time.Second)
		together(t, a, a, b)
	})
}

// Who is in the room and in no meeting there is no answer to a join.
func TestJoinWithoutMeeting(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		a, b := g.guest("A"), g.guest("B")
		l, err := invite.New("localhost")
		if err != nil {
			t.Fatal(err)
		}
		if err := a.cfg.Transport.(*reach.Transport).Await(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		b.joins(l.String())
		together(t, b, b)
		m := g.intruder("M")
		found := 0
		for _, o := range m.finds(l.String()) {
			_, answer := m.asks(o)
			_, busy := answer.(signal.Busy)
			if busy != (o.Remote() == a.id.Key()) {
				t.Errorf("answered %T", answer)
			}
			found++
		}
		if found != 2 || a.inside() != 0 || a.legs() != 0 {
			t.Errorf("%d were found; A has %d calls", found, a.legs())
		}
	})
}
