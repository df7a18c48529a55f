package mesh

import (
	"fmt"
	"log/slog"
	"maps"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/call/identity"
	"parley/call/media"
	"parley/call/session"
	"parley/call/signal/reach"
	"parley/call/signal/rendezvous/rendezvoustest"
	"parley/call/signal/rendezvous/seal"
	"parley/call/signal/signaltest"
	"parley/call/stats"
)

// gathering is everybody in a test, with a server in memory, in a bubble where
// time passes when nobody has anything to do.
type gathering struct {
	t       *testing.T
	network *signaltest.Network
	server  *rendezvoustest.Server
	wires   *wires
	studio  *media.Studio
}

// wifiLevel is how everybody receives their Wi-Fi, in dBm.
const wifiLevel = -60

// gather runs a test. The studio has threads that know no bubble, so it is
// made outside; no media goes through it. On more than one processor the race
// detector breaks at timers of a bubble as full as this: golang/go#78156.
func gather(t *testing.T, test func(*testing.T, *gathering)) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	studio, err := media.NewStudio(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer studio.Close()
	go func() {
		for range studio.Events() {
			continue
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		g := &gathering{t: t, network: signaltest.NewNetwork(), server: rendezvoustest.New(), wires: newWires(), studio: studio}
		g.network.RefuseStreams()
		t.Cleanup(g.server.Close)
		test(t, g)
	})
}

// guest is one person with what they see of their meeting.
type guest struct {
	*Backend
	t    *testing.T
	name string
	id   *identity.Identity
	lan  *signaltest.Transport

	mu       sync.Mutex
	call     session.ID
	met      session.Meeting
	people   map[string]session.Participant // by ID
	heard    []session.Event                // all but measurements
	measured [][]stats.Track
	answers  int
	ended    *session.Ended
}

// guest brings somebody who is in no meeting yet.
func (g *gathering) guest(name string) *guest {
	g.t.Helper()
	return g.as(name, signaltest.Generate(g.t))
}

// delay makes the server slow, until the function it returns is called.
func (g *gathering) delay(by time.Duration) (stop func()) {
	type late struct {
		frame rendezvoustest.Frame
		due   time.Time
	}
	queue, done := make(chan late, 4096), make(chan struct{})
	go func() {
		defer close(done)
		for l := range queue {
			time.Sleep(time.Until(l.due))
			g.server.Deliver(l.frame)
		}
	}()
	g.server.Tamper(func(f rendezvoustest.Frame) []rendezvoustest.Frame {
		queue <- late{f, time.Now().Add(by)}
		return nil
	})
	return func() {
		g.server.Tamper(nil)
		close(queue)
		<-done
	}
}

// isolate makes a server that carries nothing from or to somebody.
func (g *gathering) isolate(at seal.Peer) {
	g.server.Tamper(func(f rendezvoustest.Frame) []rendezvoustest.Frame {
		if f.From == at || f.To == at {
			return nil
		}
		return []rendezvoustest.Frame{f}
	})
}

// vanish ends somebody's program without a word to anybody.
func (g *gathering) vanish(p *guest, others ...*guest) {
	g.t.Helper()
	peers := g.server.Peers() // who came last is the last
	g.isolate(peers[len(peers)-1])
	for _, o := range others {
		g.wires.sever(p.name, o.name, true)
	}
	if err := p.Close(); err != nil {
		g.t.Error(err)
	}
	for _, o := range others {
		g.wires.sever(p.name, o.name, false)
	}
	g.server.Tamper(nil)
}

func (g *gathering) as(name string, id *identity.Identity) *guest {
	g.t.Helper()
	log := slog.New(slog.DiscardHandler)
	if os.Getenv("PARLEY_LOG") == "debug" {
		log = slog.New(slog.NewTextHandler(g.t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug})).With("at", name)
	}
	p := &guest{t: g.t, name: name, id: id, lan: g.network.Join(id, name), people: make(map[string]session.Participant)}
	over := reach.Over(p.lan, reach.Config{Identity: id, Name: name, HTTP: g.server.Client(), Logger: log})
	p.Backend = New(Config{
		Identity: id, Transport: over, Rooms: over, Studio: g.studio, Logger: log,
		WiFiLevel: func(netip.Addr) int { return wifiLevel },
		connect:   g.wires.connector(name),
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for e := range p.Events() {
			p.hear(e)
		}
	}()
	g.t.Cleanup(func() {
		if err := p.Close(); err != nil {
			g.t.Error(err)
		}
		<-done
	})
	return p
}

func (p *guest) hear(e session.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := e.(type) {
	case session.Met:
		p.met = e.Meeting
	case session.Answered:
		p.answers++
	case session.Joined:
		if p.answers == 0 {
			p.t.Errorf("%s: %s joined before this side was in", p.name, e.Participant.Person.Name)
		}
		p.people[e.Participant.ID] = e.Participant
	case session.Changed:
		p.people[e.Participant.ID] = e.Participant
	case session.Left:
		delete(p.people, e.Participant)
	case session.Ended:
		p.ended = &e
	case session.Measured:
		p.measured = append(p.measured, e.Tracks)
		return
	}
	p.heard = append(p.heard, e)
}

// comes brings somebody to a place.
func (p *guest) comes(at session.Place) {
	p.mu.Lock()
	p.people, p.heard, p.answers, p.ended, p.met = make(map[string]session.Participant), nil, 0, nil, session.Meeting{}
	p.mu.Unlock()
	p.call = p.Meet(at, session.Intent{Video: true})
}

// begins makes a meeting and returns the link.
func (p *guest) begins() string {
	p.t.Helper()
	p.comes(session.Place{Server: "localhost"})
	pass(time.Second)
	if p.stands().Link == "" || !p.stands().Hosts {
		p.t.Fatalf("%s began %+v, ended %+v", p.name, p.stands(), p.end())
	}
	return p.stands().Link
}

// joins comes by a link, and is in.
func (p *guest) joins(link string) {
	p.t.Helper()
	p.comes(session.Place{Link: link})
	pass(2 * time.Second)
	if p.inside() == 0 {
		p.t.Fatalf("%s is not in: %+v", p.name, p.end())
	}
}

// three brings A, who begins a meeting, and B and C, who come by its link one
// after the other.
func (g *gathering) three() (a, b, c *guest, link string) {
	g.t.Helper()
	a, b, c = g.guest("A"), g.guest("B"), g.guest("C")
	link = a.begins()
	b.joins(link)
	c.joins(link)
	return a, b, c, link
}

// pass lets time pass, and all that is due by then be done.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (p *guest) key() string { return p.id.Key().String() }

func (p *guest) stands() session.Meeting {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.met
}

// inside is how often this person came in.
func (p *guest) inside() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.answers
}

func (p *guest) end() session.Ended {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended == nil {
		return session.Ended{}
	}
	return *p.ended
}

// sees lists by name who is there.
func (p *guest) sees() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var names []string
	for _, o := range p.people {
		names = append(names, o.Person.Name)
	}
	slices.Sort(names)
	return names
}

// participant finds somebody as this person sees them.
func (p *guest) participant(o *guest) session.Participant {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, q := range p.people {
		if q.Person.Key == o.key() {
			return q
		}
	}
	return session.Participant{}
}

// heardOf counts the events of a type.
func heardOf[E session.Event](p *guest) []E {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []E
	for _, e := range p.heard {
		if e, ok := e.(E); ok {
			out = append(out, e)
		}
	}
	return out
}

// together checks that everybody sees everybody else, and the same host.
func together(t *testing.T, host *guest, all ...*guest) {
	t.Helper()
	for _, p := range all {
		var want []string
		for _, o := range all {
			if o != p {
				want = append(want, o.name)
			}
		}
		slices.Sort(want)
		if got := p.sees(); !slices.Equal(got, want) {
			t.Errorf("%s sees %v, want %v", p.name, got, want)
		}
		if m := p.stands(); m.Host != host.key() || m.Hosts != (p == host) {
			t.Errorf("%s takes %s for the host, not %s", p.name, nameIn(m.Host, all), host.name)
		}
		p.mu.Lock()
		for _, o := range p.people {
			if o.Lost || o.Pair == "" {
				t.Errorf("%s has no path to %s", p.name, o.Person.Name)
			}
		}
		p.mu.Unlock()
	}
}

// nameIn finds whose key it is.
func nameIn(key string, all []*guest) string {
	for _, p := range all {
		if p.key() == key {
			return p.name
		}
	}
	return fmt.Sprintf("somebody else (%.6s)", key)
}

// legs counts the calls of somebody, those of two too.
func (p *guest) legs() int {
	p.Backend.mu.Lock()
	defer p.Backend.mu.Unlock()
	return len(slices.Collect(maps.Keys(p.Backend.legs)))
}
