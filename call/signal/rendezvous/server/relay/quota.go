package relay

import (
	"net"
	"net/netip"
	"sync"

	"parley/call/signal/rendezvous/server/site"
)

// quota counts allocations: in all, of each room, and of each address that
// asks for them.
type quota struct {
	limits Limits

	mu    sync.Mutex
	all   int
	rooms map[string]int
	sites map[netip.Prefix]int
}

func newQuota(l Limits) *quota {
	return &quota{limits: l, rooms: make(map[string]int), sites: make(map[netip.Prefix]int)}
}

// allows is a turn.QuotaHandler: it answers with the status that says why (486,
// RFC 8656 section 19) before anything is made. take holds the first two for
// certain.
func (q *quota) allows(room, _ string, from net.Addr) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.fits(room) && q.sites[siteOf(from)] < q.limits.PerAddress
}

func (q *quota) fits(room string) bool {
	return q.all < q.limits.Allocations && q.rooms[room] < q.limits.PerRoom
}

// take counts one more allocation of a room, if that fits.
func (q *quota) take(room string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.fits(room) {
		return false
	}
	q.all++
	q.rooms[room]++
	return true
}

func (q *quota) giveBack(room string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all--
	count(q.rooms, room, -1)
}

// site counts what comes and goes of an address.
func (q *quota) site(from net.Addr, change int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	count(q.sites, siteOf(from), change)
}

func (q *quota) total() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.all
}

// count changes a number and forgets it at zero.
func count[K comparable](m map[K]int, key K, change int) {
	if m[key] += change; m[key] <= 0 {
		delete(m, key)
	}
}

func siteOf(a net.Addr) netip.Prefix {
	switch a := a.(type) {
	case *net.UDPAddr:
		return site.Of(a.AddrPort().Addr())
	case *net.TCPAddr:
		return site.Of(a.AddrPort().Addr())
	}
	return netip.Prefix{}
}
