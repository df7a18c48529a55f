package rtpio

import (
	"time"

	"github.com/pion/rtp"

	"parley/call/media/frame"
)

// Packet is a received RTP packet for the pipelines, with its payload in the
// same memory. Payload is empty for a packet of mere padding, which senders use
// to probe: it still takes a sequence number.
func Packet(p *rtp.Packet, arrived time.Time, recovered bool) frame.Packet {
	return frame.Packet{
		Sequence:    p.SequenceNumber,
		Timestamp:   p.Timestamp,
		SSRC:        p.SSRC,
		PayloadType: p.PayloadType,
		Marker:      p.Marker,
		Recovered:   recovered,
		Arrived:     arrived,
		Payload:     p.Payload,
	}
}
