//go:build linux

package main

import (
	"testing"
	"time"

	"parley/call"
	"parley/call/peer/pathtest"
	"parley/call/stats"
)

// TestRelayToDirectAndBack has two people meet who reach each other through a
// relay only, lets them through to each other, shuts that way, and opens it once
// more. Nobody comes in anew, and no network of either changes. It prints when each
// had the new path, and how long the picture stood still.
func TestRelayToDirectAndBack(t *testing.T) {
	t.Parallel()
	executable(t)
	star := pathtest.NewStar(t)
	server, trust := serveStar(t, star)
	star.Part()
	ada, bo := meetAcross(t, star, server, trust)
	both := []*program{ada, bo}
	goesBy(both, stats.Relay)
	for _, s := range []struct {
		name   string
		change func()
		pair   stats.Pair
	}{
		{"the direct way opens", star.Join, stats.Host},
		{"the direct way is shut", star.Part, stats.Relay},
		{"the direct way opens again", star.Join, stats.Host},
	} {
		comesSteadily(both...)
		before := [...]time.Duration{frozen(ada), frozen(bo)}
		s.change()
		began := time.Now()
		goesBy(both, s.pair)
		took := time.Since(began)
		resumes(both...)
		for i, p := range both {
			still := frozen(p) - before[i]
			t.Logf("%s: %s after %v; %s saw a picture that stood still for %v", s.name, s.pair, took.Round(time.Millisecond), p.name, still)
			if still > switchTime {
				t.Errorf("%s: %s saw nothing new for %v", s.name, p.name, still)
			}
		}
	}
	for _, p := range both {
		if n := comings(p); n != 1 {
			t.Errorf("%s saw the other come and leave %d times", p.name, n)
		}
	}
	ada.leave()
	bo.leave()
}

// comings counts who came and left so far.
func comings(p *program) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events {
		if e.Kind == call.EventParticipant {
			n++
		}
	}
	return n
}

// goesBy waits until sound comes by a path of a kind.
func goesBy(programs []*program, pair stats.Pair) {
	for _, p := range programs {
		p.t.Helper()
		p.forget()
		p.track(stats.Microphone, stats.Receive, "by "+string(pair), func(s stats.Track) bool { return s.Pair == pair })
	}
}
