package mesh

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/session"
)

// comings lets people come to a meeting and leave it in a random order.
type comings struct {
	*gathering
	random          *rand.Rand
	link            string
	inside, outside []*guest
}

// next lets one person come or leave. A hostile server tampers with what is said
// while nobody comes: who comes would take it for an empty room.
func (c *comings) next() {
	all, what := tampering(), []string{"drops all", "drops each third", "turns the order round", "repeats the past"}
	if len(c.inside) > 1 && (len(c.outside) == 0 || c.random.IntN(2) == 0) {
		c.server.Tamper(all[what[c.random.IntN(len(what))]])
		p := c.some(&c.inside)
		p.End(p.call, session.HungUp)
		pass(time.Duration(c.random.IntN(5000)) * time.Millisecond)
		c.outside = append(c.outside, p)
		c.server.Tamper(nil)
		return
	}
	p := c.some(&c.outside)
	if p.inside() > 0 {
		pass(leavingTime)
	}
	p.comes(session.Place{Link: c.link})
	pass(time.Duration(500+c.random.IntN(2000)) * time.Millisecond)
	c.inside = append(c.inside, p)
}

// some takes one out of a list.
func (c *comings) some(of *[]*guest) *guest {
	i := c.random.IntN(len(*of))
	p := (*of)[i]
	*of = slices.Delete(*of, i, i+1)
	return p
}

// roll is who is in the meeting, as somebody tells the others.
func (p *guest) roll() (order []identity.Key) {
	done := make(chan struct{})
	p.within(p.call, func(m *meeting) {
		order = slices.Clone(m.order)
		close(done)
	})
	<-done
	return order
}

// Whoever comes and goes, and whatever the server does to what is said of it,
// everybody has the same roster and the same host in the end, and each pair one
// call, in which the smaller key offers.
func TestRostersAgree(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			gather(t, func(t *testing.T, g *gathering) {
				c := comings{gathering: g, random: rand.New(rand.NewPCG(seed, 4))}
				for i := range 6 {
					c.outside = append(c.outside, g.guest(fmt.Sprint("P", i)))
				}
				first := c.some(&c.outside)
				c.link, c.inside = first.begins(), []*guest{first}
				for range 16 {
					c.next()
				}
				g.server.Cut()
				pass(4 * missedAgain)
				host := slices.IndexFunc(c.inside, func(p *guest) bool { return p.stands().Hosts })
				if host < 0 {
					t.Fatal("nobody is the host")
				}
				together(t, c.inside[host], c.inside...)
				for _, p := range c.inside {
					if got, want := p.roll(), c.inside[host].roll(); !slices.Equal(got, want) {
						t.Errorf("%s has the roster %v, the host %v", p.name, got, want)
					}
					if p.legs() != len(c.inside)-1 {
						t.Errorf("%s has %d calls with %d people", p.name, p.legs(), len(c.inside)-1)
					}
				}
				g.wires.offers(t)
			})
		})
	}
}
