package site

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rate is how many of something may come at once, and a second on average.
type Rate struct {
	Burst     int
	PerSecond float64
}

// Limiter returns what holds something to the rate.
func (r Rate) Limiter() *rate.Limiter { return rate.NewLimiter(rate.Limit(r.PerSecond), r.Burst) }

// Visitors counts what comes of each site. All methods may be called from any
// goroutine.
type Visitors struct {
	most  int
	rates []Rate
	now   func() time.Time

	mu    sync.Mutex
	sites map[netip.Prefix]*visitor
	sweep int // the number of sites at which to forget idle ones
}

type visitor struct {
	open  int
	rates []*rate.Limiter
}

// fewSites are worth no sweeping.
const fewSites = 1024

// NewVisitors lets so many be open of one site at a time, and holds what else
// it does to rates, which Allow names by their place.
func NewVisitors(most int, now func() time.Time, rates ...Rate) *Visitors {
	return &Visitors{most: most, rates: rates, now: now, sites: make(map[netip.Prefix]*visitor), sweep: fewSites}
}

// Allow says whether one more of what a rate is for may come from there.
func (v *Visitors) Allow(from netip.Addr, which int) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.visitor(from).rates[which].AllowN(v.now(), 1)
}

// Enter says whether one more may be open from there, until Leave.
func (v *Visitors) Enter(from netip.Addr) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	who := v.visitor(from)
	if who.open >= v.most {
		return false
	}
	who.open++
	return true
}

// Leave ends what Enter let in.
func (v *Visitors) Leave(from netip.Addr) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.visitor(from).open--
}

// visitor returns who comes from there; the lock is held.
func (v *Visitors) visitor(from netip.Addr) *visitor {
	at := Of(from)
	if who := v.sites[at]; who != nil {
		return who
	}
	if len(v.sites) >= v.sweep {
		v.forget()
	}
	who := new(visitor)
	for _, r := range v.rates {
		who.rates = append(who.rates, r.Limiter())
	}
	v.sites[at] = who
	return who
}

// forget drops the sites that have nothing open and all of their rates, like
// new ones. Doing so each time their number has doubled costs a constant a
// visitor.
func (v *Visitors) forget() {
	for at, who := range v.sites {
		if who.open == 0 && v.fresh(who) {
			delete(v.sites, at)
		}
	}
	v.sweep = max(fewSites, 2*len(v.sites))
}

func (v *Visitors) fresh(who *visitor) bool {
	for i, r := range who.rates {
		if r.TokensAt(v.now()) < float64(v.rates[i].Burst) {
			return false
		}
	}
	return true
}
