//go:build linux

package pathtest

import (
	"encoding/binary"
	"sync"
)

// guard is a firewall that lets so many TCP connections be made, and no more.
// What is dropped is the segment that asks for one (SYN without ACK, RFC 9293
// section 3.1); connections that are there go on. It is safe for concurrent
// use.
type guard struct {
	mu     sync.Mutex
	closed bool
	left   int             // connections that may still be made
	known  map[uint32]bool // those that were let through, by their two ports
}

const (
	protocolTCP      = 6
	synAndAck, syn   = 0x12, 0x02
	tcpFlags         = 13 // offset in a TCP header
	ipv4Least, ipv6  = 20, 40
	ipv4Proto, v6Nxt = 9, 6 // offsets of the protocol's number
)

// let lets n more connections be made.
func (g *guard) let(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed, g.left = true, n
}

// refuses reports whether a packet is to be dropped.
func (g *guard) refuses(ip []byte) bool {
	ports, asks := connects(ip)
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed || !asks || g.known[ports] {
		return false
	}
	if g.left == 0 {
		return true
	}
	g.left--
	if g.known == nil {
		g.known = make(map[uint32]bool)
	}
	g.known[ports] = true // it may be sent again
	return false
}

// connects reports whether an IP packet asks for a TCP connection, and between
// which ports.
func connects(ip []byte) (ports uint32, asks bool) {
	tcp := segment(ip)
	if len(tcp) <= tcpFlags || tcp[tcpFlags]&synAndAck != syn {
		return 0, false
	}
	return binary.BigEndian.Uint32(tcp), true
}

// segment returns the TCP segment in an IP packet, nil if there is none. IPv6
// is expected to be without extension headers, as Linux sends TCP.
func segment(ip []byte) []byte {
	switch {
	case len(ip) >= ipv4Least && ip[0]>>4 == 4 && ip[ipv4Proto] == protocolTCP:
		if header := int(ip[0]&0xf) * 4; header < len(ip) {
			return ip[header:]
		}
	case len(ip) >= ipv6 && ip[0]>>4 == 6 && ip[v6Nxt] == protocolTCP:
		return ip[ipv6:]
	}
	return nil
}
