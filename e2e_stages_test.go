//go:build linux

package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/google/pprof/profile"

	"parley/call"
	"parley/call/stats"
)

// otherStage is what carries no label: network, encryption, the runtime.
const otherStage = "everything else"

// TestStages measures where the processor's time goes in a 720p30 call between
// two windows, and how long a window takes to open. Without a graphics card
// the largest part is drawing, which a card would take over.
func TestStages(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("make bench measures")
	}
	var opened, click, accept, screen, ear, memory figure
	stages := make(map[string]*figure)
	for range *figureRuns {
		path := filepath.Join(t.TempDir(), "processor.prof")
		a := furnish(t, "Ada", "", "--cpu-profile", path)
		a.turnTo("home")
		opened.add(ms(time.Since(a.begun)))
		b := furnish(t, "Bo", "", "--accept-calls")
		b.turnTo("home")
		a.call("Bo")
		first := a.event(call.EventFirstPicture)
		click.add(float64(*first.SinceClickMs))
		accept.add(float64(*first.SinceAcceptMs))
		a.state(call.Active)
		a.forget()
		time.Sleep(sample)
		for _, s := range a.tracks() {
			switch {
			case s.Direction != stats.Receive || s.LatencyMs == nil:
			case s.Track == stats.Camera:
				screen.add(*s.LatencyMs)
			case s.Track == stats.Microphone:
				ear.add(*s.LatencyMs)
			}
		}
		memory.add(measure(t, a.cmd.Process.Pid).memory)
		a.leave()
		b.leave()
		for stage, share := range stageShares(t, path) {
			if stages[stage] == nil {
				stages[stage] = &figure{name: "processor: " + stage, unit: "% of a core"}
			}
			stages[stage].add(share)
		}
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "between two windows, drawn without a graphics card\tmedian\t")
	for _, f := range []struct {
		name string
		*figure
	}{
		{"start to a usable window", &opened},
		{"click to first picture", &click},
		{"accept to first picture", &accept},
		{"camera to far screen", &screen},
		{"microphone to far ear, through two sound servers", &ear},
	} {
		fmt.Fprintf(table, "%s\t%.0f ms\t\n", f.name, median(f.parley))
	}
	fmt.Fprintf(table, "memory, OpenGL in software included\t%.0f MB\t\n", median(memory.parley))
	for _, stage := range slices.SortedFunc(maps.Keys(stages), func(a, b string) int {
		return cmp.Compare(median(stages[b].parley), median(stages[a].parley))
	}) {
		fmt.Fprintf(table, "%s\t%.1f %s\t\n", stages[stage].name, median(stages[stage].parley), stages[stage].unit)
	}
	if err := table.Flush(); err != nil {
		t.Error(err)
	}
}

// stageShares reads a profile and returns what each stage took, in percent of
// a core.
func stageShares(t *testing.T, path string) map[string]float64 {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	p, err := profile.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	shares := make(map[string]float64)
	for _, s := range p.Sample {
		stage := otherStage
		if label := s.Label["stage"]; len(label) > 0 {
			stage = label[0]
		}
		shares[stage] += float64(s.Value[1]) / float64(p.DurationNanos) * 100
	}
	return shares
}
