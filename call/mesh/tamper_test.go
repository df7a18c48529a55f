package mesh

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call/session"
	"parley/call/signal/rendezvous/rendezvoustest"
	"parley/call/signal/rendezvous/seal"
)

type frames = []rendezvoustest.Frame

// tampering is what a hostile server may do with what people in a room send.
func tampering() map[string]func(rendezvoustest.Frame) frames {
	random := rand.New(rand.NewPCG(1, 2))
	var past, held frames
	var people []seal.Peer
	n := 0
	return map[string]func(rendezvoustest.Frame) frames{
		"drops all":        func(rendezvoustest.Frame) frames { return nil },
		"drops each third": func(f rendezvoustest.Frame) frames { n++; return frames{f}[:min(n%3, 1)] },
		"repeats":          func(f rendezvoustest.Frame) frames { return frames{f, f} },
		"repeats the past": func(f rendezvoustest.Frame) frames {
			past = append(past, f)
			return frames{f, past[random.IntN(len(past))], past[random.IntN(len(past))]}
		},
		"turns the order round": func(f rendezvoustest.Frame) frames {
			if held = append(held, f); len(held) < 3 {
				return nil
			}
			slices.Reverse(held)
			out := held
			held = nil
			return out
		},
		"reflects": func(f rendezvoustest.Frame) frames {
			return frames{f, {From: f.To, To: f.From, Data: f.Data}, {From: f.From, To: f.From, Data: f.Data}}
		},
		"hands to others": func(f rendezvoustest.Frame) frames {
			out := frames{f}
			for _, p := range people {
				out = append(out, rendezvoustest.Frame{From: f.From, To: p, Data: f.Data})
			}
			people = joined(people, f)
			return out
		},
		"names another sender": func(f rendezvoustest.Frame) frames {
			people = joined(people, f)
			return frames{{From: people[random.IntN(len(people))], To: f.To, Data: f.Data}}
		},
		"changes a bit": func(f rendezvoustest.Frame) frames {
			f.Data = bytes.Clone(f.Data)
			f.Data[random.IntN(len(f.Data))] ^= 1 << random.IntN(8)
			return frames{f}
		},
		"forges": func(f rendezvoustest.Frame) frames {
			forged := bytes.Clone(f.Data)
			for i := min(16, len(forged)); i < len(forged); i++ {
				forged[i] = byte(random.Uint32())
			}
			return frames{{From: f.From, To: f.To, Data: forged}, f}
		},
	}
}

// joined adds who is named in a frame.
func joined(people []seal.Peer, f rendezvoustest.Frame) []seal.Peer {
	for _, p := range []seal.Peer{f.From, f.To} {
		if !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	return people
}

// eavesdrop lets a server tamper, and fails the test when it can read what it
// carries.
func (g *gathering) eavesdrop(change func(rendezvoustest.Frame) frames, secrets ...string) {
	g.server.Tamper(func(f rendezvoustest.Frame) frames {
		for _, s := range append(secrets, `"type"`, `"sdp"`, "fingerprint", "candidate") {
			if bytes.Contains(f.Data, []byte(s)) {
				g.t.Errorf("the server reads %q", s)
			}
		}
		return change(f)
	})
}

// safe checks that nobody takes somebody for another, and that who is not in
// the meeting knows why.
func safe(t *testing.T, all ...*guest) {
	t.Helper()
	names := make(map[string]string)
	for _, p := range all {
		names[p.key()] = p.name
	}
	for _, p := range all {
		for _, e := range heardOf[session.Joined](p) {
			who := e.Participant.Person
			if who.Key == p.key() || names[who.Key] != who.Name {
				t.Errorf("%s met %+v", p.name, who)
			}
		}
		if end := p.end(); end.ID != "" && !slices.Contains([]session.Reason{session.NoServer, session.Lost, session.Declined, session.Unreachable, session.NoAnswer}, end.Reason) {
			t.Errorf("%s was told %+v", p.name, end)
		}
	}
}

// Whatever the server does while three people meet, they meet one another or
// nobody, and it reads nothing. What it did is over when it is honest again.
func TestHostileServer(t *testing.T) {
	for name := range tampering() {
		t.Run(name, func(t *testing.T) {
			gather(t, func(t *testing.T, g *gathering) {
				a, b, c := g.guest("Adalbert"), g.guest("Bonifaz"), g.guest("Cyriak")
				link := a.begins()
				_, secret, _ := strings.Cut(link, "#")
				g.eavesdrop(tampering()[name], secret, a.name, b.name, c.name, a.key(), b.key(), c.key())
				b.comes(session.Place{Link: link})
				pass(10 * time.Second)
				c.comes(session.Place{Link: link})
				pass(time.Minute)
				safe(t, a, b, c)
				g.server.Tamper(nil)
				for _, p := range []*guest{b, c} { // who found nobody has begun a meeting of their own
					p.End(p.call, session.HungUp)
				}
				pass(time.Minute)
				b.joins(link)
				c.joins(link)
				together(t, a, a, b, c)
			})
		})
	}
}

// A meeting that stands is not disturbed by what its server does.
func TestHostileServerLater(t *testing.T) {
	for name := range tampering() {
		t.Run(name, func(t *testing.T) {
			gather(t, func(t *testing.T, g *gathering) {
				a, b, c := g.guest("Adalbert"), g.guest("Bonifaz"), g.guest("Cyriak")
				link := a.begins()
				b.joins(link)
				c.joins(link)
				_, secret, _ := strings.Cut(link, "#")
				g.eavesdrop(tampering()[name], secret, a.name, b.name, c.name, a.key(), b.key(), c.key())
				peers := g.server.Peers()
				for i, p := range peers {
					g.server.Tell(p, map[string]any{"type": "left", "peer": peers[(i+1)%3].String()})
					g.server.Tell(p, map[string]any{"type": "joined", "peer": seal.Peer{9}.String()})
					g.server.Tell(p, map[string]any{"type": "joined", "peer": p.String()})
				}
				pass(10 * time.Second)
				g.server.Cut() // everybody comes again, and is tampered with
				pass(time.Minute)
				safe(t, a, b, c)
				together(t, a, a, b, c)
				g.server.Tamper(nil)
				pass(time.Minute)
				together(t, a, a, b, c)
				for _, p := range []*guest{a, b, c} {
					if n := len(heardOf[session.Left](p)); n != 0 {
						t.Errorf("%s saw %d people leave", p.name, n)
					}
				}
			})
		})
	}
}
