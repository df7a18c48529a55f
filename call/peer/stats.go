package peer

import (
	"net"
	"net/netip"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"

	"parley/call/media/rtpio"
)

// Stats is what is known of a connection at one moment. Counters count from
// its start.
type Stats struct {
	// RTT is of the latest connectivity check; zero when there is no path.
	RTT time.Duration
	// Pair is the kind of path: "host", "srflx" or "relay" after the less
	// direct end, "" when there is none. Local and Remote are its addresses, as each
	// side sees its own. Base is the one of this computer that packets leave from
	// (RFC 8445 section 4); zero for one that is hidden, or of a relay.
	Pair, Local, Remote string
	Base                netip.AddrPort
	Target              int // estimate in bits a second
	Slots               [slotCount]SlotStats
}

// SlotStats counts what went through one slot. Bytes are of RTP payload.
type SlotStats struct {
	PacketsSent, BytesSent         uint64
	PacketsReceived, BytesReceived uint64
	// Dropped counts frames that never left: too late, or no path.
	Dropped uint64
	// FractionLost is the share of our packets the far side missed lately,
	// from 0 to 1 (RFC 3550 section 6.4.1).
	FractionLost float64
	// NacksReceived, PLIsReceived and Retransmitted packets are about what we
	// send, the others about what we receive.
	NacksReceived, PLIsReceived, Retransmitted uint64
	NacksSent, PLIsSent, Recovered             uint64
}

// feedback is what the far side said about one slot.
type feedback struct {
	nacks, plis  atomic.Uint64
	fractionLost atomic.Uint32 // in 1/256
	roundTrip    atomic.Int64  // nanoseconds, smoothed; zero while unknown
}

func (f *feedback) reported(ssrc uint32, reports []rtcp.ReceptionReport, now time.Time) {
	for _, r := range reports {
		if r.SSRC != ssrc {
			continue
		}
		f.fractionLost.Store(uint32(r.FractionLost))
		if rtt, ok := rtpio.RoundTrip(now, r); ok {
			f.smooth(rtt)
		}
	}
}

// smooth takes a round trip in (RFC 6298 section 2).
func (f *feedback) smooth(rtt time.Duration) {
	if before := time.Duration(f.roundTrip.Load()); before > 0 {
		rtt = before + (rtt-before)/8
	}
	f.roundTrip.Store(int64(rtt))
}

// Stats returns the figures of now.
func (c *Conn) Stats() Stats {
	s := Stats{Target: c.estimator.Target()}
	for slot := range slotCount {
		s.Slots[slot] = c.slotStats(slot)
	}
	if !c.sendable() {
		return s // until then pion writes what it would read here, and knows no pair
	}
	ice := c.pc.SCTP().Transport().ICETransport()
	if pair, err := ice.GetSelectedCandidatePair(); err == nil && pair != nil {
		s.Pair = pairKind(pair.Local, pair.Remote)
		s.Local, s.Remote, s.Base = hostPort(pair.Local), hostPort(pair.Remote), base(pair.Local)
	}
	if pair, ok := ice.GetSelectedCandidatePairStats(); ok {
		s.RTT = time.Duration(pair.CurrentRoundTripTime * float64(time.Second))
	}
	return s
}

func (c *Conn) slotStats(slot Slot) SlotStats {
	out, in, said := c.tracks[slot], &c.incoming[slot], &c.feedback[slot]
	return SlotStats{
		PacketsSent: out.packets.Load(), BytesSent: out.bytes.Load(),
		PacketsReceived: in.packets.Load(), BytesReceived: in.bytes.Load(),
		Dropped:       out.unsent.Load() + c.queue.dropped(slot).Frames,
		FractionLost:  float64(said.fractionLost.Load()) / 256,
		NacksReceived: said.nacks.Load(), PLIsReceived: said.plis.Load(),
		Retransmitted: c.estimator.Retransmitted(out.ssrc()),
		NacksSent:     in.nacks.Load(), PLIsSent: in.plis.Load(), Recovered: in.recovered.Load(),
	}
}

// pairKind names the less direct end of a path.
func pairKind(local, remote *webrtc.ICECandidate) string {
	kind := "host"
	for _, c := range []*webrtc.ICECandidate{local, remote} {
		switch c.Typ {
		case webrtc.ICECandidateTypeRelay:
			return "relay"
		case webrtc.ICECandidateTypeSrflx:
			kind = "srflx"
		case webrtc.ICECandidateTypePrflx:
			// Seen on a check before it was signalled. Behind a NAT that is
			// the NAT's address, otherwise an own one.
			if !private(c.Address) {
				kind = "srflx"
			}
		case webrtc.ICECandidateTypeHost, webrtc.ICECandidateTypeUnknown:
		}
	}
	return kind
}

func private(address string) bool {
	addr, err := netip.ParseAddr(address)
	return err == nil && (addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast())
}

func hostPort(c *webrtc.ICECandidate) string {
	return net.JoinHostPort(c.Address, strconv.Itoa(int(c.Port)))
}

// base returns the address of this computer that a candidate is reached at.
func base(c *webrtc.ICECandidate) netip.AddrPort {
	text, port := c.Address, c.Port
	switch c.Typ {
	case webrtc.ICECandidateTypeSrflx, webrtc.ICECandidateTypePrflx:
		if c.RelatedAddress != "" {
			text, port = c.RelatedAddress, c.RelatedPort
		}
	case webrtc.ICECandidateTypeRelay:
		return netip.AddrPort{}
	case webrtc.ICECandidateTypeHost, webrtc.ICECandidateTypeUnknown:
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(address, port)
}
