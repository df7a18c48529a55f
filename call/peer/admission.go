package peer

import (
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/pion/ice/v4"
	"github.com/pion/transport/v5"
)

// firstPort is the lowest port that is sent to. A NAT keeps ports above from
// becoming such (RFC 4787, REQ-3), so what is below is a service of somebody.
const firstPort = 1024

// nowhere are networks that no candidate of anybody is in: those that mean
// this host, and IPv6 that hides an IPv4 address or crosses into another
// network (IANA's registries of special-purpose addresses).
var nowhere = prefixes(
	"0.0.0.0/8", "192.0.0.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2002::/16", "fec0::/10", "ff00::/8",
)

// metadata are the addresses where cloud machines hand out their secrets.
var metadata = [...]netip.Addr{
	netip.MustParseAddr("169.254.169.254"),
	netip.MustParseAddr("100.100.100.200"),
	netip.MustParseAddr("fd00:ec2::254"),
}

// privateNetworks are those of houses and of providers (RFC 1918, RFC 6598); those
// of RFC 4193 are found by siteBits.
var privateNetworks = prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")

// siteBits is how much two unique local addresses of one site have in common
// (RFC 4193, section 3.1).
const siteBits = 48

// admission decides which of the far side's candidates are used. Each is a
// stranger's wish that this computer send packets to an address: section 10 of
// call/signal/PROTOCOL.md says which wishes are heard.
type admission struct {
	loopback  bool
	nearby    bool
	relayOnly bool
	own       func() []netip.Prefix // this computer's addresses with their networks
}

func newAdmission(c Config) admission {
	return admission{
		loopback: c.Loopback, nearby: c.Nearby, relayOnly: c.RelayOnly,
		own: func() []netip.Prefix { return networks(c.Net) },
	}
}

// line decides about a candidate as it stands in a description, without its
// name. One that cannot be read is not used.
func (a admission) line(text string) bool {
	c, err := ice.UnmarshalCandidate(text)
	return err == nil && a.candidate(c)
}

func (a admission) candidate(c ice.Candidate) bool {
	relayed := c.Type() == ice.CandidateTypeRelay
	if c.Component() != ice.ComponentRTP { // Firefox names addresses for RTCP too, though it shares (RFC 5761)
		return false
	}
	if c.Port() < firstPort || a.relayOnly && !relayed || !c.NetworkType().IsUDP() {
		return false
	}
	addr, err := netip.ParseAddr(c.Address())
	if err != nil {
		return isHiddenName(c.Address())
	}
	return a.address(addr)
}

// ip decides about what a hidden name turned out to be, and about where a
// check came from. It is pion's filter.
func (a admission) ip(ip net.IP) bool {
	addr, ok := netip.AddrFromSlice(ip)
	return ok && a.address(addr)
}

func (a admission) address(addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	switch {
	case addr.IsLoopback(): // before ::/96, which ::1 is in
		return a.loopback
	case within(nowhere, addr), slices.Contains(metadata[:], addr), a.broadcasts(addr):
		return false
	case addr.IsLinkLocalUnicast():
		return a.nearby && a.linked(addr)
	case isPrivate(addr):
		return a.nearby || a.shares(addr)
	}
	return true
}

// linked reports whether this computer has an address on the same link.
func (a admission) linked(addr netip.Addr) bool {
	return slices.ContainsFunc(a.own(), func(own netip.Prefix) bool { return own.Contains(addr) })
}

// shares reports whether this computer is in the same private network.
func (a admission) shares(addr netip.Addr) bool {
	return slices.ContainsFunc(a.own(), func(own netip.Prefix) bool {
		return own.Contains(addr) || slices.ContainsFunc(privateNetworks, func(p netip.Prefix) bool {
			return p.Contains(addr) && p.Contains(own.Addr())
		}) || addr.Is6() && netip.PrefixFrom(own.Addr(), siteBits).Contains(addr)
	})
}

// broadcasts reports whether a whole network of this computer listens there
// (RFC 919). Networks of fewer than four addresses have no such (RFC 3021).
func (a admission) broadcasts(addr netip.Addr) bool {
	return addr.Is4() && slices.ContainsFunc(a.own(), func(own netip.Prefix) bool {
		return own.Addr().Is4() && own.Bits() <= 30 && own.Contains(addr) && (addr == last(own) || addr == own.Masked().Addr())
	})
}

// last returns the highest address of an IPv4 network.
func last(p netip.Prefix) netip.Addr {
	octets := p.Addr().As4()
	for i := p.Bits(); i < 32; i++ {
		octets[i/8] |= 0x80 >> (i % 8)
	}
	return netip.AddrFrom4(octets)
}

func isPrivate(addr netip.Addr) bool { return addr.IsPrivate() || within(privateNetworks, addr) }

func within(networks []netip.Prefix, addr netip.Addr) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// isHiddenName reports whether a browser made the name up to hide an address:
// a UUID under .local. Other names are other people's printers.
func isHiddenName(name string) bool {
	id, ok := strings.CutSuffix(name, ".local")
	if !ok || len(id) != 36 {
		return false
	}
	for i, c := range []byte(id) {
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		if hyphen != (c == '-') || !hyphen && !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)) {
			return false
		}
	}
	return true
}

// networks returns a computer's addresses as they are now; none when they
// cannot be found out.
func networks(n transport.Net) []netip.Prefix {
	interfaces, err := n.Interfaces()
	if err != nil {
		return nil
	}
	var out []netip.Prefix
	for _, i := range interfaces {
		addresses, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, address := range addresses {
			if p, err := netip.ParsePrefix(address.String()); err == nil {
				out = append(out, p)
			}
		}
	}
	return out
}

func prefixes(networks ...string) (out []netip.Prefix) {
	for _, n := range networks {
		out = append(out, netip.MustParsePrefix(n))
	}
	return out
}
