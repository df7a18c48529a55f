package dnssd

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"pgregory.net/rapid"
)

func TestAdvertRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Advert{
			Instance: rapid.StringMatching(`[a-z0-9-]{1,63}`).Draw(t, "instance"),
			Port:     rapid.Uint16Min(1).Draw(t, "port"),
		}
		for _, s := range rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 255), 1, 5).Draw(t, "text") {
			a.Text = append(a.Text, string(s))
		}
		addresses := []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("fe80::1%eth0")}
		data, err := newNames(kind).advert(a, addresses, ttl)
		if err != nil {
			t.Fatal(err)
		}
		m, err := newNames(kind).parse(data)
		if err != nil || len(m.adverts) != 1 {
			t.Fatalf("%+v, %v", m, err)
		}
		h := m.adverts[0]
		if h.Instance != a.Instance || h.Port != a.Port || !slices.Equal(h.Text, a.Text) || h.life != ttl ||
			!slices.Equal(h.addresses, []netip.Addr{addresses[0], addresses[1].WithZone("")}) {
			t.Fatalf("%+v", h)
		}
	})
}

func TestIncompleteAdverts(t *testing.T) {
	full := forge(t, "mara", "Mara", ttl)
	for name, without := range map[string]uint16{"PTR": dns.TypePTR, "SRV": dns.TypeSRV, "TXT": dns.TypeTXT, "address": dns.TypeA} {
		var m dns.Msg
		if err := m.Unpack(full); err != nil {
			t.Fatal(err)
		}
		m.Answer = slices.DeleteFunc(m.Answer, func(r dns.RR) bool { return r.Header().Rrtype == without })
		data, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := newNames(kind).parse(data); err != nil || len(got.adverts) != 0 {
			t.Errorf("without %s: %+v, %v", name, got, err)
		}
	}
}

func TestUsableAddresses(t *testing.T) {
	parse := func(s string) (out []netip.Addr) {
		for _, f := range strings.Fields(s) {
			out = append(out, netip.MustParseAddr(f))
		}
		return out
	}
	all := parse("fe80::1 2001:db8::1 127.0.0.1 ::1 0.0.0.0 :: 224.0.0.1 ff02::1 169.254.0.1 192.0.2.1")
	for name, tc := range map[string]struct {
		over Interface
		want string
	}{
		"outside":  {Interface{Name: "eth0"}, "192.0.2.1:9 [2001:db8::1]:9 [fe80::1%eth0]:9 169.254.0.1:9"},
		"loopback": {Interface{Name: "lo", Loopback: true}, "127.0.0.1:9 [::1]:9"},
	} {
		var got []string
		for _, a := range usable(all, 9, tc.over) {
			got = append(got, a.String())
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestWhoIsAnswered(t *testing.T) {
	r := newResponder(kind, func(int, []byte) {})
	r.own = &Advert{Instance: "mara"}
	ask := func(name string, kind uint16, known ...knownAnswer) bool {
		return r.asksForUs(message{asks: []question{{name, kind}}, known: known})
	}
	for name, tc := range map[string]struct{ got, want bool }{
		"browsing":     {ask("_parley._tcp.local.", dns.TypePTR), true},
		"enumeration":  {ask(enumeration, dns.TypePTR), true},
		"service":      {ask("mara._parley._tcp.local.", dns.TypeSRV), true},
		"anything":     {ask("mara._parley._tcp.local.", dns.TypeANY), true},
		"address":      {ask("mara.local.", dns.TypeA), true},
		"other type":   {ask("mara.local.", dns.TypeTXT), false},
		"others":       {ask("_ipp._tcp.local.", dns.TypePTR), false},
		"any of other": {ask("ben.local.", dns.TypeANY), false},
		"known well":   {ask("_parley._tcp.local.", dns.TypePTR, knownAnswer{"mara", ttl}), false},
		"known hardly": {ask("_parley._tcp.local.", dns.TypePTR, knownAnswer{"mara", ttl/2 - time.Second}), true},
		"other known":  {ask("_parley._tcp.local.", dns.TypePTR, knownAnswer{"ben", ttl}), true},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %v", name, tc.got)
		}
	}
}

func FuzzParse(f *testing.F) {
	n := newNames(kind)
	query, err := n.query([]knownAnswer{{"mara", ttl}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(query)
	f.Add(forge(f, "mara", "Mara", ttl))
	f.Add(forge(f, "mara", "Mara", 0))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := n.parse(data)
		if err != nil {
			return
		}
		if len(m.adverts)+len(m.goodbyes) > maxRecords || len(m.known) > maxRecords {
			t.Fatalf("%+v", m)
		}
		for _, h := range m.adverts {
			if !isLabel(h.Instance) || h.Port == 0 || len(h.Text) == 0 || len(h.addresses) == 0 || len(h.addresses) > maxAddresses || h.life > ttl {
				t.Fatalf("%+v", h)
			}
		}
	})
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "name=Mara", `"\`, "\x00\xff", `\065`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := unescape(escape(s)); got != s {
			t.Errorf("%q became %q", s, got)
		}
		_ = unescape(s)
	})
}
