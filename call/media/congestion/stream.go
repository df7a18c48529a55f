package congestion

import (
	"encoding/binary"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
)

// maxPadding is the most that one packet can hold: its size is in one byte (RFC
// 3550 section 5.1).
const maxPadding = 255

// transportSize is that of a transport-wide number, in bytes.
const transportSize = 2

// stream is one track on its way to the network, with its retransmissions.
type stream struct {
	info      *interceptor.StreamInfo
	writer    interceptor.RTPWriter
	transport uint8 // number of the header extension for transport-wide numbers, zero for none

	timestamp uint32 // of the newest packet
	repair    uint16 // number of the next retransmission
	repairs   uint64
}

// transportID returns the number of the header extension that carries
// transport-wide numbers in a stream, 0 for none.
func transportID(info *interceptor.StreamInfo) uint8 {
	for _, e := range info.RTPHeaderExtensions {
		if e.URI == sdp.TransportCCURI {
			return uint8(e.ID)
		}
	}
	return 0
}

// renumber gives a packet of the retransmissions' SSRC its sequence number.
// Padding and retransmissions share the numbers; and a packet that is sent
// again for the second time gets another one, for two packets under one number,
// with different header extensions, would give AES-GCM's authentication key
// away.
func (s *stream) renumber(h *rtp.Header) *rtp.Header {
	out := h.Clone()
	out.SequenceNumber = s.repair
	s.repair++
	return &out
}

// padding returns a packet that holds nothing, as a retransmission: receivers
// throw it away without looking for the picture it belongs to.
func (s *stream) padding() *rtp.Header {
	return s.renumber(&rtp.Header{
		Version: 2, Padding: true, PaddingSize: maxPadding, PayloadType: s.info.PayloadTypeRetransmission,
		SSRC: s.info.SSRCRetransmission, Timestamp: s.timestamp,
	})
}

// number puts a transport-wide number into a header, whose room is there already
// or made.
func (s *stream) number(h *rtp.Header, n uint16) error {
	if room := h.GetExtension(s.transport); len(room) == transportSize {
		binary.BigEndian.PutUint16(room, n)
		return nil
	}
	return h.SetExtension(s.transport, binary.BigEndian.AppendUint16(nil, n))
}
