//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// network is two network namespaces joined by a cable: two computers on one
// link. Both go with the test.
type network struct {
	t    testing.TB
	a, b string // the namespaces' names
}

// The addresses of the two computers, from the range for benchmarks
// (RFC 2544) and for documentation (RFC 3849): nobody else has them.
const (
	addressA, addressB = "198.18.0.1", "198.18.0.2"
	addressC           = "198.18.0.3" // for changing to
	addressA6          = "2001:db8::1"
	addressB6          = "2001:db8::2"
)

// cable is the name of the interface in both namespaces.
const cable = "cable"

// join makes the two namespaces. It takes root.
func join(t testing.TB) *network {
	t.Helper()
	executable(t) // -short leaves the test out before anything is made
	if os.Getuid() != 0 {
		t.Skip("network namespaces take root")
	}
	n := &network{t, fmt.Sprintf("parley-%d-a", os.Getpid()), fmt.Sprintf("parley-%d-b", os.Getpid())}
	for _, name := range []string{n.a, n.b} {
		n.ip("netns", "add", name)
		t.Cleanup(func() { n.ip("netns", "del", name) })
		n.ip("-n", name, "link", "set", "lo", "up")
	}
	n.ip("-n", n.a, "link", "add", cable, "type", "veth", "peer", "name", cable, "netns", n.b)
	n.address(n.a, addressA, addressA6)
	n.address(n.b, addressB, addressB6)
	return n
}

// address gives a computer its addresses and plugs the cable in. The default
// route is what a network usually offers; programs look for one.
func (n *network) address(namespace, v4, v6 string) {
	n.t.Helper()
	n.ip("-n", namespace, "addr", "add", v4+"/24", "dev", cable)
	n.ip("-n", namespace, "addr", "add", v6+"/64", "dev", cable, "nodad")
	n.ip("netns", "exec", namespace, "sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/"+cable+"/keep_addr_on_down")
	n.plug(namespace)
}

// readdress changes a computer's IPv4 address, as another Wi-Fi would.
func (n *network) readdress(namespace, from, to string) {
	n.t.Helper()
	n.ip("-n", namespace, "addr", "del", from+"/24", "dev", cable)
	n.ip("-n", namespace, "addr", "add", to+"/24", "dev", cable)
	n.route(namespace)
}

// unplug takes a computer off its network: both ends see the carrier go. The
// addresses stay, so that it comes back as it was.
func (n *network) unplug(namespace string) {
	n.t.Helper()
	n.ip("-n", namespace, "link", "set", cable, "down")
}

// plug puts the cable in.
func (n *network) plug(namespace string) {
	n.t.Helper()
	n.ip("-n", namespace, "link", "set", cable, "up")
	n.route(namespace)
}

// route gives the default route that goes with an address or a cable.
func (n *network) route(namespace string) {
	n.t.Helper()
	n.ip("-n", namespace, "route", "replace", "default", "via", "198.18.0.254", "dev", cable)
}

func (n *network) ip(args ...string) {
	n.t.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		n.t.Errorf("ip %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}
