package dnssd

import (
	"maps"
	"net/netip"
	"slices"
	"time"
)

// origin is where an advert came from. Who has spoken for an instance is
// followed for that origin only: another cannot change what it said, or say
// goodbye for it.
type origin struct {
	source netip.Addr
	index  int // of the interface
}

// sighting is an instance as one origin announces it.
type sighting struct {
	origin
	advert  Advert
	expires time.Time
}

// cache is what is known of the network. It does not know the time itself.
type cache struct {
	found map[string][]sighting // by instance, the oldest first, never empty
}

func newCache() *cache { return &cache{found: make(map[string][]sighting)} }

// add takes an advert and reports whether the list changed.
func (c *cache) add(now time.Time, a Advert, from origin, life time.Duration) bool {
	s := sighting{from, a, now.Add(life)}
	list := c.found[a.Instance]
	if i := slices.IndexFunc(list, func(s sighting) bool { return s.origin == from }); i >= 0 {
		same := equal(list[i].advert, a)
		list[i] = s
		return !same
	}
	if len(list) == maxSightings || list == nil && c.full(from) {
		return false
	}
	c.found[a.Instance] = append(list, s)
	return true
}

// full reports whether no new instance from there has a place.
func (c *cache) full(from origin) bool {
	alike := 0
	for _, list := range c.found {
		if slices.ContainsFunc(list, func(s sighting) bool { return s.origin == from }) {
			alike++
		}
	}
	return len(c.found) >= MaxFound || alike >= maxPerSource
}

// bye lets what an origin said of an instance end soon.
func (c *cache) bye(now time.Time, instance string, from origin) {
	for i, s := range c.found[instance] {
		if s.origin == from {
			c.found[instance][i].expires = earlier(s.expires, now.Add(byeDelay))
		}
	}
}

// expire forgets what is too old and reports whether that was anything.
func (c *cache) expire(now time.Time) bool {
	return c.drop(func(s sighting) bool { return !s.expires.After(now) })
}

// leave forgets what was seen on interfaces that are gone.
func (c *cache) leave(indices []int) bool {
	return c.drop(func(s sighting) bool { return !slices.Contains(indices, s.index) })
}

func (c *cache) drop(old func(sighting) bool) bool {
	changed := false
	for instance, list := range c.found {
		n := len(list)
		if list = slices.DeleteFunc(list, old); len(list) == 0 {
			delete(c.found, instance)
		} else {
			c.found[instance] = list
		}
		changed = changed || len(list) != n
	}
	return changed
}

// next returns when something expires next; zero when nothing does.
func (c *cache) next() time.Time {
	var next time.Time
	for _, list := range c.found {
		for _, s := range list {
			next = earlier(next, s.expires)
		}
	}
	return next
}

// known lists what was seen on an interface and counts for more than half its
// time still.
func (c *cache) known(now time.Time, index int) []knownAnswer {
	var out []knownAnswer
	for _, instance := range slices.Sorted(maps.Keys(c.found)) {
		left := time.Duration(0)
		for _, s := range c.found[instance] {
			if s.index == index {
				left = max(left, s.expires.Sub(now))
			}
		}
		if left > ttl/2 {
			out = append(out, knownAnswer{instance, left})
		}
	}
	return out
}

// list returns every instance once, as its oldest sighting describes it, with
// the addresses of all.
func (c *cache) list() []Advert {
	out := make([]Advert, 0, len(c.found))
	for _, instance := range slices.Sorted(maps.Keys(c.found)) {
		list := c.found[instance]
		a := list[0].advert
		a.Addresses = nil
		for _, s := range list {
			for _, address := range s.advert.Addresses {
				if !slices.Contains(a.Addresses, address) {
					a.Addresses = append(a.Addresses, address)
				}
			}
		}
		out = append(out, a)
	}
	return out
}

func equal(a, b Advert) bool {
	return a.Port == b.Port && slices.Equal(a.Text, b.Text) && slices.Equal(a.Addresses, b.Addresses)
}

// earlier returns the earlier of two times, where zero stands for never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
