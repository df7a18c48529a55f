//go:build linux

package radio

import (
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mdlayher/genetlink"
	"github.com/mdlayher/netlink"
	"github.com/mdlayher/wifi"
	"golang.org/x/sys/unix"
)

// This test runs inside the virtual machine of package vividtest, whose kernel
// simulates two radios (mac80211_hwsim).

// TestRadioInTheMachine has two radios hear each other, well and then poorly.
func TestRadioInTheMachine(t *testing.T) {
	if os.Getenv("PARLEY_VIVID") == "" {
		t.Skip("run in the virtual machine")
	}
	if links, err := Links(); err != nil || len(links) != 0 {
		t.Fatalf("before any network: %+v, %v", links, err)
	}
	client, err := wifi.New()
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	interfaces, err := client.Interfaces()
	if err != nil || len(interfaces) != 2 {
		t.Fatalf("%d interfaces, %v", len(interfaces), err)
	}
	for _, i := range interfaces {
		join(t, i)
	}
	command(t, "ip", "addr", "add", "198.51.100.1/24", "dev", interfaces[0].Name)
	from := netip.MustParseAddr("198.51.100.1")
	until(t, "is received well", func() bool { return Level(from) < 0 && Level(from) > -60 })
	if links, err := Links(); err != nil || len(links) == 0 || links[0].Interface != interfaces[0].Name {
		t.Errorf("%+v, %v", links, err)
	}
	if level := Level(netip.MustParseAddr("127.0.0.1")); level != 0 {
		t.Errorf("the loopback interface is received at %d dBm", level)
	}
	command(t, "ip", "route", "add", "default", "dev", interfaces[0].Name)
	if level := Level(netip.Addr{}); level >= 0 || level < -60 {
		t.Errorf("the way to the internet is received at %d dBm", level)
	}
	fade(t, -100) // for a sender of 0 dBm; the radios send with 20
	until(t, "is received poorly", func() bool { return Level(from) < -74 })
}

// join brings an interface up in a network without an access point.
func join(t *testing.T, i *wifi.Interface) {
	t.Helper()
	conn, err := genetlink.Dial(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	family, err := conn.GetFamily(unix.NL80211_GENL_NAME)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(what uint8, attributes func(*netlink.AttributeEncoder)) {
		t.Helper()
		e := netlink.NewAttributeEncoder()
		e.Uint32(unix.NL80211_ATTR_IFINDEX, uint32(i.Index))
		attributes(e)
		data, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		m := genetlink.Message{Header: genetlink.Header{Command: what, Version: family.Version}, Data: data}
		if _, err := conn.Execute(m, family.ID, netlink.Request|netlink.Acknowledge); err != nil {
			t.Fatalf("command %d: %v", what, err)
		}
	}
	ask(unix.NL80211_CMD_SET_INTERFACE, func(e *netlink.AttributeEncoder) {
		e.Uint32(unix.NL80211_ATTR_IFTYPE, unix.NL80211_IFTYPE_ADHOC)
	})
	command(t, "ip", "link", "set", i.Name, "up")
	ask(unix.NL80211_CMD_JOIN_IBSS, func(e *netlink.AttributeEncoder) {
		e.Bytes(unix.NL80211_ATTR_SSID, []byte("parley"))
		e.Uint32(unix.NL80211_ATTR_WIPHY_FREQ, 2412)
		e.Flag(unix.NL80211_ATTR_FREQ_FIXED, true)
		e.Bytes(unix.NL80211_ATTR_MAC, []byte{2, 17, 34, 51, 68, 85}) // or each begins a cell of its own
	})
}

// fade makes both radios receive with a level in dBm. The attribute takes no sign,
// but what stands for one.
func fade(t *testing.T, level int64) {
	t.Helper()
	radios, _ := filepath.Glob("/sys/kernel/debug/ieee80211/phy*/hwsim/rx_rssi")
	if len(radios) != 2 {
		t.Fatalf("%d radios", len(radios))
	}
	for _, r := range radios {
		if err := os.WriteFile(r, fmt.Append(nil, uint64(level)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func command(t *testing.T, words ...string) {
	t.Helper()
	if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(words, " "), err, out)
	}
}

func until(t *testing.T, what string, met func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !met(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			links, err := Links()
			t.Fatalf("it never %s: %+v, %v\n%s", what, links, err, stations(t))
		}
	}
}

// stations tells of all that the kernel knows.
func stations(t *testing.T) (all string) {
	t.Helper()
	client, err := wifi.New()
	if err != nil {
		return err.Error()
	}
	defer client.Close()
	interfaces, err := client.Interfaces()
	all = fmt.Sprintln(err)
	for _, i := range interfaces {
		found, err := client.StationInfo(i)
		all += fmt.Sprintf("%+v: %v\n", *i, err)
		for _, s := range found {
			all += fmt.Sprintf("  %+v\n", *s)
		}
	}
	return all
}
