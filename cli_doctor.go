package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

// doctorCommand is `parley doctor`.
type doctorCommand struct {
	profileOption
	Network bool `help:"Check the network alone, more closely: ways, Wi-Fi, people nearby, and the server with its relay."`
	networkOptions
	JSON bool `help:"Print one JSON object a line, with area, ok, text and hint."`
}

// finding is what doctor found out about one thing that calls need. Its JSON
// form is an interface for scripts.
type finding struct {
	Area string `json:"area"` // profile, network, display, camera, microphone or speaker; with --network also route, wifi, nearby, server, address or relay
	OK   bool   `json:"ok"`
	Text string `json:"text"`           // a sentence
	Hint string `json:"hint,omitempty"` // what to do about it
}

// Run checks everything and prints what it found.
func (c doctorCommand) Run(ctx context.Context, d desk) error {
	profile, err := c.folder()
	if err != nil {
		return err
	}
	var findings []finding
	if c.Network {
		findings = c.checkWays(ctx, d, profile)
	} else {
		findings = append([]finding{checkProfile(profile), checkNetwork(), checkDisplay()}, d.Check(ctx)...)
	}
	tell := tabulateFindings
	if c.JSON {
		tell = printFindings
	}
	if err := tell(d, findings); err != nil {
		return err
	}
	return diagnosis(findings)
}

// diagnosis is the failure that a script sees when something does not work.
func diagnosis(findings []finding) error {
	troubles := 0
	for _, f := range findings {
		if !f.OK {
			troubles++
		}
	}
	switch troubles {
	case 0:
		return nil
	case 1:
		return failure{exitCall, "One thing does not work.", ""}
	}
	return failure{exitCall, fmt.Sprintf("%d things do not work.", troubles), ""}
}

func printFindings(d desk, findings []finding) error {
	out := json.NewEncoder(d.Out)
	for _, f := range findings {
		if err := out.Encode(f); err != nil {
			return err
		}
	}
	return nil
}

func tabulateFindings(d desk, findings []finding) error {
	table := tabwriter.NewWriter(d.Out, 0, 0, 3, ' ', 0)
	for _, f := range findings {
		verdict := "works"
		if !f.OK {
			verdict = "does not work"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", f.Area, verdict, f.Text)
		if f.Hint != "" {
			fmt.Fprintf(table, "\t\t%s\n", f.Hint)
		}
	}
	return table.Flush()
}

// checkProfile finds out whether the profile's folder can be written. It does
// not make it: looking must not leave anything behind.
func checkProfile(folder string) finding {
	f := finding{Area: "profile", OK: true, Text: "Your identity and settings are kept in " + folder + "."}
	existing := folder
	for {
		_, err := os.Stat(existing)
		if !errors.Is(err, os.ErrNotExist) || existing == filepath.Dir(existing) {
			break
		}
		existing = filepath.Dir(existing)
	}
	probe, err := os.CreateTemp(existing, ".doctor-*")
	if err != nil {
		return finding{"profile", false, "Nothing can be kept in " + folder + ".", "Make " + existing + " a folder that you can write to, or name another with --profile DIR."}
	}
	_ = probe.Close()
	_ = os.Remove(probe.Name())
	return f
}

// checkNetwork finds out how others can reach this computer.
func checkNetwork() finding {
	addresses, multicast := reachable()
	switch {
	case len(addresses) == 0:
		return finding{"network", false, "This computer has no network.", "Connect it by cable or Wi-Fi."}
	case !multicast:
		return finding{"network", false, "People nearby cannot be found on this network.", "Call by address: others reach this computer at " + strings.Join(addresses, " or ") + "."}
	}
	return finding{"network", true, "Others reach this computer at " + strings.Join(addresses, " or ") + ".", ""}
}

// reachable returns this computer's addresses on its networks, and whether one
// of them carries multicast, which finding people nearby takes (RFC 6762).
func reachable() (addresses []string, multicast bool) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, false
	}
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		found := globalAddresses(i)
		addresses = append(addresses, found...)
		multicast = multicast || len(found) > 0 && i.Flags&net.FlagMulticast != 0
	}
	return addresses, multicast
}

// globalAddresses leaves out link-local addresses: nobody can type them.
func globalAddresses(i net.Interface) (out []string) {
	addresses, err := i.Addrs()
	if err != nil {
		return nil
	}
	for _, a := range addresses {
		if network, ok := a.(*net.IPNet); ok && network.IP.IsGlobalUnicast() {
			out = append(out, network.IP.String())
		}
	}
	return out
}
