//go:build linux

package main

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"golang.org/x/net/ipv4"

	"parley/call"
	"parley/call/peer/pathtest"
)

// TestForgedAdverts announces 10,000 people who do not exist on Ada's network:
// few are listed, memory stays, and a call from there still goes through.
func TestForgedAdverts(t *testing.T) {
	hostA, hostB := cabled(t)
	address := hostA.Address + ":7000"
	a, _ := waiting(t, "Ada", place{namespace: hostA.Namespace}, append(signals, "--listen", address)...)
	before := measure(t, a.cmd.Process.Pid).memory
	flood(t, hostB, 10_000)
	a.expect("list somebody", func(e told) bool { return e.Kind == call.EventNearby })
	if listed := a.nearby(); len(listed) > 64 {
		t.Errorf("%d people are listed", len(listed))
	}
	if after := measure(t, a.cmd.Process.Pid).memory; after > before+50 {
		t.Errorf("memory went from %.0f to %.0f MB", before, after)
	}
	b := ringing(t, "Bo", place{namespace: hostB.Namespace}, address, signals...)
	inCall(t, a, b)
	b.leave()
	a.event(call.EventEnded)
	a.leave()
}

// nearby returns the names in the newest list: since lists are told one after
// another, those of the last moment.
func (p *program) nearby() map[string]bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	names := make(map[string]bool)
	var newest time.Time
	for _, e := range p.events {
		if e.Kind != call.EventNearby {
			continue
		}
		if e.Time.Sub(newest) > 10*time.Millisecond {
			clear(names)
		}
		newest = e.Time
		names[e.Name] = true
	}
	return names
}

// flood sends forged adverts (RFC 6762 section 6) from a host.
func flood(t *testing.T, from *pathtest.Host, count int) {
	t.Helper()
	var socket *net.UDPConn
	var link *net.Interface
	err := from.Do(func() (err error) {
		if link, err = net.InterfaceByName(pathtest.Interface); err != nil {
			return err
		}
		socket, err = net.ListenUDP("udp4", &net.UDPAddr{Port: 5353})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	group := &net.UDPAddr{IP: net.IPv4(224, 0, 0, 251), Port: 5353}
	out := ipv4.NewPacketConn(socket)
	if err := out.SetMulticastInterface(link); err != nil {
		t.Fatal(err)
	}
	if err := out.SetMulticastTTL(255); err != nil {
		t.Fatal(err)
	}
	for i := range count {
		if _, err := socket.WriteTo(forgedAdvert(t, from.Address, i), group); err != nil {
			t.Fatal(err)
		}
		if i%100 == 0 {
			time.Sleep(time.Millisecond) // so that the kernel's queue holds them
		}
	}
}

func forgedAdvert(t *testing.T, address string, number int) []byte {
	t.Helper()
	const kind, host, life = "_parley._tcp.local.", "nobody.local.", 120
	name := fmt.Sprintf("forged-%d.%s", number, kind)
	header := func(name string, class uint16, rrtype uint16) dns.RR_Header {
		return dns.RR_Header{Name: name, Rrtype: rrtype, Class: class, Ttl: life}
	}
	const shared, flush = dns.ClassINET, dns.ClassINET | 1<<15
	m := new(dns.Msg)
	m.Response, m.Authoritative = true, true
	m.Answer = []dns.RR{
		&dns.PTR{Hdr: header(kind, shared, dns.TypePTR), Ptr: name},
		&dns.SRV{Hdr: header(name, flush, dns.TypeSRV), Port: 7000, Target: host},
		&dns.TXT{Hdr: header(name, flush, dns.TypeTXT), Txt: []string{"txtvers=1", fmt.Sprintf("name=Nobody %d", number), "device=", "hint=" + strings.Repeat("a", 26)}},
		&dns.A{Hdr: header(host, flush, dns.TypeA), A: net.ParseIP(address)},
	}
	packet, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return packet
}
