package dnssd

import (
	"fmt"
	"net/netip"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

// forge makes an advert as anybody can.
func forge(t testing.TB, instance, name string, life time.Duration) []byte {
	t.Helper()
	data, err := newNames(kind).advert(
		Advert{Instance: instance, Port: 1, Text: []string{"name=" + name}}, []netip.Addr{netip.MustParseAddr("192.0.2.66")}, life)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// found runs packets through a responder and returns what it knows then.
func found(packets ...Packet) []Advert {
	r := newResponder(kind, func(int, []byte) {})
	now := time.Unix(0, 0)
	r.refresh(now, []Interface{{Index: 1, Name: "eth0", Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.1")}}})
	for _, p := range packets {
		r.handle(now, p)
	}
	r.act(now.Add(2 * byeDelay))
	return r.cache.list()
}

func TestNobodySpeaksForAnother(t *testing.T) {
	mara, eve := netip.MustParseAddr("192.0.2.2"), netip.MustParseAddr("192.0.2.66")
	real := Packet{forge(t, "mara", "Mara", ttl), mara, 1}
	for name, tc := range map[string]struct {
		packets []Packet
		want    string
	}{
		"goodbye":         {[]Packet{real, {forge(t, "mara", "Mara", 0), mara, 1}}, ""},
		"forged goodbye":  {[]Packet{real, {forge(t, "mara", "Mara", 0), eve, 1}}, "name=Mara"},
		"forged name":     {[]Packet{real, {forge(t, "mara", "Eve", ttl), eve, 1}}, "name=Mara"},
		"new name":        {[]Packet{real, {forge(t, "mara", "Mara L", ttl), mara, 1}}, "name=Mara L"},
		"other interface": {[]Packet{{real.Data, mara, 7}}, ""},
	} {
		got := ""
		if list := found(tc.packets...); len(list) == 1 {
			got = list[0].Text[0]
		}
		if got != tc.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestCaps(t *testing.T) {
	var one, many []Packet
	for i := range 500 {
		data := forge(t, fmt.Sprintf("i%d", i), "x", ttl)
		one = append(one, Packet{data, netip.MustParseAddr("192.0.2.66"), 1})
		many = append(many, Packet{data, netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 1})
	}
	var same []Packet
	for _, p := range many {
		same = append(same, Packet{one[0].Data, p.Source, 1})
	}
	if n := len(found(one...)); n != maxPerSource {
		t.Errorf("%d instances of one source", n)
	}
	if n := len(found(many...)); n != MaxFound {
		t.Errorf("%d instances", n)
	}
	if list := found(same...); len(list) != 1 || len(list[0].Addresses) > maxSightings*maxAddresses {
		t.Errorf("%+v", list)
	}
}

// Ten thousand forged adverts, from as many sources, cost no memory.
func TestFloodOfAdverts(t *testing.T) {
	packets := make([]Packet, 10_000)
	for i := range packets {
		packets[i] = Packet{forge(t, fmt.Sprintf("i%d", i), "x", ttl), netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 1}
	}
	synctest.Test(t, func(t *testing.T) {
		b := &bus{}
		n, m := start(b, "192.0.2.1", "mara")
		defer n.Close()
		var before, after runtime.MemStats
		flood := func(packets []Packet) {
			for _, p := range packets {
				m.inbox <- p
				time.Sleep(time.Millisecond)
			}
			synctest.Wait()
		}
		flood(packets[:1000])
		runtime.GC()
		runtime.ReadMemStats(&before)
		flood(packets[1000:])
		runtime.GC()
		runtime.ReadMemStats(&after)
		grown := int64(after.HeapAlloc) - int64(before.HeapAlloc)
		t.Logf("the heap grew by %d bytes", grown)
		if grown > 256<<10 {
			t.Error("that is too much")
		}
		if list := latest(n, nil); len(list) != MaxFound {
			t.Errorf("%d instances", len(list))
		}
	})
	runtime.KeepAlive(packets)
}

func BenchmarkForgedAdvert(b *testing.B) {
	r := newResponder(kind, func(int, []byte) {})
	now := time.Unix(0, 0)
	r.refresh(now, []Interface{{Index: 1, Name: "eth0"}})
	p := Packet{forge(b, "mara", "Mara", ttl), netip.MustParseAddr("192.0.2.66"), 1}
	b.ReportAllocs()
	for b.Loop() {
		r.handle(now, p)
	}
}
