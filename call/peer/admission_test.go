package peer

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
)

// home is a computer in a house with a VPN.
func home() []netip.Prefix {
	return prefixes("127.0.0.1/8", "::1/128", "192.168.1.17/24", "fe80::17/64", "fd12:3456:789a:1::17/64", "2001:db8:1::17/64",
		"100.101.1.1/32", "169.254.8.8/16", "203.0.113.17/29", "198.51.100.4/31")
}

// admissions says who is sent to: by everybody, by who was reached nearby too,
// or by nobody.
const (
	never = iota
	nearby
	always
)

func TestAdmission(t *testing.T) {
	for address, want := range map[string]int{
		// The internet.
		"1.1.1.1": always, "9.255.255.255": always, "11.0.0.0": always, "172.15.255.255": always, "172.32.0.1": always,
		"192.167.1.1": always, "192.169.1.1": always, "100.63.255.255": always, "100.128.0.0": always, "223.255.255.255": always,
		"2606:4700::1111": always, "2001:db8:2::5": always, "203.0.113.20": always, "::ffff:1.1.1.1": always,
		// This computer.
		"127.0.0.1": never, "127.255.255.254": never, "::1": never, "::ffff:127.0.0.1": never, "::7f00:1": never,
		"0.0.0.0": never, "0.1.2.3": never, "::": never, "::ffff:0.0.0.0": never,
		// The same private network.
		"192.168.1.1": always, "192.168.1.254": always, "192.168.77.3": always, "fd12:3456:789a:1::5": always, "fd12:3456:789a:2::5": always,
		"100.64.0.1": always, "100.127.255.255": always, "::ffff:192.168.1.5": always,
		// Other private networks.
		"10.0.0.1": nearby, "10.255.255.255": nearby, "172.16.0.1": nearby, "172.31.255.254": nearby,
		"fd12:3456:789b::5": nearby, "fc00::1": nearby, "::ffff:10.0.0.1": nearby,
		// The link.
		"169.254.1.1": nearby, "fe80::1": nearby, "fe80::1%eth0": nearby, "fe80:1::1": never,
		// Secrets of cloud machines.
		"169.254.169.254": never, "100.100.100.200": never, "fd00:ec2::254": never, "::ffff:169.254.169.254": never,
		// Everybody.
		"255.255.255.255": never, "224.0.0.1": never, "224.0.0.251": never, "239.255.255.250": never, "240.0.0.1": never,
		"ff02::1": never, "ff02::fb": never, "ff0e::1": never,
		"192.168.1.255": never, "192.168.1.0": never, "203.0.113.23": never, "203.0.113.16": never, "169.254.255.255": never,
		"198.51.100.5": always, // the other end of a line between two
		// What hides another address.
		"64:ff9b::7f00:1": never, "64:ff9b::a00:1": never, "64:ff9b:1::1": never, "2002:7f00:1::": never, "2002:c0a8:101::1": never,
		"2001:0:4136:e378:8000:63bf:3fff:fdd2": never, "::192.168.1.1": never, "fec0::1": never, "100::1": never, "192.0.0.8": never,
	} {
		addr := netip.MustParseAddr(address)
		if got := (admission{own: home}).address(addr); got != (want == always) {
			t.Errorf("%s is sent to: %t", address, got)
		}
		if got := (admission{own: home, nearby: true}).address(addr); got != (want >= nearby) {
			t.Errorf("%s of somebody nearby is sent to: %t", address, got)
		}
	}
}

// Without addresses of one's own, nothing private is.
func TestAdmissionOfTheLost(t *testing.T) {
	lost := admission{own: func() []netip.Prefix { return nil }}
	for _, address := range []string{"192.168.1.1", "10.0.0.1", "fd12::1", "fe80::1", "169.254.1.1", "127.0.0.1"} {
		if lost.address(netip.MustParseAddr(address)) {
			t.Errorf("%s is sent to", address)
		}
	}
}

func TestAdmissionOfLoopback(t *testing.T) {
	a := admission{own: home, loopback: true}
	for _, address := range []string{"127.0.0.1", "::1", "::ffff:127.0.0.2"} {
		if !a.address(netip.MustParseAddr(address)) {
			t.Errorf("%s is not sent to", address)
		}
	}
}

// pion asks about what a name turned out to be, and whence a check came.
func TestAdmissionOfAddresses(t *testing.T) {
	a := admission{own: home}
	if a.ip(nil) || a.ip(net.ParseIP("127.0.0.1")) || !a.ip(net.ParseIP("1.1.1.1")) || !a.ip(net.IP{1, 1, 1, 1}) {
		t.Error("an address as package net has it is not understood")
	}
}

func TestAdmissionOfCandidates(t *testing.T) {
	const id = "8e6bd0c2-3d4a-4f7e-9c55-0a1b2c3d4e5f"
	for line, want := range map[string]struct{ any, relay bool }{
		"1 1 udp 2130706431 1.1.1.1 50000 typ host":                                        {true, false},
		"1 1 udp 2130706431 1.1.1.1 1024 typ host":                                         {true, false},
		"1 1 udp 2130706431 1.1.1.1 1023 typ host":                                         {false, false},
		"1 1 udp 2130706431 1.1.1.1 53 typ host":                                           {false, false},
		"1 1 udp 2130706431 192.168.1.5 50000 typ host":                                    {true, false},
		"1 1 udp 2130706431 10.0.0.1 50000 typ host":                                       {false, false},
		"1 2 udp 2130706430 1.1.1.1 50000 typ host":                                        {false, false},
		"1 1 tcp 2130706431 1.1.1.1 50000 typ host tcptype passive":                        {false, false},
		"1 1 tcp 2130706431 1.1.1.1 9 typ host tcptype active":                             {false, false},
		"1 1 udp 1694498815 1.1.1.1 50000 typ srflx raddr 192.168.7.7 rport 50000":         {true, false},
		"1 1 udp 1694498815 127.0.0.1 50000 typ srflx raddr 1.1.1.1 rport 50000":           {false, false},
		"1 1 udp 1694498815 1.1.1.1 50000 typ prflx raddr 0.0.0.0 rport 9":                 {true, false},
		"1 1 udp 16777215 1.1.1.1 50000 typ relay raddr 0.0.0.0 rport 9":                   {true, true},
		"1 1 udp 16777215 169.254.169.254 50000 typ relay raddr 0.0.0.0 rport 9":           {false, false},
		"1 1 udp 16777215 1.1.1.1 443 typ relay raddr 0.0.0.0 rport 9":                     {false, false},
		"1 1 udp 2130706431 " + id + ".local 50000 typ host":                               {true, false},
		"1 1 udp 2130706431 " + strings.ToUpper(id) + ".local 50000 typ host":              {true, false},
		"1 1 udp 2130706431 " + id + ".local 80 typ host":                                  {false, false},
		"1 1 udp 2130706431 printer.local 50000 typ host":                                  {false, false},
		"1 1 udp 2130706431 " + strings.ReplaceAll(id, "-", "x") + ".local 50000 typ host": {false, false},
		"1 1 udp 2130706431 " + id + ".invalid 50000 typ host":                             {false, false},
		"1 1 udp 2130706431 example.org 50000 typ host":                                    {false, false},
		"1 1 udp 2130706431 1.1.1.1 50000 typ wormhole":                                    {false, false},
		"nonsense": {false, false},
	} {
		if got := (admission{own: home}).line(line); got != want.any {
			t.Errorf("%q is used: %t", line, got)
		}
		if got := (admission{own: home, relayOnly: true}).line(line); got != want.relay {
			t.Errorf("%q is used by who uses relays only: %t", line, got)
		}
	}
}

// A candidate in a description is treated like one that comes alone, in
// whatever part of the description and with whatever ends of lines.
func TestAdmissionOfDescriptions(t *testing.T) {
	made, _ := offerAnswer(t)
	offer := made.SDP
	const bad, good = "a=candidate:1 1 udp 1 127.0.0.1 5000 typ host", "a=candidate:2 1 udp 1 1.1.1.1 5000 typ host"
	for name, tt := range map[string]struct {
		after, put string
		used       bool
	}{
		"section": {"a=sendrecv\r\n", bad + "\r\n" + good + "\r\n", true},
		"session": {"t=0 0\r\n", bad + "\r\n" + good + "\r\n", true},
		"LF":      {"a=sendrecv\r\n", good + "\n" + bad + "\n", true},
		"CR":      {"a=sendrecv\r\n", good + "\r" + bad + "\r\n", false}, // pion reads one line
		"junk":    {"a=sendrecv\r\n", good + "\r\na=candidate:x\r\n" + bad + "\r\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(offer, tt.after, tt.after+tt.put, 1)
			parsed, err := parseDescription(Description{Kind: Offer, SDP: text}, admission{own: home})
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(parsed.sdp, "127.0.0.1") || strings.Contains(parsed.sdp, good) != tt.used {
				t.Errorf("what is used is\n%s", parsed.sdp)
			}
			if strings.Replace(parsed.sdp, good+"\r\n", "", 1) != offer {
				t.Errorf("more than the candidate is gone:\n%s", parsed.sdp)
			}
		})
	}
	plain, err := parseDescription(made, admission{own: home})
	if err != nil || plain.sdp != offer {
		t.Errorf("a description without candidates became %q, %v", plain.sdp, err)
	}
}

func FuzzAdmission(f *testing.F) {
	f.Add("1.1.1.1", uint16(50000), "host")
	f.Add("::ffff:127.0.0.1", uint16(53), "relay")
	f.Add("8e6bd0c2-3d4a-4f7e-9c55-0a1b2c3d4e5f.local", uint16(5353), "srflx")
	f.Fuzz(func(t *testing.T, address string, port uint16, kind string) {
		line := fmt.Sprintf("1 1 udp 1 %s %d typ %s", address, port, kind)
		for _, a := range []admission{{own: home}, {own: home, nearby: true}, {own: home, relayOnly: true}} {
			if !a.line(line) {
				continue
			}
			host := strings.Fields(line)[4]
			addr, err := netip.ParseAddr(host)
			if err != nil && !isHiddenName(host) {
				t.Fatalf("%q is used", line)
			}
			if err == nil && (addr.Unmap().IsLoopback() || addr.IsUnspecified() || addr.Unmap().IsMulticast()) {
				t.Fatalf("%q is used", line)
			}
			if a.relayOnly && !strings.Contains(line, "typ relay") {
				t.Fatalf("%q is used by who uses relays only", line)
			}
		}
	})
}
