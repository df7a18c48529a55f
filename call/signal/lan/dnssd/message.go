package dnssd

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

const (
	domain = "local."
	// cacheFlush marks a record that only its sender has (RFC 6762, section
	// 10.2).
	cacheFlush = 1 << 15
	// enumeration asks for the types of service there are (RFC 6763, section
	// 9).
	enumeration = "_services._dns-sd._udp.local."
)

// names makes the DNS names of one service type, such as "_parley._tcp".
type names struct{ service string }

func newNames(kind string) names { return names{kind + "." + domain} }

func (n names) instance(label string) string { return label + "." + n.service }

func (n names) host(label string) string { return label + "." + domain }

// label returns the instance in a name; ok is false for names of another
// shape.
func (n names) label(name string) (label string, ok bool) {
	label, ok = strings.CutSuffix(dns.CanonicalName(name), "."+n.service)
	return label, ok && isLabel(label)
}

func isLabel(s string) bool {
	odd := strings.ContainsFunc(s, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return s != "" && len(s) <= 63 && !odd
}

// query asks who is there, with what is known already (section 7.1).
func (n names) query(known []knownAnswer) ([]byte, error) {
	m := new(dns.Msg)
	m.Question = []dns.Question{{Name: n.service, Qtype: dns.TypePTR, Qclass: dns.ClassINET}}
	for _, k := range known {
		m.Answer = append(m.Answer, n.pointer(k.instance, k.left))
	}
	m.Compress = true
	return m.Pack()
}

func (n names) pointer(instance string, left time.Duration) dns.RR {
	return &dns.PTR{Hdr: header(n.service, dns.TypePTR, left), Ptr: n.instance(instance)}
}

// header makes the start of a record; unique ones get cacheFlush.
func header(name string, kind uint16, left time.Duration) dns.RR_Header {
	class := uint16(dns.ClassINET)
	if kind != dns.TypePTR {
		class |= cacheFlush
	}
	return dns.RR_Header{Name: name, Rrtype: kind, Class: class, Ttl: uint32(left / time.Second)}
}

// advert says everything about an instance on one interface; with life 0 it is
// a goodbye (section 10.1).
func (n names) advert(a Advert, addresses []netip.Addr, life time.Duration) ([]byte, error) {
	name, host := n.instance(a.Instance), n.host(a.Instance)
	text := make([]string, len(a.Text))
	for i, s := range a.Text {
		text[i] = escape(s)
	}
	m := new(dns.Msg)
	m.Response, m.Authoritative, m.Compress = true, true, true
	m.Answer = []dns.RR{
		n.pointer(a.Instance, life),
		&dns.SRV{Hdr: header(name, dns.TypeSRV, life), Port: a.Port, Target: host},
		&dns.TXT{Hdr: header(name, dns.TypeTXT, life), Txt: text},
		&dns.PTR{Hdr: header(enumeration, dns.TypePTR, life), Ptr: n.service},
	}
	for _, address := range addresses[:min(len(addresses), maxAddresses)] {
		m.Answer = append(m.Answer, addressRecord(host, address, life))
	}
	return m.Pack()
}

func addressRecord(host string, address netip.Addr, life time.Duration) dns.RR {
	if address.Is4() {
		return &dns.A{Hdr: header(host, dns.TypeA, life), A: address.AsSlice()}
	}
	return &dns.AAAA{Hdr: header(host, dns.TypeAAAA, life), AAAA: address.WithZone("").AsSlice()}
}

// message is what a packet says to this program.
type message struct {
	asks     []question // of a query
	known    []knownAnswer
	adverts  []heard // of a response
	goodbyes []string
}

type question struct {
	name string // canonical
	kind uint16
}

// knownAnswer is an instance that who asks knows already, and for how long.
type knownAnswer struct {
	instance string
	left     time.Duration
}

// heard is an advert as it came, with addresses without zone.
type heard struct {
	Advert
	addresses []netip.Addr
	life      time.Duration
}

// parse reads a packet. Whatever is not for this service is left out.
func (n names) parse(packet []byte) (message, error) {
	var m dns.Msg
	if len(packet) > maxPacket {
		return message{}, fmt.Errorf("packet of %d bytes", len(packet))
	}
	if err := m.Unpack(packet); err != nil {
		return message{}, err
	}
	if m.Opcode != dns.OpcodeQuery || m.Rcode != dns.RcodeSuccess {
		return message{}, fmt.Errorf("opcode %d, rcode %d", m.Opcode, m.Rcode)
	}
	records := slices.Concat(m.Answer, m.Extra)
	if len(records) > maxRecords {
		return message{}, fmt.Errorf("%d records", len(records))
	}
	if m.Response {
		return n.response(records), nil
	}
	return n.asked(m.Question, m.Answer), nil
}

func (n names) asked(questions []dns.Question, known []dns.RR) message {
	var out message
	for _, q := range questions {
		out.asks = append(out.asks, question{dns.CanonicalName(q.Name), q.Qtype})
	}
	for _, record := range known {
		if instance, left, ok := n.pointed(record); ok {
			out.known = append(out.known, knownAnswer{instance, left})
		}
	}
	return out
}

// pointed reads a PTR from the service to an instance.
func (n names) pointed(record dns.RR) (instance string, left time.Duration, ok bool) {
	ptr, ok := record.(*dns.PTR)
	if !ok || dns.CanonicalName(ptr.Hdr.Name) != n.service {
		return "", 0, false
	}
	instance, ok = n.label(ptr.Ptr)
	return instance, time.Duration(ptr.Hdr.Ttl) * time.Second, ok
}

func (n names) response(records []dns.RR) message {
	var out message
	for _, record := range records {
		instance, left, ok := n.pointed(record)
		switch {
		case !ok:
		case left == 0:
			out.goodbyes = append(out.goodbyes, instance)
		default:
			if h, ok := n.complete(instance, left, records); ok {
				out.adverts = append(out.adverts, h)
			}
		}
	}
	return out
}

// complete gathers what a message says about an instance. An advert that lacks
// anything is none.
func (n names) complete(instance string, life time.Duration, records []dns.RR) (heard, bool) {
	h := heard{Advert: Advert{Instance: instance}, life: min(life, ttl)}
	name, host := n.instance(instance), ""
	for _, record := range records {
		if dns.CanonicalName(record.Header().Name) != name || record.Header().Ttl == 0 {
			continue
		}
		switch r := record.(type) {
		case *dns.SRV:
			h.Port, host = r.Port, dns.CanonicalName(r.Target)
		case *dns.TXT:
			h.Text = unescapeAll(r.Txt)
		}
	}
	h.addresses = addressesOf(host, records)
	return h, h.Port != 0 && len(h.Text) > 0 && len(h.addresses) > 0
}

func addressesOf(host string, records []dns.RR) []netip.Addr {
	var out []netip.Addr
	for _, record := range records {
		if len(out) == maxAddresses || dns.CanonicalName(record.Header().Name) != host {
			continue
		}
		var bytes []byte
		switch r := record.(type) {
		case *dns.A:
			bytes = r.A
		case *dns.AAAA:
			bytes = r.AAAA
		}
		if a, ok := netip.AddrFromSlice(bytes); ok {
			out = append(out, a.Unmap())
		}
	}
	return out
}
