package server

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"parley/call/signal/rendezvous/server/site"
)

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

// addresses counts the connections of each address.
type addresses struct {
	limits Limits
	now    func() time.Time

	mu    sync.Mutex
	sites map[netip.Prefix]*visitor
	sweep int // the number of sites at which to forget idle ones
}

type visitor struct {
	open     int
	arrivals *rate.Limiter
}

// fewSites are worth no sweeping.
const fewSites = 1024

func newAddresses(l Limits, now func() time.Time) *addresses {
	return &addresses{limits: l, now: now, sites: make(map[netip.Prefix]*visitor), sweep: fewSites}
}

// arrive says whether one more connection may come from there; it leaves
// later.
func (a *addresses) arrive(from netip.Addr) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	v := a.visitor(site.Of(from))
	if v.open >= a.limits.PerAddress || !v.arrivals.AllowN(a.now(), 1) {
		return false
	}
	v.open++
	return true
}

func (a *addresses) leave(from netip.Addr) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sites[site.Of(from)].open--
}

func (a *addresses) visitor(s netip.Prefix) *visitor {
	if v := a.sites[s]; v != nil {
		return v
	}
	if len(a.sites) >= a.sweep {
		a.forget()
	}
	v := &visitor{arrivals: a.limits.Arrivals.limiter()}
	a.sites[s] = v
	return v
}

// forget drops the sites that have nothing open and could arrive as often as a
// new one. Doing so each time their number has doubled costs a constant a
// visitor.
func (a *addresses) forget() {
	for s, v := range a.sites {
		if v.open == 0 && v.arrivals.TokensAt(a.now()) >= float64(a.limits.Arrivals.Burst) {
			delete(a.sites, s)
		}
	}
	a.sweep = max(fewSites, 2*len(a.sites))
}
