// Package site knows how much of an address stands for one subscriber, and how
// much of it a log may know.
package site

import "net/netip"

// Of is what counts as one address: an IPv6 subscriber has at least a /64 (RFC
// 6177). It is the zero prefix for the zero address.
func Of(a netip.Addr) netip.Prefix { return masked(a, 32, 64) }

// Network is as much of an address as a log may know: a /24, or a /48 of IPv6.
func Network(a netip.Addr) netip.Prefix { return masked(a, 24, 48) }

func masked(a netip.Addr, bits4, bits6 int) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := bits4
	if a.Is6() {
		bits = bits6
	}
	p, _ := a.Prefix(bits) // fails for the zero address alone
	return p
}
