//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"parley/call/peer/pathtest"
)

// route is a network to carry files over.
type route struct {
	name       string
	conditions *pathtest.Conditions // nil on one computer
	size       int64
	// slow is the size for what goes over the data channel.
	slow int64
	// hold is the least that Parley means to reach on the way it takes by
	// itself, in Mbit/s.
	hold float64
}

// far is a path of 50 Mbit/s, and 50 ms to the other side and back.
func far(loss float64) *pathtest.Conditions {
	return &pathtest.Conditions{Delay: 25 * time.Millisecond, Rate: 50_000_000, Loss: loss}
}

// The sizes are such that a file takes half a minute at most.
var routes = []route{
	{"one computer", nil, 1 << 30, 256 << 20, 8 * 400},
	{"50 Mbit/s, 50 ms", far(0), 96 << 20, 96 << 20, 0.85 * 50},
	{"50 Mbit/s, 50 ms, 1 % lost", far(0.01), 32 << 20, 32 << 20, 15},
}

// TestFileFigures measures how fast files go, hash and disk included, beside
// croc and beside a bare connection.
func TestFileFigures(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("make bench measures")
	}
	executable(t)
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "a file, TCP by %s\tMiB\tMB/s\tMbit/s\tsender, s/GB\treceiver, s/GB\tto hold\t\n", congestionControl(t))
	speeds := make(map[string][]float64) // by way, in the order of the routes
	for _, r := range routes {
		for _, w := range ways {
			name := strings.ReplaceAll(r.name, "/", " a ") + "/" + w.name // -run splits at slashes
			t.Run(name, func(t *testing.T) { speeds[w.name] = append(speeds[w.name], r.measure(t, w, table)) })
		}
	}
	if err := table.Flush(); err != nil {
		t.Error(err)
	}
	if ours, theirs := speeds[ways[0].name], speeds[ways[2].name]; len(ours) > 0 && len(theirs) > 0 && theirs[0] > 0 {
		fmt.Printf("On one computer the direct stream is %.1f times as fast as croc; to hold: at least 5.\n", ours[0]/theirs[0])
	}
}

// measure adds a line to the table, the medians of all runs, and returns the
// speed in Mbit/s.
func (r route) measure(t *testing.T, w way, table *tabwriter.Writer) float64 {
	size := r.size
	if w.channel {
		size = r.slow
	}
	file := filepath.Join(t.TempDir(), "file.bin")
	put(t, file, size)
	speed := figure{unit: "Mbit/s", least: true}
	if w.itself {
		speed.limit = r.hold
	}
	var sender, receiver figure
	for i := range *figureRuns {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			e := errand{t: t, size: size, file: file}
			if r.conditions != nil {
				e.path = pathtest.Join(t, *r.conditions)
			}
			done := w.carry(e)
			speed.add(float64(size) * 8 / 1e6 / done.took.Seconds())
			sender.add(done.sender.Seconds() / (float64(size) / 1e9))
			receiver.add(done.receiver.Seconds() / (float64(size) / 1e9))
		})
	}
	if len(speed.parley) == 0 {
		return 0 // it says why
	}
	fmt.Fprintf(table, "%s: %s\t%d\t%.1f\t%.0f\t%.1f\t%.1f\t%s\t\n", r.name, w.name, size>>20,
		median(speed.parley)/8, median(speed.parley), median(sender.parley), median(receiver.parley), speed.verdict())
	return median(speed.parley)
}

// congestionControl names what TCP uses here: it decides how lossy paths are
// taken.
func congestionControl(t *testing.T) string {
	name, err := os.ReadFile("/proc/sys/net/ipv4/tcp_congestion_control")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(name))
}
