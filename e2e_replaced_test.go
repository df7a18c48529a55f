//go:build linux

package main

import (
	"strings"
	"testing"

	"parley/call"
	"parley/call/stats"
)

// TestServerIsReplaced kills the server of a meeting: the meeting goes on, and
// others come to it by the same link once there is a server again.
func TestServerIsReplaced(t *testing.T) {
	t.Parallel()
	g := gather(t, "Ada", signals...)
	ada, bo := g.people[0], g.joins("Bo", place{}, signals...)
	ada.meets("Bo")
	bo.meets("Ada")
	_ = g.server.cmd.Process.Kill()
	_ = g.server.cmd.Wait()
	for _, p := range []*program{ada, bo} {
		p.forget()
		p.goesOn(t, 10)
	}
	host := strings.TrimSuffix(strings.TrimPrefix(g.server.url, "http://"), "/")
	g.server = serve(t, "--http", host)
	cy := g.joins("Cy", place{}, signals...)
	for _, p := range []*program{ada, bo} {
		p.meets("Cy")
		cy.meets(p.name)
		if e, left := p.find(func(e told) bool { return e.Kind == call.EventParticipant && e.Change == "left" }); left {
			t.Errorf("%s lost %s meanwhile", p.name, e.Name)
		}
	}
	for _, p := range g.people {
		if status := p.leave(); status != exitDone {
			t.Errorf("%s ended with status %d", p.name, status)
		}
	}
}

// goesOn waits until sound came for so many seconds on end.
func (p *program) goesOn(t *testing.T, seconds int) {
	t.Helper()
	heard, packets := 0, 0
	p.track(stats.Microphone, stats.Receive, "again and again", func(s stats.Track) bool {
		if s.Packets > packets {
			heard, packets = heard+1, s.Packets
		}
		return heard > seconds
	})
}
