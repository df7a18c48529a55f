package freedesktop

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// newHome gives the test a person's folders of its own.
func newHome(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	t.Setenv("XDG_CURRENT_DESKTOP", "X-Generic")
	return home
}

// TestLinksAreHandled goes the way of a desktop: it asks the tool that opens
// links what it would run, and runs it.
func TestLinksAreHandled(t *testing.T) {
	if _, err := exec.LookPath("xdg-mime"); err != nil {
		t.Skip("xdg-mime is not installed")
	}
	home := newHome(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	t.Setenv("DISPLAY", "")
	d := New("Parley")
	defer d.Close()
	got := filepath.Join(home, "got")
	program := filepath.Join(home, "a \"program\" with $odd `letters`.sh")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nprintf '%s|' \"$@\" > '"+got+"'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	opener := []string{program, "open", "--profile", "my 100% profile"}
	handles := func() bool {
		done := make(chan bool, 1)
		d.Handles(opener, func(on bool) { done <- on })
		return <-done
	}
	handle := func(on bool) {
		t.Helper()
		done := make(chan error, 1)
		d.Handle(opener, on, func(err error) { done <- err })
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if handles() {
		t.Fatal("links are handled before anybody wanted it")
	}
	handle(true)
	if !handles() {
		t.Fatal("links are not handled")
	}
	const link = "parley://meet.example.org/j/room#secret"
	if glib, err := exec.LookPath("gio"); err == nil {
		if out, err := exec.Command(glib, "open", link).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		eventually(t, "the program", func() bool {
			data, err := os.ReadFile(got)
			return err == nil && string(data) == "open|--profile|my 100% profile|"+link+"|"
		})
	}
	handle(false)
	handle(false)
	if handles() {
		t.Error("links are still handled")
	}
}

func TestNoTools(t *testing.T) {
	newHome(t)
	t.Setenv("PATH", t.TempDir())
	d := New("Parley")
	defer d.Close()
	done := make(chan error, 1)
	d.Handle([]string{"/bin/true"}, true, func(err error) { done <- err })
	if err := <-done; err == nil {
		t.Error("links are handled without the tools for it")
	}
}

func TestEntryQuotes(t *testing.T) {
	for arg, want := range map[string]string{
		"/usr/bin/parley": `"/usr/bin/parley"`,
		`a "b" c`:         `"a \\"b\\" c"`,
		"$`":              "\"\\\\$\\\\`\"",
		`\`:               `"\\\\"`,
		"100%":            `"100%%"`,
	} {
		if got := quote(arg); got != want {
			t.Errorf("%s: %s, want %s", arg, got, want)
		}
	}
	if !strings.Contains(entry([]string{"p", "open"}), "\nExec=\"p\" \"open\" %u\n") {
		t.Error(entry([]string{"p", "open"}))
	}
}
