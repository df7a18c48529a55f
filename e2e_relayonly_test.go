//go:build linux

package main

import (
	"bytes"
	"encoding/binary"
	"net"
	"net/netip"
	"path/filepath"
	"testing"
	"time"

	"parley/call"
	"parley/call/peer/pathtest"
	"parley/call/stats"
)

// TestRelayOnly listens on the cable of somebody who meets a person that does
// not want to be found: no packet names that person's address, in whatever
// form. Without the wish, the same test finds it.
func TestRelayOnly(t *testing.T) {
	for name, hides := range map[string]bool{"hidden": true, "shown": false} {
		t.Run(name, func(t *testing.T) {
			executable(t)
			star := pathtest.NewStar(t)
			server, trust := serveStar(t, star)
			near, far := star.A.Capture(t), star.B.Capture(t)
			var options []string
			if hides {
				options = append(options, "--relay-only")
			}
			ada, bo := meetAcross(t, star, server, trust, options...)
			want := stats.Relay
			if !hides {
				want = stats.Host
			}
			for _, p := range []*program{ada, bo} {
				p.forget()
				p.track(stats.Microphone, stats.Receive, "by the right path", func(s stats.Track) bool { return s.Pair == want && s.Packets > 200 })
			}
			ada.leave()
			bo.leave()
			seen := sightings(t, far.Packets(), netip.MustParseAddr(star.A.Address))
			if found := seen > 0; found == hides {
				t.Errorf("%d packets at the other side name the address", seen)
			}
			if others := strangers(t, near.Packets(), star.A.Address, server); hides && others > 0 {
				t.Errorf("%d packets went elsewhere than to the server", others)
			}
		})
	}
}

// meetAcross has Ada, who has options of her own, and Bo meet from both arms of a
// star, by a link of the server in its middle.
func meetAcross(t *testing.T, star *pathtest.Star, server string, trust []string, options ...string) (ada, bo *program) {
	t.Helper()
	meets := append([]string{"meet", "--server", server}, signals...)
	ada = start(t, "Ada", place{namespace: star.A.Namespace, env: trust}, append(meets, options...)...)
	link := ada.event(call.EventMeeting).Link
	bo = start(t, "Bo", place{namespace: star.B.Namespace, env: append(trust, linkVariable+"="+link)}, append([]string{"join"}, signals...)...)
	ada.meets("Bo")
	bo.meets("Ada")
	return ada, bo
}

// serveStar runs a server in the middle of a star, and returns where it is and
// what lets programs trust it.
func serveStar(t *testing.T, star *pathtest.Star) (host string, trust []string) {
	t.Helper()
	folder := t.TempDir()
	f := &certificateFiles{certificate: filepath.Join(folder, "cert.pem"), key: filepath.Join(folder, "key.pem")}
	host = star.Center.Address
	writeCertificate(t, f, 1, time.Now(), net.ParseIP(host))
	serveAt(t, place{namespace: star.Center.Namespace}, "--tls-cert", f.certificate, "--tls-key", f.key,
		"--https", host+":443", "--turn", host+":3478")
	return host, []string{"SSL_CERT_FILE=" + f.certificate}
}

// sightings counts the packets that name an address: in their head, in their
// text, or in the attributes of STUN (RFC 8489), in clear or masked.
func sightings(t *testing.T, packets [][]byte, address netip.Addr) (seen int) {
	t.Helper()
	const cookie = 0x2112a442
	raw := address.AsSlice()
	masked := binary.BigEndian.AppendUint32(nil, binary.BigEndian.Uint32(raw)^cookie)
	whole := 0
	for _, p := range packets {
		ip, ok := parseIP(p)
		if !ok {
			continue
		}
		whole++
		stun := bytes.Contains(ip.payload, binary.BigEndian.AppendUint32(nil, cookie))
		if ip.from == address || ip.to == address || bytes.Contains(ip.payload, []byte(address.String())) ||
			stun && (bytes.Contains(ip.payload, raw) || bytes.Contains(ip.payload, masked)) {
			seen++
		}
	}
	if whole < 500 {
		t.Errorf("only %d packets were captured", whole)
	}
	return seen
}

// strangers counts the packets of a host that go to, or come from, others than
// one. What is said to everybody on the own link is not counted.
func strangers(t *testing.T, packets [][]byte, host, friend string) (n int) {
	t.Helper()
	own, server := netip.MustParseAddr(host), netip.MustParseAddr(friend)
	for _, p := range packets {
		ip, ok := parseIP(p)
		if !ok || ip.to.IsMulticast() {
			continue
		}
		if ip.from == own && ip.to != server || ip.to == own && ip.from != server {
			t.Logf("%v to %v", ip.from, ip.to)
			n++
		}
	}
	return n
}

// datagram is a packet of IPv4 (RFC 791).
type datagram struct {
	from, to netip.Addr
	payload  []byte
}

func parseIP(p []byte) (d datagram, ok bool) {
	if len(p) < 20 || p[0]>>4 != 4 {
		return d, false
	}
	head := int(p[0]&0xf) * 4
	if len(p) < head {
		return d, false
	}
	d.from, d.to = netip.AddrFrom4([4]byte(p[12:16])), netip.AddrFrom4([4]byte(p[16:20]))
	d.payload = p[head:]
	return d, true
}
