package signal

import (
	"net"
	"net/netip"
)

// Present reports whether this computer has an address, and that it has when it
// cannot find out: nothing is torn down on a guess.
func Present(local netip.Addr) bool {
	at, err := interfaces()
	return err != nil || at[plain(local)] != 0
}

// Holds reports whether what goes to remote still leaves by the interface that
// has the address local. No packet is sent: the routing table is asked, as
// connecting a datagram socket does (udp(7)).
func Holds(local, remote netip.AddrPort) bool {
	at, err := interfaces()
	if err != nil {
		return true
	}
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(remote))
	if err != nil {
		return false // nothing leads there any more
	}
	defer conn.Close()
	source, ok := conn.LocalAddr().(*net.UDPAddr)
	own := at[plain(local.Addr())]
	return ok && own != 0 && own == at[plain(source.AddrPort().Addr())]
}

// Source returns the address of this computer from which datagrams of a network,
// "udp4" or "udp6", leave for a host and port; the zero Addr when nothing leads
// there. No packet is sent, as in Holds.
func Source(network, to string) netip.Addr {
	conn, err := net.Dial(network, to)
	if err != nil {
		return netip.Addr{}
	}
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
}

// Stands reports whether a connection can still be what it was when it was made:
// this computer has its address, and the way there leads over the same
// interface. An address of neither IP nor port, as in a room, stands.
func Stands(local, remote net.Addr) bool {
	from, err := netip.ParseAddrPort(local.String())
	if err != nil {
		return true
	}
	to, err := netip.ParseAddrPort(remote.String())
	return err != nil || Holds(from, to)
}

// interfaces returns which interface has an address.
func interfaces() (map[netip.Addr]int, error) {
	all, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	out := make(map[netip.Addr]int)
	for _, i := range all {
		addresses, err := i.Addrs()
		if err != nil {
			return nil, err
		}
		for _, a := range addresses {
			if prefix, err := netip.ParsePrefix(a.String()); err == nil {
				out[plain(prefix.Addr())] = i.Index
			}
		}
	}
	return out, nil
}

// plain is an address in the one form that compares.
func plain(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }
