package dnssd

import (
	"net"
	"net/netip"
	"slices"
)

// interfaces returns those to use: all that are up and do multicast, or
// loopback when there is no other. With only given, those that have it.
func interfaces(only netip.Addr) []Interface {
	all, err := net.Interfaces()
	if err != nil {
		return nil
	}
	var outside, loopback []Interface
	for _, i := range all {
		in, ok := usableInterface(i, only)
		switch {
		case !ok:
		case in.Loopback:
			loopback = append(loopback, in)
		default:
			outside = append(outside, in)
		}
	}
	if len(outside) == 0 {
		return loopback
	}
	return outside[:min(len(outside), maxInterface)]
}

// usableInterface leaves out what is down or has no address to offer. Linux
// does multicast on loopback without saying so.
func usableInterface(i net.Interface, only netip.Addr) (Interface, bool) {
	in := Interface{Index: i.Index, Name: i.Name, Loopback: i.Flags&net.FlagLoopback != 0}
	if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagMulticast == 0 && !in.Loopback {
		return Interface{}, false
	}
	addresses, err := i.Addrs()
	if err != nil {
		return Interface{}, false
	}
	for _, a := range addresses {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			in.Addresses = append(in.Addresses, prefix.Addr().Unmap())
		}
	}
	if only.IsValid() && !only.IsUnspecified() {
		in.Addresses = slices.DeleteFunc(in.Addresses, func(a netip.Addr) bool { return a != only })
	}
	return in, len(in.Addresses) > 0
}
