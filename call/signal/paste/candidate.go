package paste

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"github.com/pion/webrtc/v4"
)

const (
	reflexiveBit = 1
	sixBit       = 2
)

// candidate is one address where a side may be reached (RFC 8445).
type candidate struct {
	reflexive bool
	at        netip.AddrPort
}

// usable refuses what would make this computer send to itself or to many. An
// address of one link says nothing without the name of that link, which is
// another at each end.
func (c candidate) usable(local bool) bool {
	a := c.at.Addr()
	if c.at.Port() == 0 || !a.IsValid() || a.Is4In6() || a.Zone() != "" {
		return false
	}
	return a.IsGlobalUnicast() || local && a.IsLoopback()
}

func (c candidate) append(out []byte) []byte {
	kind := byte(0)
	if c.reflexive {
		kind |= reflexiveBit
	}
	if c.at.Addr().Is6() {
		kind |= sixBit
	}
	out = binary.BigEndian.AppendUint16(append(out, kind), c.at.Port())
	return append(out, c.at.Addr().AsSlice()...)
}

// ice is the candidate as pion wants it. Priorities are RFC 8445's, section
// 5.1.2.1, with the place in the text as local preference.
func (c candidate) ice(place int) webrtc.ICECandidate {
	kind, preference := webrtc.ICECandidateTypeHost, uint32(126)
	if c.reflexive {
		kind, preference = webrtc.ICECandidateTypeSrflx, 100
	}
	out := webrtc.ICECandidate{
		Foundation: "pasted", Priority: preference<<24 | uint32(65535-place)<<8 | 255,
		Address: c.at.Addr().String(), Protocol: webrtc.ICEProtocolUDP, Port: c.at.Port(), Typ: kind, Component: 1,
	}
	if c.reflexive {
		out.RelatedAddress = "0.0.0.0"
		if c.at.Addr().Is6() {
			out.RelatedAddress = "::"
		}
	}
	return out
}

// chosen are the candidates that go into a text: those that a stranger can use
// before those of the same network, so that what is cut off is missed least.
// local lets the loopback addresses of a test stand.
func chosen(gathered []webrtc.ICECandidate, local bool) []candidate {
	var out []candidate
	for _, g := range gathered {
		address, err := netip.ParseAddr(g.Address)
		if err != nil || g.Protocol != webrtc.ICEProtocolUDP || g.Component != 1 {
			continue
		}
		c := candidate{reflexive: g.Typ == webrtc.ICECandidateTypeSrflx, at: netip.AddrPortFrom(address.Unmap(), g.Port)}
		if c.usable(local) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return a.rank() - b.rank() })
	return out[:min(len(out), maxCandidates)]
}

// rank orders: reflexive, IPv4 and public IPv6 of this computer, the rest.
func (c candidate) rank() int {
	a := c.at.Addr()
	switch {
	case c.reflexive:
		return 0
	case a.Is4():
		return 1
	case !a.IsPrivate():
		return 2
	}
	return 3
}
