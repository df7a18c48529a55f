package main

import (
	"net/netip"
	"net/url"
)

// stunServers are those of the server that a person uses, at STUN's own port
// (RFC 8489, section 6.1), where `parley serve` has it. An address of this
// computer is none: it cannot say how others see it.
func stunServers(origin string) []string {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" || u.Hostname() == "localhost" {
		return nil
	}
	if address, err := netip.ParseAddr(u.Hostname()); err == nil && address.IsLoopback() {
		return nil
	}
	host := u.Hostname()
	if u.Host[0] == '[' {
		host = "[" + host + "]"
	}
	return []string{"stun:" + host + ":3478"}
}
