// Package dnssd announces one instance of a service on the local network and
// finds the others: DNS-Based Service Discovery (RFC 6763) over Multicast DNS
// (RFC 6762). It is written for a service of which every advert says
// everything in one message, and for a network where anybody may say
// anything: what it keeps is bounded, and no message changes what another
// source has said.
//
// The libraries there are (grandcat/zeroconf, libp2p/zeroconf,
// hashicorp/mdns) keep an unbounded cache, and look at the interfaces only
// once.
package dnssd

import (
	"net/netip"
	"time"
)

// Limits. A flood of adverts fills them and no more.
const (
	MaxFound     = 64 // instances
	maxPerSource = 8  // instances that one address announces
	maxSightings = 8  // of one instance: interfaces and addresses it is seen from
	maxAddresses = 8  // of one sighting
	maxInterface = 16 // interfaces used
	maxRecords   = 64 // of a message
	maxPacket    = 9000
	// packetRate a second, and packetBurst at once, are looked at.
	packetRate  = 500
	packetBurst = 1000
)

const (
	// ttl is how long an advert counts without being repeated. RFC 6762,
	// section 10, asks for 120 s where a host name is involved; since an advert
	// is taken whole, that goes for all of its records.
	ttl = 120 * time.Second
	// firstQuery and lastQuery bound the time between two queries (section
	// 5.2). Two queries fit into the second half of ttl, when an instance
	// answers although it is known.
	firstQuery = time.Second
	lastQuery  = 30 * time.Second
	// announcements are made a second apart (section 8.3). There is no
	// probing before: names are random (section 8.1).
	announcements = 2
	announceEvery = time.Second
	// answers are delayed, since several may answer (section 6), and a record
	// is not sent more than once a second.
	answerMin   = 20 * time.Millisecond
	answerSpan  = 100 * time.Millisecond
	answerEvery = time.Second
	// byeDelay is how long an advert counts after a goodbye (section 10.1).
	byeDelay = time.Second
)

// Advert is one instance of the service.
type Advert struct {
	// Instance is a DNS label of a-z, 0-9 and "-". It names the host as well.
	Instance string
	Port     uint16
	// Text holds the strings of the TXT record, 255 bytes each at most.
	Text []string
	// Addresses are where a found instance may be reached, best first. An
	// announced one has those of each interface.
	Addresses []netip.AddrPort
}

// Interface is a network interface that adverts are exchanged on.
type Interface struct {
	Index     int
	Name      string
	Loopback  bool
	Addresses []netip.Addr
}

// Packet is a multicast message that was received.
type Packet struct {
	Data      []byte
	Source    netip.Addr
	Interface int // index
}

// Network sends and receives multicast packets.
type Network interface {
	// Receive waits for a packet; the error is final. Data is the caller's.
	Receive() (Packet, error)
	// Send sends on one interface.
	Send(index int, data []byte) error
	// Refresh uses the interfaces that there are now, and returns them.
	Refresh() []Interface
	// Close makes Receive return.
	Close() error
}
