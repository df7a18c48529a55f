package main

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLinkIsHandedOver(t *testing.T) {
	dir := t.TempDir()
	if handOver(dir, linksDoorstep, meetingLink) == nil {
		t.Fatal("a link was left where nobody is")
	}
	s, err := openDoorstep(dir, linksDoorstep)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openDoorstep(dir, linksDoorstep); !errors.Is(err, errOccupied) {
		t.Errorf("a second window: %v", err)
	}
	for range 3 {
		if err := handOver(dir, linksDoorstep, meetingLink); err != nil {
			t.Fatal(err)
		}
		if got := <-s.Words(); got != meetingLink {
			t.Errorf("taken: %q", got)
		}
	}
	s.Close()
	if _, open := <-s.Words(); open || handOver(dir, linksDoorstep, meetingLink) == nil {
		t.Error("a link was taken after the end")
	}
}

// What a killed window leaves is in nobody's way.
func TestHandOverAfterAKill(t *testing.T) {
	dir := t.TempDir()
	path, err := doorstepPath(dir, linksDoorstep)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	s, err := openDoorstep(dir, linksDoorstep)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := handOver(dir, linksDoorstep, meetingLink); err != nil {
		t.Error(err)
	}
}

func TestDoorstepIsItsOwners(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, doorstepFolder), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, doorstepFolder), 0o755); err != nil {
		t.Fatal(err)
	}
	if s, err := openDoorstep(dir, linksDoorstep); !errors.Is(err, errOpenFolder) {
		s.Close()
		t.Errorf("others may leave links: %v", err)
	}
}

func TestDoorstepTakesNoFlood(t *testing.T) {
	dir := t.TempDir()
	s, err := openDoorstep(dir, linksDoorstep)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if handOver(dir, linksDoorstep, strings.Repeat("a", 2*longestLink)) == nil {
		t.Error("a text without an end was taken")
	}
	if err := handOver(dir, linksDoorstep, meetingLink); err != nil {
		t.Fatal(err)
	}
	if handOver(dir, linksDoorstep, meetingLink) == nil {
		t.Error("links pile up")
	}
}

func TestLinkAmong(t *testing.T) {
	uri := "parley" + strings.TrimPrefix(meetingLink, "https")
	for _, c := range []struct {
		args, rest string
		found      bool
	}{
		{"open " + uri, "open", true},
		{"open --profile x " + uri, "open --profile x", true},
		{uri, "", true},
		{meetingLink, "", true},
		{"open --inbox https://meet.example.org", "open --inbox https://meet.example.org", false},
		{"open --inbox https://meet.example.org " + uri, "open --inbox https://meet.example.org", true},
		{"join " + meetingLink, "join " + meetingLink, false},
		{"ring Mara", "ring Mara", false},
		{"", "", false},
	} {
		link, rest, found := linkAmong(strings.Fields(c.args))
		if found != c.found || strings.Join(rest, " ") != c.rest || found != (link != "") {
			t.Errorf("%q: %q, %q, %v", c.args, link, rest, found)
		}
	}
}
