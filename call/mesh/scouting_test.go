package mesh

import (
	"bytes"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"parley/call/peer"
	"parley/call/session"
	"parley/call/stats"
)

// relayed makes a call of two that goes through a relay, and counts the ways that
// are told.
func (g *gathering) relayed() (here, there *leg, a, b *guest, ways *atomic.Int64) {
	a, b, ways = g.guest("A"), g.guest("B"), new(atomic.Int64)
	g.wires.through(true, false)
	g.wires.overhear(func(_, _ string, message []byte) {
		if bytes.Contains(message, []byte(`"`+typeWay+`"`)) {
			ways.Add(1)
		}
	})
	here, there = g.talks(a, b)
	return here, there, a, b, ways
}

// pair is by what the other side is connected, as a person was told last.
func (p *guest) pair() stats.Pair {
	changes := heardOf[session.Changed](p)
	return changes[len(changes)-1].Participant.Pair
}

// A call through a relay is tried without one, ever more rarely, and leaves it
// when that works.
func TestLeavesTheRelay(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		_, _, a, b, ways := g.relayed()
		began := time.Now()
		for _, at := range []time.Duration{10, 30, 70, 150, 310, 470} {
			before := ways.Load()
			pass(at*time.Second - time.Since(began) - 2*time.Second)
			if ways.Load() != before {
				t.Errorf("it is tried before %v s", at)
			}
			pass(4 * time.Second)
			if n := ways.Load() - before; n != 2 {
				t.Errorf("%d ways are told after %v s", n, at)
			}
		}
		g.wires.through(true, true)
		pass(scoutMost + time.Second)
		for _, p := range []*guest{a, b} {
			if got := p.pair(); got != stats.Host || len(heardOf[session.Interrupted](p)) > 0 {
				t.Errorf("%s is connected by %q", p.name, got)
			}
		}
		before := ways.Load()
		pass(2 * scoutMost)
		if n := ways.Load() - before; n > 0 {
			t.Errorf("%d ways are told without a relay", n)
		}
	})
}

// Who uses relays only says nowhere else, and answers nobody who asks.
func TestRelayOnlyTellsNoWay(t *testing.T) {
	for i := range 2 {
		gather(t, func(t *testing.T, g *gathering) {
			here, there, _, _, ways := g.relayed()
			sides := []*leg{here, there}
			slices.SortFunc(sides, func(a, b *leg) int { return map[bool]int{true: -1, false: 1}[a.offers()] })
			hides := sides[i]
			hides.do(func() { hides.relayOnly = true })
			pass(scoutFirst + 2*time.Second)
			if n := ways.Load(); n != int64(i) { // the one that offers asks, and does not if it hides
				t.Errorf("%d ways are told", n)
			}
		})
	}
}

// Who asks all the time is answered now and then.
func TestWaysArePaced(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		here, there, _, _, ways := g.relayed()
		asks := there
		if here.offers() {
			asks = here
		}
		asks.do(func() { asks.relayOnly = true }) // nothing else is told
		way := []byte(`{"type":"way","ufrag":"abcd","pwd":"secret","candidates":[]}`)
		for range 100 {
			if err := asks.conn.Send(peer.Control, way); err != nil {
				t.Fatal(err)
			}
			pass(scoutTime / 10)
		}
		if answered := ways.Load() - 100; answered < 5 || answered > 11 {
			t.Errorf("%d are answered", answered)
		}
	})
}

// A path that moves to what was found is away without a word.
func TestPathMovesSmoothly(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		here, _, a, _, _ := g.relayed()
		lost := func() bool { return len(heardOf[session.Interrupted](a)) > 0 }
		connecting := func(found error) {
			here.do(func() {
				if found == nil {
					here.scouting.moves = time.Now().Add(smoothTime)
				}
				here.stateChanged(peer.Connecting)
			})
			pass(smoothTime / 2)
		}
		if connecting(nil); lost() {
			t.Error("A is told at once that the connection is away")
		}
		pass(smoothTime) // the path is there meanwhile
		if lost() {
			t.Error("A is told that a path is away that is there")
		}
		if connecting(peer.ErrNoWay); !lost() {
			t.Error("A is not told that the connection is away")
		}
	})
}

// A path that moves for too long is away.
func TestPathDoesNotArrive(t *testing.T) {
	gather(t, func(t *testing.T, g *gathering) {
		here, _, a, _, _ := g.relayed()
		here.do(func() {
			here.scouting.moves = time.Now().Add(smoothTime)
			here.conn.(*wire).set(peer.Connecting)
		})
		pass(smoothTime - time.Second)
		if n := len(heardOf[session.Interrupted](a)); n > 0 {
			t.Error("A is told too soon")
		}
		pass(2 * time.Second)
		if n := len(heardOf[session.Interrupted](a)); n != 1 {
			t.Errorf("A is told %d times that the connection is away", n)
		}
	})
}

func TestParseWay(t *testing.T) {
	good := `{"type":"way","ufrag":"abcd","pwd":"secret","candidates":["candidate:1"],"newer":1}`
	w, err := parseWay([]byte(good))
	if err != nil || w.UsernameFragment != "abcd" || w.Password != "secret" || !slices.Equal(w.Candidates, []string{"candidate:1"}) {
		t.Errorf("%+v, %v", w, err)
	}
	for _, bad := range []string{
		``, `{}`, `{"type":"way"}`, `{"type":"way","ufrag":"abcd"}`, `{"type":"way","pwd":"secret"}`, `{"type":"way","ufrag":1,"pwd":"secret"}`,
		`{"type":"way","ufrag":"abcd","pwd":"secret","candidates":"all"}`, `{"type":"way","ufrag":"abcd","pwd":"secret","candidates":[1]}`, good + "{}",
	} {
		if w, err := parseWay([]byte(bad)); err == nil {
			t.Errorf("%s was taken as %+v", bad, w)
		}
	}
}

func FuzzParseWay(f *testing.F) {
	f.Add([]byte(`{"type":"way","ufrag":"abcd","pwd":"secret","candidates":["candidate:1"]}`))
	f.Add([]byte(`{"type":"way","ufrag":"a","pwd":"b","candidates":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if w, err := parseWay(data); err == nil && (w.UsernameFragment == "" || w.Password == "" || len(data) > mostControl) {
			t.Fatalf("%+v was taken", w)
		}
	})
}
