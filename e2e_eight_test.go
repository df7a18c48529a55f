//go:build linux

package main

import (
	"fmt"
	"testing"
	"time"

	"parley/call/session"
	"parley/call/stats"
)

// TestEightInARoom brings eight people without windows into one meeting, each
// of whom shows the others as small as eight tiles are: everybody has the same
// roster, sees and hears everybody, and encodes once. It prints what that takes.
func TestEightInARoom(t *testing.T) {
	options := append([]string{"--view", "180"}, signals...)
	g := gather(t, "Person 1", options...)
	for i := range session.MostPeople - 1 {
		g.joins(fmt.Sprintf("Person %d", i+2), place{}, options...)
	}
	people := g.people
	for _, p := range people {
		for _, other := range people {
			if other != p {
				p.meets(other.name)
			}
		}
	}
	for _, p := range people {
		p.getsSmall(len(people) - 1)
	}
	before := make([]load, len(people))
	for i, p := range people {
		p.forget()
		before[i] = measure(t, p.cmd.Process.Pid)
	}
	begun := time.Now()
	time.Sleep(10 * time.Second)
	took, least, sum := time.Since(begun).Seconds(), 1000.0, 0.0
	memory, processor := 0.0, 0.0
	for i, p := range people {
		now := measure(t, p.cmd.Process.Pid)
		processor += (now.computed - before[i].computed).Seconds() / took * 100
		memory += now.memory
		for _, fps := range p.seen(len(people) - 1) {
			least, sum = min(least, fps), sum+fps
		}
	}
	n := float64(len(people))
	t.Logf("eight on this machine: %.1f pictures a second for a tile, %.1f at least; %.0f %% of a core and %.0f MB for each",
		sum/n/(n-1), least, processor/n, memory/n)
	for _, p := range people {
		if status := p.leave(); status != exitDone {
			t.Errorf("%s ended with status %d", p.name, status)
		}
	}
}

// smallWithin is how long after everybody has met all pictures must be as small
// as they are shown. It takes a second, on a machine that has time.
const smallWithin = 15 * time.Second

// getsSmall waits until all others' pictures are as small as this program shows
// them.
func (p *program) getsSmall(others int) {
	p.t.Helper()
	lines := make(map[string]int)
	for end := time.Now().Add(smallWithin); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		large := 0
		for _, s := range p.tracks() {
			if s.Track == stats.Camera && s.Direction == stats.Receive {
				lines[s.Participant] = s.Height
			}
		}
		for _, height := range lines {
			if height != 180 {
				large++
			}
		}
		if large == 0 && len(lines) == others {
			return
		}
	}
	p.t.Fatalf("%s gets pictures of these lines: %v", p.name, lines)
}

// seen checks what a program got of the others since the last forget, and
// returns the pictures a second of each.
func (p *program) seen(others int) (rates []float64) {
	p.t.Helper()
	cameras, heard := make(map[string][]stats.Track), make(map[string]int)
	for _, s := range p.tracks() {
		switch {
		case s.Track == stats.Camera && s.Direction == stats.Receive:
			cameras[s.Participant] = append(cameras[s.Participant], s)
		case s.Track == stats.Microphone && s.Direction == stats.Receive && s.Bitrate > 0 && s.ConcealedRatio < 0.5:
			heard[s.Participant]++
		}
	}
	if len(cameras) != others || len(heard) != others {
		p.t.Errorf("%s sees %d and hears %d of %d", p.name, len(cameras), len(heard), others)
	}
	for who, of := range cameras {
		first, last := of[0], of[len(of)-1]
		if last.Height != 180 || last.Frames.Shown <= first.Frames.Shown {
			p.t.Errorf("%s has %d pictures of %s, of %d lines", p.name, last.Frames.Shown-first.Frames.Shown, who, last.Height)
		}
		rates = append(rates, float64(last.Frames.Shown-first.Frames.Shown)/float64(max(len(of)-1, 1)))
	}
	return rates
}
