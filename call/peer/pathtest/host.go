//go:build linux

package pathtest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netns"
)

// Interface is the name of a host's interface.
const Interface = "cable"

// Host is a network namespace: a computer with a network of its own.
type Host struct {
	// Namespace is its name, as `ip netns exec` takes it.
	Namespace string
	// Address and Address6 are what it had first, from the ranges for
	// benchmarks (RFC 2544) and documentation (RFC 3849): nobody else has them.
	Address, Address6 string

	t testing.TB
}

func newHost(t testing.TB, address, address6 string) *Host {
	t.Helper()
	h := &Host{fmt.Sprintf("parley-%08x", rand.Uint32()), address, address6, t}
	h.run("netns", "add", h.Namespace)
	t.Cleanup(func() { h.run("netns", "del", h.Namespace) })
	h.ip("link", "set", "lo", "up")
	if address6 == "" {
		h.onlyIPv4()
	}
	return h
}

// onlyIPv4 keeps the kernel from giving cables IPv6 addresses by itself, a
// second or two after they are plugged in: a browser that notices stops loading
// what it loads (net::ERR_NETWORK_CHANGED).
func (h *Host) onlyIPv4() {
	h.t.Helper()
	err := h.Do(func() error {
		return os.WriteFile("/proc/sys/net/ipv6/conf/default/disable_ipv6", []byte("1"), 0)
	})
	if err != nil {
		h.t.Error(err)
	}
}

// configure gives the host its addresses and plugs it in.
func (h *Host) configure() {
	h.t.Helper()
	h.ip("addr", "add", h.Address+"/24", "dev", Interface)
	h.ip("addr", "add", h.Address6+"/64", "dev", Interface, "nodad")
	h.keepAddresses()
	h.Plug()
}

// keepAddresses lets IPv6 addresses outlive a cable that is unplugged, as IPv4
// addresses do.
func (h *Host) keepAddresses() {
	h.t.Helper()
	err := h.Do(func() error {
		return os.WriteFile("/proc/sys/net/ipv6/conf/"+Interface+"/keep_addr_on_down", []byte("1"), 0)
	})
	if err != nil {
		h.t.Error(err)
	}
}

// Plug puts the cable in. The default route is what a network usually offers;
// programs look for one.
func (h *Host) Plug() {
	h.t.Helper()
	h.ip("link", "set", Interface, "up")
	h.route()
}

// Unplug takes the host off its network. The addresses stay, so that it comes
// back as it was.
func (h *Host) Unplug() {
	h.t.Helper()
	h.ip("link", "set", Interface, "down")
}

// Readdress changes the host's IPv4 address, as another Wi-Fi would.
func (h *Host) Readdress(from, to string) {
	h.t.Helper()
	h.ip("addr", "del", from+"/24", "dev", Interface)
	h.ip("addr", "add", to+"/24", "dev", Interface)
	h.route()
}

func (h *Host) route() {
	h.t.Helper()
	h.ip("route", "replace", "default", "via", gateway, "dev", Interface)
}

// Swallow has a host that routes let nothing through from one address to another;
// Anywhere stands for all.
func (h *Host) Swallow(from, to string) { h.rule("add", from, to) }

// Pass ends what Swallow began.
func (h *Host) Pass(from, to string) { h.rule("del", from, to) }

// Anywhere is every address.
const Anywhere = "0.0.0.0/0"

func (h *Host) rule(verb, from, to string) {
	h.t.Helper()
	h.ip("rule", verb, "from", from, "to", to, "pref", "1", "blackhole")
}

// Running waits until the kernel has noticed that the cable is in.
func (h *Host) Running() {
	h.t.Helper()
	for range 200 {
		out, err := exec.Command("ip", "-n", h.Namespace, "link", "show", Interface).Output()
		if err == nil && strings.Contains(string(out), "LOWER_UP") {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	h.t.Fatal("the cable does not come up")
}

// Do runs f on a thread that is in the host. What f opens stays there, and a
// process that it starts begins there.
func (h *Host) Do(f func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	home, err := netns.Get()
	if err != nil {
		return err
	}
	defer home.Close()
	away, err := netns.GetFromName(h.Namespace)
	if err != nil {
		return err
	}
	defer away.Close()
	if err := netns.Set(away); err != nil {
		return err
	}
	defer func() {
		if err := netns.Set(home); err != nil {
			panic(err) // the thread would stay away
		}
	}()
	return f()
}

// ip runs ip(8) on what the host has.
func (h *Host) ip(args ...string) {
	h.t.Helper()
	h.run(append([]string{"-n", h.Namespace}, args...)...)
}

func (h *Host) run(args ...string) {
	h.t.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		h.t.Errorf("ip %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}
