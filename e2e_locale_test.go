//go:build linux

package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestPlainLocale starts the program as servers and containers do: it prints
// what it was asked for, and nothing else.
func TestPlainLocale(t *testing.T) {
	for _, locale := range []string{"LANG=C", "LANG=C.UTF-8", "LC_ALL=C.UTF-8"} {
		cmd := exec.Command(executable(t), "version")
		cmd.Env = []string{locale}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if lines := strings.Count(string(out), "\n"); lines != 1 {
			t.Errorf("%s prints %d lines:\n%s", locale, lines, out)
		}
	}
}
