//go:build linux

// Package pathtest makes networks to test on: two hosts (network namespaces)
// joined by a cable that can be pulled, or by a path that delays, loses and
// queues packets as bad networks do. Linux' own netem is not needed; TUN devices
// and this process in between take its place. It takes root.
package pathtest

import (
	"os"
	"testing"
)

// Network is two hosts on one link. Both go with the test.
type Network struct {
	A, B *Host
}

const (
	addressA, addressB   = "198.18.0.1", "198.18.0.2"
	addressA6, addressB6 = "2001:db8::1", "2001:db8::2"
	gateway              = "198.18.0.254" // nobody is there
)

// Cable makes two hosts and a cable between them: both see its carrier. It
// takes root; without, the test is skipped.
func Cable(t testing.TB) *Network {
	t.Helper()
	n := newNetwork(t)
	n.A.ip("link", "add", Interface, "type", "veth", "peer", "name", Interface, "netns", n.B.Namespace)
	n.configure()
	return n
}

func newNetwork(t testing.TB) *Network {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("network namespaces take root")
	}
	return &Network{newHost(t, addressA, addressA6), newHost(t, addressB, addressB6)}
}

func (n *Network) configure() {
	n.A.configure()
	n.B.configure()
}
