//go:build linux

package main

import (
	"fmt"
	"os"
	"testing"
	"text/tabwriter"
	"time"

	"parley/devices/devicetest"
	"parley/ui/uitest"
)

// idleSample is how long an idle program is watched.
const idleSample = time.Minute

// TestIdleFigures measures a window that nobody uses: with the start page and
// its preview of the own camera, minimised, and closed, with Parley in the tray.
// Its memory is with OpenGL in software. It judges nothing.
func TestIdleFigures(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("make bench measures")
	}
	executable(t)
	shown := figure{name: "processor, the start page with its preview", unit: "% of a core"}
	minimised := [2]figure{{name: "processor, minimised", unit: "% of a core", limit: 1}, {name: "memory, minimised", unit: "MB"}}
	tucked := [2]figure{{name: "processor, in the tray", unit: "% of a core", limit: 1}, {name: "memory, in the tray", unit: "MB", limit: 120}}
	for range *figureRuns {
		display, sound, tray := uitest.Start(t, 1280, 800), devicetest.New(t), uitest.StartTray(t)
		// Without the map of its widgets, which takes longer to write than all the rest.
		at := place{env: append(sound.Env(), "DISPLAY="+display.Name, "LP_NUM_THREADS=0", "DBUS_SESSION_BUS_ADDRESS="+tray.Address)}
		p := start(t, "Ada", at, "open", "--camera", "test", "--microphone", "test", "--loopback")
		window := display.Window("Parley")
		tray.Icon()
		time.Sleep(runIn)
		share, _ := spendFor(t, p.cmd.Process.Pid, sample)
		shown.add(share)
		for _, rest := range []struct {
			begin func(uitest.Window)
			lines *[2]figure
		}{{display.Minimize, &minimised}, {display.Close, &tucked}} {
			rest.begin(window)
			time.Sleep(runIn)
			share, megabytes := spendFor(t, p.cmd.Process.Pid, idleSample)
			rest.lines[0].add(share)
			rest.lines[1].add(megabytes)
		}
		p.leave()
	}
	printLines(t, "a window that nobody uses", &shown, &minimised[0], &minimised[1], &tucked[0], &tucked[1])
}

// spendFor returns the share of a core that a process takes within a time, in
// percent, and its memory in megabytes.
func spendFor(t *testing.T, pid int, span time.Duration) (share, memory float64) {
	t.Helper()
	begun, before := time.Now(), measure(t, pid)
	time.Sleep(span)
	after := measure(t, pid)
	return float64(after.computed-before.computed) / float64(time.Since(begun)) * 100, after.memory
}

// printLines prints figures under a heading.
func printLines(t *testing.T, heading string, lines ...*figure) {
	t.Helper()
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintf(table, "%s\tParley\tChromium\tto hold\t\n", heading)
	for _, line := range lines {
		fmt.Fprintln(table, line)
	}
	if err := table.Flush(); err != nil {
		t.Error(err)
	}
}
