// Package rtpio turns encoded frames into RTP payloads and back, and keeps the
// clocks that go with them: RTP timestamps taken at capture, and the sender
// reports that tie them to wall-clock time.
//
// Sequence numbers and SSRCs are not its business: whoever sends a packet
// gives it those, as late as it can.
package rtpio

// MaxPayload is the largest RTP payload made here, in bytes. With the fixed
// header (12), header extensions (24), the original sequence number of a
// retransmission (2) and the SRTP tag (16) a packet stays near the 1200 bytes
// that libwebrtc and QUIC (RFC 9000 section 14) trust every path to carry.
const MaxPayload = 1150

// Packetizer splits the frames of one track into RTP payloads. It never
// changes a frame's data, which other connections may be sending too; sound's
// payload shares its memory. Those of pictures are copies from a pool that the
// packetizer was given, and may be put back there. The list is valid until the
// next call. It is not safe for concurrent use.
type Packetizer interface {
	Packetize(data []byte) [][]byte
}
