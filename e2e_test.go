//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// The end-to-end tests run the program as people do: real processes, each with
// its own profile, on networks, displays and sound servers of their own.

// workshop holds what is built for the tests, for as long as they run.
var workshop string

func TestMain(m *testing.M) {
	if role := os.Getenv(tlsRole); role != "" {
		os.Exit(plainTLS(role))
	}
	os.Exit(inWorkshop(m.Run))
}

func inWorkshop(run func() int) int {
	dir, err := os.MkdirTemp("", "parley")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	workshop = dir
	return run()
}

// built builds the program once, as it is given out but for the checks of
// Fyne's thread.
var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(workshop, "parley")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return string(out), err
	}
	return path, nil
})

// executable returns the program's path. Whole programs take long: -short leaves
// them out.
func executable(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("end-to-end tests are left out by -short")
	}
	path, err := built()
	if err != nil {
		t.Fatalf("the program does not build: %v\n%s", err, path)
	}
	return path
}
