package server

import (
	"net/http"
	"net/netip"
	"strings"
)

// ClientAddress is where a request comes from, as Config.TrustProxy has it.
func (s *Server) ClientAddress(r *http.Request) netip.Addr {
	return clientAddress(r, s.config.TrustProxy)
}

// clientAddress is where a request comes from: the connection's other end, or
// what the proxy there wrote last into X-Forwarded-For. What stands before
// that is the client's own claim.
func clientAddress(r *http.Request, proxied bool) netip.Addr {
	if proxied {
		if lines := r.Header.Values("X-Forwarded-For"); len(lines) > 0 {
			line := lines[len(lines)-1]
			last := strings.TrimSpace(line[strings.LastIndexByte(line, ',')+1:])
			if a, ok := parseAddress(last); ok {
				return a
			}
		}
	}
	a, _ := parseAddress(r.RemoteAddr)
	return a
}

// parseAddress reads an address with or without a port.
func parseAddress(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(s)
	if err != nil {
		var withPort netip.AddrPort
		withPort, err = netip.ParseAddrPort(s)
		a = withPort.Addr()
	}
	return a.Unmap().WithZone(""), err == nil
}

// arrivals is the one rate of an address.
const arrivals = 0

// arrive says whether one more connection may come from there; it leaves later.
func (s *Server) arrive(from netip.Addr) bool {
	if !s.visitors.Enter(from) {
		return false
	}
	if !s.visitors.Allow(from, arrivals) {
		s.visitors.Leave(from)
		return false
	}
	return true
}
