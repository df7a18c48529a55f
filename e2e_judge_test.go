//go:build linux

package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"parley/call/peer/pathtest"
)

// networkRuns is the flag of `make bench-network`.
var networkRuns = flag.Int("network", 0, "judge this many calls on each bad network, beside as many of two browsers")

// contest is a call that goes on: one side sends picture and sound, the other
// sound only, so that two programs are what two cores can carry.
type contest struct {
	begun    time.Time // accepted
	pids     []int
	seconds  func() []second // at who sees
	pictures string          // the folder of those that are kept
	original original
	end      func()
}

// second is what arrived in a second.
type second struct {
	at               time.Time
	kbit, fps, lines float64
	freezes, frozen  float64  // ended in it; ms
	concealed        float64  // of the sound, in percent
	delay, ear       *float64 // of picture and sound, ms; nil where it is not known
}

// contestants are who is judged.
var contestants = []struct {
	name  string
	start func(testing.TB, *pathtest.Path) *contest
}{
	{"Parley", startPrograms},
	{"Chromium", startBrowsers},
}

// TestNetwork judges calls on bad networks beside calls of two headless
// browsers, one after the other on the same path, and prints the medians.
func TestNetwork(t *testing.T) {
	if *networkRuns == 0 {
		t.Skip("make bench-network judges")
	}
	executable(t)
	results := make(map[string][][]scores) // by row: by contestant, by run
	for _, r := range rows() {
		t.Run(strings.ReplaceAll(r.name, "/", " a "), func(t *testing.T) { // -run splits at slashes
			all := make([][]scores, len(contestants))
			for range *networkRuns {
				for i, c := range contestants {
					t.Run(c.name, func(t *testing.T) { all[i] = append(all[i], r.judge(t, c.start)) })
				}
			}
			results[r.name] = all
		})
	}
	printScores(t, results)
}

// judge has a call on the network.
func (r row) judge(t *testing.T, start func(testing.TB, *pathtest.Path) *contest) scores {
	slices.SortFunc(r.steps, func(a, b step) int { return int(a.at - b.at) })
	path := pathtest.Join(t, r.steps[0].there)
	c := start(t, path)
	until := func(at time.Duration) { time.Sleep(time.Until(c.begun.Add(at))) }
	if r.tcp {
		crowd(t, path)
	}
	changed := make(chan struct{})
	go func() {
		defer close(changed)
		for _, s := range r.steps[1:] {
			until(s.at)
			path.SetEach(s.there, s.back)
		}
	}()
	until(r.from)
	path.Forget()
	before := c.computed(t)
	until(r.to)
	there, _ := path.Counts()
	computed := c.computed(t) - before
	until(r.end)
	<-changed
	seconds := c.seconds()
	c.end()
	s := r.score(c.begun, seconds)
	s[scoreQueue] = ms(there.Wait95)
	s[scoreProcessor] = computed.Seconds() / (r.to - r.from).Seconds()
	s[scorePSNR], s[scoreSSIM] = likeness(t, c.pictures, c.original, c.begun.Add(r.from), c.begun.Add(r.to))
	t.Logf("there: %v; %v", there, s)
	return s
}

// computed is what the programs have computed so far.
func (c *contest) computed(t *testing.T) (sum time.Duration) {
	for _, pid := range c.pids {
		sum += measure(t, pid).computed
	}
	return sum
}

// printScores prints a line for each row and contestant.
func printScores(t *testing.T, results map[string][][]scores) {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "network\t\t%s\t\n", strings.Join(scoreNames[:], "\t"))
	for _, r := range rows() {
		for i, runs := range results[r.name] {
			if len(runs) == 0 {
				continue // it says why
			}
			fmt.Fprintf(table, "%s\t%s\t%v\t\n", r.name, contestants[i].name, medians(runs))
		}
	}
	if err := table.Flush(); err != nil {
		t.Error(err)
	}
}
