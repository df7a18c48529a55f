package dnssd

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"time"

	"github.com/miekg/dns"
)

// responder decides what is said when, and knows neither sockets nor clocks.
type responder struct {
	names      names
	cache      *cache
	interfaces []Interface
	own        *Advert // nil while only looking
	send       func(index int, data []byte)

	announceAt time.Time // next announcement; zero when none is due
	announces  int       // how many are left
	queryAt    time.Time
	queryWait  time.Duration
	answerAt   map[int]time.Time // by interface
	answered   map[int]time.Time // when last, likewise
}

func newResponder(kind string, send func(int, []byte)) *responder {
	return &responder{
		names: newNames(kind), cache: newCache(), send: send,
		answerAt: make(map[int]time.Time), answered: make(map[int]time.Time),
	}
}

// refresh begins anew on the interfaces there are now, and reports whether
// that changed who is known.
func (r *responder) refresh(now time.Time, interfaces []Interface) bool {
	r.interfaces = interfaces
	indices := make([]int, len(interfaces))
	for i, in := range interfaces {
		indices[i] = in.Index
	}
	clear(r.answerAt)
	clear(r.answered)
	r.queryAt, r.queryWait = now, firstQuery
	r.announce(now)
	return r.cache.leave(indices)
}

func (r *responder) announce(now time.Time) {
	r.announceAt, r.announces = now, announcements
}

// set changes what is announced. Goodbye goes out when it was another
// instance, or none is wanted any more.
func (r *responder) set(now time.Time, a *Advert) {
	if r.own != nil && (a == nil || a.Instance != r.own.Instance) {
		r.advertise(0)
	}
	r.own = a
	r.announce(now)
}

// handle takes a packet and reports whether it changed who is known.
func (r *responder) handle(now time.Time, p Packet) bool {
	i := slices.IndexFunc(r.interfaces, func(in Interface) bool { return in.Index == p.Interface })
	if i < 0 {
		return false
	}
	m, err := r.names.parse(p.Data)
	if err != nil {
		return false
	}
	if r.asksForUs(m) {
		r.answerSoon(now, p.Interface)
	}
	from := origin{p.Source, p.Interface}
	for _, instance := range m.goodbyes {
		r.cache.bye(now, instance, from)
	}
	changed := false
	for _, h := range m.adverts {
		if r.own != nil && h.Instance == r.own.Instance {
			continue
		}
		h.Addresses = usable(h.addresses, h.Port, r.interfaces[i])
		if len(h.Addresses) > 0 && r.cache.add(now, h.Advert, from, h.life) {
			changed = true
		}
	}
	return changed
}

// asksForUs reports a query that our advert answers, unless who asks knows.
func (r *responder) asksForUs(m message) bool {
	if r.own == nil {
		return false
	}
	for _, k := range m.known {
		if k.instance == r.own.Instance && k.left >= ttl/2 {
			return false
		}
	}
	answers := map[string][]uint16{
		r.names.service:                  {dns.TypePTR},
		enumeration:                      {dns.TypePTR},
		r.names.instance(r.own.Instance): {dns.TypeSRV, dns.TypeTXT},
		r.names.host(r.own.Instance):     {dns.TypeA, dns.TypeAAAA},
	}
	return slices.ContainsFunc(m.asks, func(q question) bool {
		kinds := answers[q.name]
		return slices.Contains(kinds, q.kind) || q.kind == dns.TypeANY && kinds != nil
	})
}

// answerSoon delays an answer, so that answers do not collide, and so that no
// flood of queries makes a flood of answers.
func (r *responder) answerSoon(now time.Time, index int) {
	if !r.answerAt[index].IsZero() {
		return
	}
	at := now.Add(answerMin + rand.N(answerSpan))
	if earliest := r.answered[index].Add(answerEvery); at.Before(earliest) {
		at = earliest
	}
	r.answerAt[index] = at
}

// act does what is due and reports whether that changed who is known.
func (r *responder) act(now time.Time) bool {
	if due(r.announceAt, now) {
		r.announceAt = time.Time{}
		if r.announces--; r.announces > 0 {
			r.announceAt = now.Add(announceEvery)
		}
		r.advertise(ttl)
	}
	for index, at := range r.answerAt {
		if due(at, now) {
			delete(r.answerAt, index)
			r.answered[index] = now
			r.advertiseOn(index, ttl)
		}
	}
	if due(r.queryAt, now) {
		r.queryAt = now.Add(r.queryWait)
		r.queryWait = min(2*r.queryWait, lastQuery)
		r.query(now)
	}
	return r.cache.expire(now)
}

// next returns when act has something to do.
func (r *responder) next() time.Time {
	next := earlier(earlier(r.announceAt, r.queryAt), r.cache.next())
	for _, at := range r.answerAt {
		next = earlier(next, at)
	}
	return next
}

func due(at, now time.Time) bool { return !at.IsZero() && !at.After(now) }

// advertise says on every interface what is reached there.
func (r *responder) advertise(life time.Duration) {
	for _, in := range r.interfaces {
		r.advertiseOn(in.Index, life)
	}
}

func (r *responder) advertiseOn(index int, life time.Duration) {
	i := slices.IndexFunc(r.interfaces, func(in Interface) bool { return in.Index == index })
	if r.own == nil || i < 0 || len(r.interfaces[i].Addresses) == 0 {
		return
	}
	if data, err := r.names.advert(*r.own, r.interfaces[i].Addresses, life); err == nil {
		r.send(index, data)
	}
}

func (r *responder) query(now time.Time) {
	for _, in := range r.interfaces {
		if data, err := r.names.query(r.cache.known(now, in.Index)); err == nil {
			r.send(in.Index, data)
		}
	}
}

// usable keeps the addresses that may be reached over an interface, those
// first that people can read.
func usable(addresses []netip.Addr, port uint16, over Interface) []netip.AddrPort {
	var out []netip.AddrPort
	for _, a := range addresses {
		if a.IsUnspecified() || a.IsMulticast() || a.IsLoopback() != over.Loopback {
			continue
		}
		if a.Is6() && a.IsLinkLocalUnicast() {
			a = a.WithZone(over.Name)
		}
		out = append(out, netip.AddrPortFrom(a, port))
	}
	slices.SortStableFunc(out, func(a, b netip.AddrPort) int { return rank(a.Addr()) - rank(b.Addr()) })
	return out
}

func rank(a netip.Addr) int {
	switch {
	case a.IsLinkLocalUnicast():
		return 2
	case a.Is6():
		return 1
	}
	return 0
}
