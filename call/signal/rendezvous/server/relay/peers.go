package relay

import (
	"net"
	"net/netip"
	"slices"
)

// nowhere are networks that no relay has business in: this host's and the
// link's, documentation, benchmarks, multicast, and IPv6 that hides an IPv4
// address or crosses into another network (RFC 6890 and IANA's registries of
// special-purpose addresses).
var nowhere = prefixes(
	"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
	"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
	"fe80::/10", "fec0::/10", "ff00::/8",
)

// private are networks of houses and of providers (RFC 1918, RFC 6598, RFC
// 4193).
var private = prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")

// peers decides to whom the relay passes anything.
type peers struct {
	relays       []netip.Addr // where the relay's own ports are
	allowPrivate bool
	own          func() ([]net.Addr, error) // this host's networks
}

// permit is a turn.PermissionHandler. The relay's own address is permitted, so
// that two who are both behind a relay meet; ports see to it that nothing but
// another relayed port is reached there.
func (p peers) permit(_ net.Addr, ip net.IP) bool {
	a, ok := netip.AddrFromSlice(ip)
	a = a.Unmap()
	switch {
	case !ok:
		return false
	case slices.Contains(p.relays, a):
		return true
	case contains(nowhere, a), !p.allowPrivate && contains(private, a):
		return false
	}
	return !p.hostHas(a)
}

// hostHas says whether an address is this host's, or one to which a whole
// network of it listens. When that cannot be found out, it is.
func (p peers) hostHas(a netip.Addr) bool {
	own, err := p.own()
	if err != nil {
		return true
	}
	return slices.ContainsFunc(own, func(n net.Addr) bool {
		network, ok := n.(*net.IPNet)
		return ok && (network.IP.Equal(a.AsSlice()) || broadcast(network).Equal(a.AsSlice()))
	})
}

// broadcast is the last address of an IPv4 network (RFC 919), and nil for one
// of IPv6 or of fewer than four addresses (RFC 3021).
func broadcast(n *net.IPNet) net.IP {
	ip := n.IP.To4()
	ones, bits := n.Mask.Size()
	if ip == nil || bits-ones < 2 {
		return nil
	}
	last := slices.Clone(ip)
	for i := range last {
		last[i] |= ^n.Mask[len(n.Mask)-4+i]
	}
	return last
}

func contains(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(a) })
}

func prefixes(networks ...string) (out []netip.Prefix) {
	for _, n := range networks {
		out = append(out, netip.MustParsePrefix(n))
	}
	return out
}
