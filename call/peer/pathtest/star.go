//go:build linux

package pathtest

import (
	"os"
	"testing"
)

// Star is two hosts that reach each other through a third, as two houses do
// over the internet. All go with the test.
type Star struct {
	A, B, Center *Host
}

// The addresses of a star, from the range for benchmarks (RFC 2544).
const (
	starA, starB       = "198.18.1.1", "198.18.2.1"
	centerA, centerB   = "198.18.1.254", "198.18.2.254"
	cableToA, cableToB = "cable-a", "cable-b"
)

// NewStar makes three hosts. The one in the middle has the address that A knows it by, for both. It
// takes root; without, the test is skipped.
func NewStar(t testing.TB) *Star {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("network namespaces take root")
	}
	s := &Star{newHost(t, starA, ""), newHost(t, starB, ""), newHost(t, centerA, "")}
	for _, arm := range []struct {
		host           *Host
		cable, gateway string
	}{{s.A, cableToA, centerA}, {s.B, cableToB, centerB}} {
		s.Center.ip("link", "add", arm.cable, "type", "veth", "peer", "name", Interface, "netns", arm.host.Namespace)
		s.Center.ip("addr", "add", arm.gateway+"/24", "dev", arm.cable)
		s.Center.ip("link", "set", arm.cable, "up")
		arm.host.ip("addr", "add", arm.host.Address+"/24", "dev", Interface)
		arm.host.ip("link", "set", Interface, "up")
		arm.host.ip("route", "replace", "default", "via", arm.gateway, "dev", Interface)
	}
	if err := s.Center.Do(func() error { return os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0) }); err != nil {
		t.Fatal(err)
	}
	return s
}

// Part lets nothing through from one arm to the other, as firewalls do: both
// reach the middle, and what listens there. Neither's own network changes.
func (s *Star) Part() { s.between(s.Center.Swallow) }

// Join lets everything through again.
func (s *Star) Join() { s.between(s.Center.Pass) }

func (s *Star) between(treat func(from, to string)) {
	treat(starA, starB)
	treat(starB, starA)
}
