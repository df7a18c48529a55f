package congestion

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"
)

const (
	// departures is how many packets are remembered: several seconds of video.
	departures = 1 << 13
	// referenceUnit is that of the reference time of transport-wide feedback,
	// which has referenceBits.
	referenceUnit = 64 * time.Millisecond
	referenceBits = 24
)

// history remembers what was sent by transport-wide numbers
// (draft-holmer-rmcat-transport-wide-cc-extensions-01), until feedback says
// what became of it. Times are since the estimator's epoch.
type history struct {
	number uint16 // of the next packet
	sent   [departures]departure
	wire   [departures][2]byte // the numbers as they are sent

	reference uint32        // of the last feedback
	clock     time.Duration // the same, without wrapping around
	begun     bool
	count     uint8 // of the last feedback

	scratch news // whose slices are used again
}

// departure is one packet that was sent.
type departure struct {
	number uint16
	fate   fate
	at     time.Duration
	size   int // bytes, RTP header included
	probe  int // number of the burst that it belongs to, zero for none
}

// fate is what became of a packet.
type fate uint8

const (
	forgotten fate = iota
	flying
	lost
	delivered
)

// acknowledged is a packet that arrived, by the far side's clock.
type acknowledged struct {
	sent, arrived time.Duration
	size          int
	probe         int
	found         bool // it had been given up
}

// news is what one feedback brings. Its slices are valid until the next.
type news struct {
	arrived []acknowledged
	gone    []acknowledged // given up; they never arrived
	found   int            // packets that arrived and had been given up
	gap     bool           // feedback before this one got lost
}

// lost is how many packets got lost, below zero when more were found.
func (n *news) lost() int { return len(n.gone) - n.found }

// next returns the number of the next packet as it is sent. It stays as it is
// until as many packets later as are remembered.
func (h *history) next() []byte {
	wire := &h.wire[h.number%departures]
	binary.BigEndian.PutUint16(wire[:], h.number)
	return wire[:]
}

// depart gives a packet its number.
func (h *history) depart(d departure) uint16 {
	d.number, d.fate = h.number, flying
	h.sent[d.number%departures] = d
	h.number++
	return d.number
}

// read takes feedback in. What was not sent, or has arrived already, is
// ignored.
func (h *history) read(f *rtcp.TransportLayerCC) news {
	n := news{arrived: h.scratch.arrived[:0], gone: h.scratch.gone[:0], gap: h.begun && f.FbPktCount != h.count+1}
	h.count = f.FbPktCount
	arrival, received := h.time(f.ReferenceTime), 0
	for number, ok := range statuses(f) {
		if ok && received == len(f.RecvDeltas) {
			break
		}
		if ok {
			arrival += time.Duration(f.RecvDeltas[received].Delta) * time.Microsecond
			received++
		}
		if d := &h.sent[number%departures]; d.number == number {
			n.add(d, ok, arrival)
		}
	}
	h.scratch = n
	return n
}

// forget makes feedback on all that was sent so far say nothing.
func (h *history) forget() {
	for i := range h.sent {
		h.sent[i].fate = forgotten
	}
}

// add notes what became of a packet.
func (n *news) add(d *departure, arrived bool, at time.Duration) {
	switch {
	case !arrived && d.fate == flying:
		d.fate = lost
		n.gone = append(n.gone, acknowledged{sent: d.at, size: d.size, probe: d.probe})
	case arrived && (d.fate == flying || d.fate == lost):
		found := d.fate == lost
		if found {
			n.found++
		}
		d.fate = delivered
		n.arrived = append(n.arrived, acknowledged{d.at, at, d.size, d.probe, found})
	}
}

// time unwraps a reference time, which wraps around every 12 days.
func (h *history) time(reference uint32) time.Duration {
	if !h.begun {
		h.begun, h.reference, h.clock = true, reference, time.Duration(reference)*referenceUnit
	}
	const shift = 32 - referenceBits
	step := int32((reference-h.reference)<<shift) >> shift
	h.reference, h.clock = reference, h.clock+time.Duration(step)*referenceUnit
	return h.clock
}

// statuses lists the packets of a feedback by number, and whether each arrived.
func statuses(f *rtcp.TransportLayerCC) func(yield func(uint16, bool) bool) {
	return func(yield func(uint16, bool) bool) {
		number, left := f.BaseSequenceNumber, int(f.PacketStatusCount)
		one := func(symbol uint16) bool {
			left--
			number++
			return yield(number-1, symbol == rtcp.TypeTCCPacketReceivedSmallDelta || symbol == rtcp.TypeTCCPacketReceivedLargeDelta)
		}
		for _, chunk := range f.PacketChunks {
			switch c := chunk.(type) {
			case *rtcp.RunLengthChunk:
				for n := 0; n < int(c.RunLength) && left > 0; n++ {
					if !one(c.PacketStatusSymbol) {
						return
					}
				}
			case *rtcp.StatusVectorChunk:
				for _, symbol := range c.SymbolList {
					if left > 0 && !one(symbol) {
						return
					}
				}
			}
		}
	}
}
