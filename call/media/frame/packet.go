package frame

import "time"

// Packet is one received RTP packet (RFC 3550 section 5.1) without its header
// extensions and padding. Payload belongs to the receiver of the Packet;
// that of sound is only lent, until the call that brought it returns.
type Packet struct {
	Sequence    uint16
	Timestamp   uint32 // in ticks of the track's RTP clock
	SSRC        uint32
	PayloadType uint8
	Marker      bool
	Recovered   bool // it came by retransmission (RFC 4588)
	Redundant   bool // it came along with a later packet (RFC 2198)
	Arrived     time.Time
	Payload     []byte

	pool *BytePool // that Payload came from; nil for none
}

// Copy gives the packet a Payload of its own, in memory from pool, which may be
// nil.
func (p *Packet) Copy(pool *BytePool, payload []byte) {
	p.Payload, p.pool = pool.Get(len(payload)), pool
	copy(p.Payload, payload)
}

// Release gives Payload back to the pool that it came from, if any. The last
// who reads the packet calls it, once; where that is unclear nobody needs to.
func (p Packet) Release() { p.pool.Put(p.Payload) }

// Fragment is one packet's part of an encoded video frame, after the payload
// descriptor was taken off.
type Fragment struct {
	Data  []byte
	Start bool // the first part of a frame
	// MayStart says that it is the first part if the packet before it ended a
	// frame: some formats, such as AV1's, do not mark the start.
	MayStart bool
	Key      bool // part of a key frame; known only when Start is set
	// PictureID counts frames modulo PictureIDModulus (RFC 7741 section 4.2);
	// both are zero when the sender does not number its frames.
	PictureID        uint16
	PictureIDModulus uint16
}
