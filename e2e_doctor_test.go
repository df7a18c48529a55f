//go:build linux

package main

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"parley/call/peer/pathtest"
)

// TestDoctorsNetwork lets doctor look at a network with a server in it, and at
// one whose cable is out.
func TestDoctorsNetwork(t *testing.T) {
	executable(t)
	t.Parallel()
	star := pathtest.NewStar(t)
	host, trust := serveStar(t, star)
	look := func() map[string][]finding {
		t.Helper()
		cmd := exec.Command("ip", "netns", "exec", star.A.Namespace, executable(t),
			"doctor", "--network", "--json", "--server", host, "--profile", t.TempDir())
		cmd.Env = append(private(t.TempDir()), trust...)
		out, err := cmd.Output()
		t.Logf("%s%v", out, err)
		found := map[string][]finding{}
		for line := range strings.Lines(string(out)) {
			var f finding
			if err := json.Unmarshal([]byte(line), &f); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			found[f.Area] = append(found[f.Area], f)
		}
		return found
	}
	found := look()
	for _, area := range []string{"network", "route", "nearby", "server", "address"} {
		if len(found[area]) != 1 || !found[area][0].OK {
			t.Errorf("%s: %+v", area, found[area])
		}
	}
	if len(found["relay"]) < 3 {
		t.Errorf("the ways to the relay: %+v", found["relay"])
	}
	for _, f := range found["relay"] {
		if !f.OK {
			t.Errorf("%+v", f)
		}
	}
	star.A.Unplug()
	found = look()
	for _, area := range []string{"route", "server", "address"} {
		if len(found[area]) != 1 || found[area][0].OK || found[area][0].Hint == "" {
			t.Errorf("without a cable, %s: %+v", area, found[area])
		}
	}
}
