//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// load is what a program and the processes it started take.
type load struct {
	computed time.Duration // so far, on all cores
	memory   float64       // megabytes, shared pages split among who shares them
}

// measure sums up a process and its descendants.
func measure(t testing.TB, pid int) (sum load) {
	t.Helper()
	for _, p := range append(descendants(pid), pid) {
		computed, err := processorTime(p)
		if os.IsNotExist(err) {
			continue // it has just ended
		}
		if err != nil {
			t.Fatal(err)
		}
		sum.computed += computed
		sum.memory += proportionalMemory(p)
	}
	return sum
}

// descendants returns the processes below pid.
func descendants(pid int) (below []int) {
	children, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		return nil
	}
	for _, list := range children {
		text, _ := os.ReadFile(list) // a thread may have ended
		for child := range strings.FieldsSeq(string(text)) {
			var p int
			if _, err := fmt.Sscan(child, &p); err == nil {
				below = append(append(below, p), descendants(p)...)
			}
		}
	}
	return below
}

// processorTime returns how long a process has computed: the 14th and 15th
// field of its stat, in hundredths of a second (proc(5)).
func processorTime(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The second field, the name in parentheses, may hold blanks.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	var user, system int
	_, err = fmt.Sscan(fields[11]+" "+fields[12], &user, &system)
	return time.Duration(user+system) * 10 * time.Millisecond, err
}

// proportionalMemory returns a process's PSS in megabytes (proc(5)).
func proportionalMemory(pid int) float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	for line := range strings.Lines(string(text)) {
		var kilobytes float64
		if _, err := fmt.Sscanf(line, "Pss: %f kB", &kilobytes); err == nil {
			return kilobytes / 1000
		}
	}
	return 0
}
