package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is Parley's own, the same as in FyneApp.toml and CHANGELOG.md.
const version = "0.1.0"

// versionCommand is `parley version`.
type versionCommand struct{}

// Run prints the version, and the commit where the build knows it.
func (versionCommand) Run(d desk) error {
	_, err := fmt.Fprintf(d.Out, "parley %s%s (%s, %s/%s)\n", version, commit(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// commit returns the commit that was built, with a + when files had changed.
func commit() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	settings := make(map[string]string)
	for _, s := range build.Settings {
		settings[s.Key] = s.Value
	}
	revision := settings["vcs.revision"]
	if revision == "" {
		return ""
	}
	if settings["vcs.modified"] == "true" {
		return fmt.Sprintf(" at %.12s+", revision)
	}
	return fmt.Sprintf(" at %.12s", revision)
}
