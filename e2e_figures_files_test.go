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
}

// far is a path of 50 Mbit/s, and 50 ms to the other side and back.
func far(loss float64) *pathtest.Conditions {
	return &pathtest.Conditions{Delay: 25 * time.Millisecond, Rate: 50_000_000, Loss: loss}
}

// The sizes are such that a file takes half a minute at most.
var routes = []route{
	{"one computer", nil, 1 << 30, 256 << 20},
	{"50 Mbit/s, 50 ms", far(0), 96 << 20, 96 << 20},
	{"50 Mbit/s, 50 ms, 1 % lost", far(0.01), 32 << 20, 32 << 20},
}

// TestFileFigures measures how fast files go, hash and disk included, beside
// croc and beside a bare connection.
func TestFileFigures(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("make bench measures")
	}
	executable(t)
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "a file, TCP by %s\tMiB\tMB/s\tMbit/s\tsender, s/GB\treceiver, s/GB\t\n", congestionControl(t))
	for _, r := range routes {
		for _, w := range ways {
			t.Run(r.name+"/"+w.name, func(t *testing.T) { r.measure(t, w, table) })
		}
	}
	if err := table.Flush(); err != nil {
		t.Error(err)
	}
}

// measure adds a line to the table: the medians of all runs.
func (r route) measure(t *testing.T, w way, table *tabwriter.Writer) {
	size := r.size
	if w.channel {
		size = r.slow
	}
	file := filepath.Join(t.TempDir(), "file.bin")
	put(t, file, size)
	var speed, sender, receiver figure
	for i := range *figureRuns {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			e := errand{t: t, size: size, file: file}
			if r.conditions != nil {
				e.path = pathtest.Join(t, *r.conditions)
			}
			done := w.carry(e)
			speed.add(float64(size) / 1e6 / done.took.Seconds())
			sender.add(done.sender.Seconds() / (float64(size) / 1e9))
			receiver.add(done.receiver.Seconds() / (float64(size) / 1e9))
		})
	}
	if len(speed.parley) == 0 {
		return // it says why
	}
	fmt.Fprintf(table, "%s: %s\t%d\t%.1f\t%.0f\t%.1f\t%.1f\t\n", r.name, w.name, size>>20,
		median(speed.parley), 8*median(speed.parley), median(sender.parley), median(receiver.parley))
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
