package site

import (
	"net/netip"
	"testing"
	"time"
)

var somebody = netip.MustParseAddr("203.0.113.9")

// clock is one that the test turns.
type clock time.Duration

func (c *clock) now() time.Time { return time.Unix(0, int64(*c)) }

func TestOpen(t *testing.T) {
	var c clock
	v := NewVisitors(2, c.now)
	for range 2 {
		if !v.Enter(somebody) {
			t.Error("too few are let in")
		}
	}
	if v.Enter(somebody) {
		t.Error("one too many")
	}
	if !v.Enter(netip.MustParseAddr("203.0.113.10")) {
		t.Error("another address has no place")
	}
	v.Leave(somebody)
	if !v.Enter(somebody) {
		t.Error("never room again")
	}
}

func TestRates(t *testing.T) {
	var c clock
	v := NewVisitors(1, c.now, Rate{Burst: 2, PerSecond: 1}, Rate{Burst: 1, PerSecond: 1})
	allowed := 0
	for v.Allow(somebody, 0) {
		allowed++
	}
	if allowed != 2 {
		t.Errorf("%d at once", allowed)
	}
	if !v.Allow(somebody, 1) {
		t.Error("one rate counts for another")
	}
	c = clock(time.Second)
	if second := v.Allow(somebody, 0); !second || v.Allow(somebody, 0) {
		t.Error("not one a second later")
	}
}

// TestIdleSitesAreForgotten sees many of them pass by, who stay for a moment or
// only ask.
func TestIdleSitesAreForgotten(t *testing.T) {
	var c clock
	v := NewVisitors(1, c.now, Rate{Burst: 1, PerSecond: 1}, Rate{Burst: 10, PerSecond: 0.5})
	v.Enter(somebody)
	for i := range 100_000 {
		at := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
		if !v.Enter(at) || !v.Allow(at, i%2) {
			t.Fatal("refused")
		}
		v.Leave(at)
		c += clock(time.Second)
		if len(v.sites) > fewSites {
			t.Fatalf("%d sites are remembered", len(v.sites))
		}
	}
	if v.sites[Of(somebody)].open != 1 {
		t.Error("who stayed was forgotten")
	}
}

// TestBusySitesAreKept has a site use its rate up while many others come.
func TestBusySitesAreKept(t *testing.T) {
	var c clock
	v := NewVisitors(1, c.now, Rate{Burst: 1, PerSecond: 1e-3})
	if !v.Allow(somebody, 0) {
		t.Fatal("refused")
	}
	for i := range 3 * fewSites {
		v.Allow(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 0)
	}
	if v.Allow(somebody, 0) {
		t.Error("the rate was forgotten")
	}
}
