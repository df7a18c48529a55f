package peer

import (
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/transport/v5/vnet"
	"github.com/pion/webrtc/v4"
)

// onRelay makes a call between two hosts that reach each other only through a
// relay, as long as shut says so.
func onRelay(t *testing.T, shut *atomic.Bool) *call {
	t.Helper()
	w := newWAN(t, 20*time.Millisecond)
	t.Cleanup(func() { _ = w.router.Stop() })
	relay := newRelay(t, w)
	w.setFilter(func(c vnet.Chunk) bool { return !shut.Load() || throughRelay(c) })
	c := newCall(t, Config{Nearby: true, Servers: func() []Server { return []Server{relay} }}, w.transports())
	t.Cleanup(func() { c.close(t) })
	c.connect(t)
	return c
}

func throughRelay(c vnet.Chunk) bool {
	relay := net.ParseIP(relayAddress)
	return addressOf(c.SourceAddr()).Equal(relay) || addressOf(c.DestinationAddr()).Equal(relay)
}

// talks sends sound both ways until the test ends, and returns the longest that
// either side heard nothing, since it was asked last.
func (c *call) talks(t *testing.T) (gap func() time.Duration) {
	t.Helper()
	stop, done := make(chan struct{}), make(chan struct{})
	var longest atomic.Int64
	go func() {
		defer close(done)
		var heard [2]time.Time
		var count [2]int
		for tick := time.NewTicker(10 * time.Millisecond); ; {
			select {
			case <-stop:
				tick.Stop()
				return
			case now := <-tick.C:
				for i, e := range []*end{c.a, c.b} {
					_ = e.conn.Write(Microphone, sound())
					if n := len(e.received(Microphone)); n != count[i] || heard[i].IsZero() {
						count[i], heard[i] = n, now
					}
					longest.Store(max(longest.Load(), int64(now.Sub(heard[i]))))
				}
			}
		}
	}()
	t.Cleanup(func() { close(stop); <-done })
	return func() time.Duration { return time.Duration(longest.Swap(0)) }
}

func (c *call) takes(t *testing.T, kind string) {
	t.Helper()
	until(t, "both by "+kind, func() bool { return c.a.conn.Stats().Pair == kind && c.b.conn.Stats().Pair == kind })
}

// A call that began through a relay goes direct when that begins to work, back when it
// ceases to, and direct once more; nobody negotiates anew.
func TestRelayToDirectAndBack(t *testing.T) {
	t.Parallel()
	var shut atomic.Bool
	shut.Store(true)
	c := onRelay(t, &shut)
	c.takes(t, "relay")
	gap := c.talks(t)
	time.Sleep(3 * time.Second)
	gap()
	steps := []struct {
		name, kind string
		shut       bool
		within     time.Duration // until both use it
		gap        time.Duration // in what is heard
	}{
		{"the way opens", "host", false, 3 * time.Second, 200 * time.Millisecond},
		{"the way is shut", "relay", true, 5 * time.Second, 4 * time.Second},
		{"the way opens again", "host", false, directAgain + 3*time.Second, 200 * time.Millisecond},
	}
	for _, s := range steps {
		began := time.Now()
		shut.Store(s.shut)
		c.takes(t, s.kind)
		took := time.Since(began)
		time.Sleep(time.Second)
		still := gap()
		t.Logf("%s: %s after %v, nothing heard for %v", s.name, s.kind, took.Round(time.Millisecond), still.Round(time.Millisecond))
		if took > s.within || still > s.gap {
			t.Errorf("%s: %s after %v, nothing heard for %v", s.name, s.kind, took, still)
		}
	}
}

// pairOf is a pair of two candidates.
func pairOf(t *testing.T, local, remote string) *ice.CandidatePair {
	t.Helper()
	read := func(line string) ice.Candidate {
		c, err := ice.UnmarshalCandidate(line)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	return &ice.CandidatePair{Local: read(local), Remote: read(remote)}
}

const (
	hostHere  = "1 1 udp 2130706431 10.1.0.1 5000 typ host"
	hostThere = "2 1 udp 2130706431 10.1.0.2 5000 typ host"
	relayHere = "3 1 udp 16777215 10.1.0.9 6000 typ relay raddr 0.0.0.0 rport 9"
)

// chosen is what pion tells of a pair that it has selected.
func chosen(p *ice.CandidatePair) *webrtc.ICECandidatePair {
	end := func(c ice.Candidate) *webrtc.ICECandidate {
		return &webrtc.ICECandidate{Address: c.Address(), Port: uint16(c.Port())}
	}
	return &webrtc.ICECandidatePair{Local: end(p.Local), Remote: end(p.Remote)}
}

// A pair that has answered no check of ours is not taken, and one that works is kept.
func TestPairIsProvenFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, relay, direct := newPairs(), pairOf(t, relayHere, hostThere), pairOf(t, hostHere, hostThere)
		asked := func(pair *ice.CandidatePair) bool {
			pair.UpdateRequestReceived()
			return p.checked(pair, false, time.Now())
		}
		if asked(direct) {
			t.Error("it is moved before anything was selected")
		}
		p.selectedIs(chosen(relay))
		if asked(relay) || asked(direct) {
			t.Error("a pair without an answer is taken")
		}
		direct.UpdateRoundTripTime(time.Millisecond)
		if !asked(direct) || asked(relay) || asked(direct) {
			t.Error("a direct pair is not taken, once, and kept")
		}
	})
}

// Where a path loses checks, media says that it is there; a pair by which the other
// side is gone is left all the same.
func TestSilentPairIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		silent       time.Duration
		media, moved bool // media comes; the other side checks another pair
		want         bool
	}{
		"one check lost":                   {silent: 1050 * time.Millisecond},
		"nothing comes":                    {silent: 1200 * time.Millisecond, want: true},
		"media comes":                      {silent: 2900 * time.Millisecond, media: true},
		"media comes, perhaps elsewhere":   {silent: 3100 * time.Millisecond, media: true, want: true},
		"the other side has left it":       {silent: 1200 * time.Millisecond, media: true, moved: true, want: true},
		"the other side may have lost one": {silent: 1050 * time.Millisecond, media: true, moved: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, relay, direct := newPairs(), pairOf(t, relayHere, hostThere), pairOf(t, hostHere, hostThere)
				p.selectedIs(chosen(direct))
				for _, pair := range []*ice.CandidatePair{direct, relay} {
					pair.UpdateRoundTripTime(time.Millisecond)
				}
				p.checked(direct, false, time.Now())
				p.heard.Store(time.Now().UnixNano())
				time.Sleep(c.silent)
				if c.media {
					p.heard.Store(time.Now().UnixNano())
				}
				if got := p.checked(relay, c.moved, time.Now()); got != c.want {
					t.Errorf("it is left: %v", got)
				}
			})
		})
	}
}

// A direct pair that fell silent is left alone for a while, and longer each time.
func TestDirectPairIsGivenTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, relay, direct := newPairs(), pairOf(t, relayHere, hostThere), pairOf(t, hostHere, hostThere)
		p.selectedIs(chosen(direct))
		for _, wait := range []time.Duration{directAgain, 2 * directAgain} {
			for _, pair := range []*ice.CandidatePair{direct, relay} {
				pair.UpdateRoundTripTime(time.Millisecond)
			}
			p.checked(direct, false, time.Now())
			time.Sleep(2 * pairSilent)
			if !p.checked(relay, false, time.Now()) {
				t.Fatal("a silent pair is not left")
			}
			for _, pass := range []time.Duration{wait - time.Second, 2 * time.Second} {
				time.Sleep(pass)
				relay.UpdateRoundTripTime(time.Millisecond)
				if got := p.checked(direct, false, time.Now()); got != (pass == 2*time.Second) {
					t.Errorf("taken again: %v, %v later", got, pass)
				}
			}
		}
	})
}
