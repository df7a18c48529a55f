//go:build linux

package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"parley/call/stats"
)

// meshPeople is how many a mesh is to carry on one small computer.
const meshPeople = 4

// TestMeshFigures measures a meeting of four without windows, who show each
// other 360 lines high, all on this machine: the slowest picture, and what the
// four take together. It judges nothing.
func TestMeshFigures(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("make bench measures")
	}
	executable(t)
	slowest := figure{name: "pictures a second, the slowest of twelve", unit: "a second", limit: 24, least: true}
	load := figure{name: "processor, all four", unit: "% of a core", limit: 170}
	memory := figure{name: "memory, each", unit: "MB"}
	for range *figureRuns {
		people := meshOf(t, "--view", "360")
		begun := time.Now()
		before := loads(t, people)
		for _, p := range people {
			p.forget()
		}
		time.Sleep(sample)
		after := loads(t, people)
		load.add(float64(after.computed-before.computed) / float64(time.Since(begun)) * 100)
		memory.add(after.memory / meshPeople)
		rate := 1000.0
		for _, p := range people {
			rate = min(rate, p.slowest())
		}
		slowest.add(rate)
		for _, p := range people {
			p.leave()
		}
	}
	printLines(t, "a meeting of four", &slowest, &load, &memory)
}

// meshOf brings people together, and lets them run in.
func meshOf(t *testing.T, view ...string) []*program {
	t.Helper()
	options := append(slices.Clone(view), signals...)
	g := gather(t, "Person 1", options...)
	for i := range meshPeople - 1 {
		g.joins(fmt.Sprintf("Person %d", i+2), place{}, options...)
	}
	for _, p := range g.people {
		for _, other := range g.people {
			if other != p {
				p.meets(other.name)
			}
		}
	}
	time.Sleep(runIn)
	return g.people
}

// loads sums up what programs take.
func loads(t *testing.T, people []*program) (sum load) {
	for _, p := range people {
		l := measure(t, p.cmd.Process.Pid)
		sum.computed += l.computed
		sum.memory += l.memory
	}
	return sum
}

// slowest is the rate of the slowest of the cameras that a program has seen
// since the last forget, in pictures a second; zero unless it has seen all.
func (p *program) slowest() float64 {
	rates := make(map[string][]float64)
	for _, s := range p.tracks() {
		if s.Track == stats.Camera && s.Direction == stats.Receive {
			rates[s.Participant] = append(rates[s.Participant], s.FPS)
		}
	}
	if len(rates) < meshPeople-1 {
		return 0
	}
	least := 1000.0
	for _, of := range rates {
		least = min(least, median(of))
	}
	return least
}
