package peer

import (
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/transport/v5/vnet"
	"github.com/pion/turn/v5"
)

const relayAddress = "10.1.0.9"

// newRelay puts a TURN server on a network, and returns what clients are told
// of it.
func newRelay(t *testing.T, w *wan) Server {
	t.Helper()
	host, err := vnet.NewNet(&vnet.NetConfig{StaticIPs: []string{relayAddress}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.router.AddNet(host); err != nil {
		t.Fatal(err)
	}
	conn, err := host.ListenPacket("udp4", relayAddress+":3478")
	if err != nil {
		t.Fatal(err)
	}
	const realm, name, password = "test", "name", "password"
	server, err := turn.NewServer(turn.ServerConfig{
		Realm: realm,
		AuthHandler: func(r *turn.RequestAttributes) (string, []byte, bool) {
			return name, turn.GenerateAuthKey(r.Username, realm, password), true
		},
		PacketConnConfigs: []turn.PacketConnConfig{{PacketConn: conn, RelayAddressGenerator: &turn.RelayAddressGeneratorStatic{
			RelayAddress: net.ParseIP(relayAddress), Address: relayAddress, Net: host,
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return Server{URLs: []string{"turn:" + relayAddress + ":3478"}, Username: name, Credential: password}
}

// sightings are the pairs of addresses that packets went between.
type sightings struct {
	mu   sync.Mutex
	seen map[[2]string]int
}

func (s *sightings) note(c vnet.Chunk) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	from, to := addressOf(c.SourceAddr()).String(), addressOf(c.DestinationAddr()).String()
	s.seen[[2]string{from, to}]++
	return true
}

func (s *sightings) between(a, b string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[[2]string{a, b}] + s.seen[[2]string{b, a}]
}

// What a side says and sends that uses relays only tells nobody but the relay
// where it is, at the beginning as after looking for another path.
func TestRelayOnly(t *testing.T) {
	for name, hidden := range map[string][2]bool{
		"offerer": {true, false}, "answerer": {false, true}, "both": {true, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWAN(t, time.Millisecond)
			defer func() { _ = w.router.Stop() }()
			relay, seen := newRelay(t, w), &sightings{seen: map[[2]string]int{}}
			w.setFilter(seen.note)
			c := &call{a: newEnd(), b: newEnd(), done: make(chan struct{})}
			for i, e := range []*end{c.a, c.b} {
				conn, err := New(Config{
					Offerer: i == 0, Handler: e, Net: w.nets[i], RelayOnly: hidden[i], Nearby: true,
					Servers: func() []Server { return []Server{relay} },
				})
				if err != nil {
					t.Fatal(err)
				}
				e.conn = conn
			}
			said := c.overhear(t)
			defer c.close(t)
			if err := c.a.conn.Start(); err != nil {
				t.Fatal(err)
			}
			until(t, "connected", func() bool { return c.a.conn.State() == Connected && c.b.conn.State() == Connected })
			until(t, "there through the relay", func() bool { return flows(t, c.a, c.b) && flows(t, c.b, c.a) })
			if err := c.b.conn.Restart(); err != nil {
				t.Fatal(err)
			}
			until(t, "restarted", func() bool { return said.offers() > 1 })
			until(t, "back after looking for another path", func() bool { return flows(t, c.a, c.b) && flows(t, c.b, c.a) })
			if n := seen.between(wanAddresses[0], wanAddresses[1]); n > 0 {
				t.Errorf("%d packets went from one to the other", n)
			}
			if seen.between(wanAddresses[0], relayAddress) == 0 {
				t.Error("no packet was seen at all")
			}
			for i, e := range []*end{c.a, c.b} {
				if hidden[i] && strings.Contains(said.by(i), wanAddresses[i]) {
					t.Errorf("side %d says where it is:\n%s", i, said.by(i))
				}
				if s := e.conn.Stats(); s.Pair != "relay" || hidden[i] && addressOf(s.Remote).String() != relayAddress {
					t.Errorf("side %d is connected by %s to %s", i, s.Pair, s.Remote)
				}
			}
		})
	}
}

// talk is what two ends have signalled.
type talk struct {
	mu    sync.Mutex
	lines [2]strings.Builder
	offer int
}

func (s *talk) by(i int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lines[i].String()
}

func (s *talk) offers() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offer
}

func (s *talk) note(i int, what any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch what := what.(type) {
	case Description:
		s.lines[i].WriteString(what.SDP)
		if what.Kind == Offer {
			s.offer++
		}
	case Candidate:
		s.lines[i].WriteString(what.Candidate + "\n")
	}
}

// overhear carries signals like signal does, and keeps them.
func (c *call) overhear(t *testing.T) *talk {
	s := &talk{}
	for i, ends := range [][2]*end{{c.a, c.b}, {c.b, c.a}} {
		c.wg.Go(func() {
			for {
				select {
				case what := <-ends[0].signals:
					s.note(i, what)
					if err := deliver(ends[1].conn, what); err != nil {
						t.Errorf("%T: %v", what, err)
					}
				case <-c.done:
					return
				}
			}
		})
	}
	return s
}

// Who uses relays only and knows none finds no way, and says nothing.
func TestRelayOnlyWithoutRelay(t *testing.T) {
	e := newEnd()
	conn, err := New(Config{Offerer: true, Loopback: true, RelayOnly: true, Handler: e})
	if err != nil {
		t.Fatal(err)
	}
	e.conn = conn
	defer e.close(t)
	if err := conn.Start(); err != nil {
		t.Fatal(err)
	}
	if d := (<-e.signals).(Description); strings.Contains(d.SDP, "a=candidate") {
		t.Errorf("it says\n%s", d.SDP)
	}
	select {
	case s := <-e.signals:
		t.Errorf("it says %v", s)
	case <-time.After(100 * time.Millisecond):
	}
}
