package peer

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/transport/v5/vnet"
)

// scout has both sides of a call scout, and returns what each found.
func (c *call) scout(ctx context.Context, meddle func(Way) Way) (found [2]error) {
	ways := [2]chan Way{make(chan Way, 1), make(chan Way, 1)}
	var both sync.WaitGroup
	for i, e := range []*end{c.a, c.b} {
		both.Go(func() {
			found[i] = e.conn.Scout(ctx, func(w Way) { ways[1-i] <- meddle(w) }, ways[i])
		})
	}
	both.Wait()
	return found
}

func asItIs(w Way) Way { return w }

// Two who are connected through a relay find out when they reach each other
// without it, and when they do not; their connection notices nothing.
func TestScout(t *testing.T) {
	w := newWAN(t, 20*time.Millisecond)
	defer func() { _ = w.router.Stop() }()
	relay := newRelay(t, w)
	w.setFilter(throughRelay)
	c := newCall(t, Config{Nearby: true, Servers: func() []Server { return []Server{relay} }}, w.transports())
	defer c.close(t)
	c.connect(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	for _, err := range c.scout(ctx, asItIs) {
		if !errors.Is(err, ErrNoWay) {
			t.Errorf("without a way: %v", err)
		}
	}
	w.setFilter(nil)
	began := time.Now()
	if found := c.scout(t.Context(), asItIs); found != [2]error{} {
		t.Errorf("where there is a way: %v", found)
	}
	t.Logf("found after %v", time.Since(began).Round(time.Millisecond))
	for _, e := range []*end{c.a, c.b} {
		states := get(e, func(e *end) []State { return slices.Clone(e.states) })
		if s := e.conn.Stats(); s.Pair != "relay" || slices.Contains(states, Disconnected) {
			t.Errorf("the connection goes by %s, after %v", s.Pair, states)
		}
	}
	c.restart(t, true)
	until(t, "without the relay", func() bool { return c.a.conn.Stats().Pair == "host" && c.b.conn.Stats().Pair == "host" })
}

// throughRelay lets pass what goes to or from the relay.
func throughRelay(c vnet.Chunk) bool {
	relay := net.ParseIP(relayAddress)
	return addressOf(c.SourceAddr()).Equal(relay) || addressOf(c.DestinationAddr()).Equal(relay)
}

// A way that makes no sense is the far side's fault, and leads nowhere.
func TestScoutRefuses(t *testing.T) {
	onWAN(t, time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		for name, meddle := range map[string]func(*Way){
			"no credentials":         func(w *Way) { w.UsernameFragment = "" },
			"short password":         func(w *Way) { w.Password = w.Password[:leastPassword-1] },
			"long password":          func(w *Way) { w.Password = strings.Repeat("x", mostCredential+1) },
			"colon in the fragment":  func(w *Way) { w.UsernameFragment = "abcd:efgh" },
			"too many candidates":    func(w *Way) { w.Candidates = slices.Repeat(w.Candidates[:1], mostScouted+1) },
			"a candidate of rubbish": func(w *Way) { w.Candidates[0] = "candidate:rubbish" },
			"without its name":       func(w *Way) { w.Candidates[0] = strings.TrimPrefix(w.Candidates[0], candidateName) },
		} {
			for _, err := range c.scout(t.Context(), func(w Way) Way { meddle(&w); return w }) {
				if !errors.Is(err, ErrMalformed) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	})
}

// Nothing is sent to addresses that a description's candidates may not name either.
func TestScoutGoesWhereCandidatesMay(t *testing.T) {
	onWAN(t, time.Millisecond, func(t *testing.T, w *wan, c *call) {
		seen := &sightings{seen: make(map[[2]string]int)}
		w.setFilter(seen.note)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		found := c.scout(ctx, func(w Way) Way {
			w.Candidates = []string{"candidate:1 1 udp 2130706431 169.254.169.254 5000 typ host", "candidate:2 1 udp 2130706431 10.1.0.1 53 typ host"}
			return w
		})
		for _, err := range found {
			if !errors.Is(err, ErrNoWay) {
				t.Errorf("found %v", err)
			}
		}
		if len(seen.seen) > 0 {
			t.Errorf("packets went: %v", seen.seen)
		}
	})
}

// Whatever somebody tells as their way is taken or refused.
func FuzzWay(f *testing.F) {
	f.Add("abcd", "0123456789012345678901", "candidate:1 1 udp 2130706431 10.1.0.1 5000 typ host")
	f.Add("", "", "")
	f.Fuzz(func(t *testing.T, fragment, password, candidate string) {
		w := Way{UsernameFragment: fragment, Password: password, Candidates: []string{candidate}}
		if w.check() != nil {
			return
		}
		if len(fragment) < leastFragment || len(password) < leastPassword || len(candidate) > maxCandidate {
			t.Fatalf("%+v was taken", w)
		}
		admission{own: func() []netip.Prefix { return nil }}.line(candidate)
	})
}
