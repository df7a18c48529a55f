package peer

import (
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"parley/call/media/rtpio"
)

// assumedRoundTrip stands for the round trip until a report has told it.
const assumedRoundTrip = 50 * time.Millisecond

// repairStream is where retransmissions of a track go (RFC 4588). Without one
// nothing is sent again: under its own number, with another header extension
// under the same AES-GCM nonce, a packet would give the authentication key away.
type repairStream struct {
	ssrc        uint32
	payloadType uint8
}

func (r repairStream) negotiated() bool { return r.ssrc != 0 && r.payloadType != 0 }

// repairStreamOf returns what was negotiated for the retransmissions of a codec.
func repairStreamOf(ctx webrtc.TrackLocalContext, codec webrtc.RTPCodecParameters) repairStream {
	repair, ok := find(ctx.CodecParameters(), webrtc.MimeTypeRTX, rtxFormat(codec.PayloadType))
	if !ok {
		return repairStream{}
	}
	return repairStream{uint32(ctx.SSRCRetransmission()), uint8(repair)}
}

// retransmission guards what a track can send again, between the goroutine that
// sends and the one that hears what got lost.
type retransmission struct {
	mu      sync.Mutex
	history rtpio.History
}

func (r *retransmission) add(h rtp.Header, payload []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.history.Add(h.SequenceNumber, h.Timestamp, h.Marker, payload)
}

// find returns a packet. Its payload is valid until the goroutine that sends
// adds another.
func (r *retransmission) find(sequence uint16) (rtpio.Kept, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.history.Find(sequence)
}

// ask takes a request for a packet, and returns the size of what is to be sent
// again, and whether an answer is under way.
func (r *retransmission) ask(sequence uint16, now time.Time, rtt time.Duration) (size int, early bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.history.Ask(sequence, now, rtt)
}

// forget is for a track that begins anew.
func (r *retransmission) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.history = rtpio.History{}
}

// repair queues what the far side misses of a slot.
func (c *Conn) repair(slot Slot, nacks []rtcp.NackPair) {
	t, now, rtt := c.tracks[slot], c.config.Now(), c.feedback[slot].rtt()
	for i := range nacks {
		nacks[i].Range(func(sequence uint16) bool {
			if size, early := t.sent.ask(sequence, now, rtt); size > 0 {
				c.queue.repair(outgoing{track: t, again: true, sequence: sequence}, size, early)
			}
			return true
		})
	}
}

// rtt is the round trip of the path.
func (f *feedback) rtt() time.Duration {
	if rtt := time.Duration(f.roundTrip.Load()); rtt > 0 {
		return rtt
	}
	return assumedRoundTrip
}

// resend writes a packet again. The estimator numbers what goes to the
// retransmissions' SSRC.
func (t *track) resend(sequence uint16) {
	b := t.bound.Load()
	if b == nil || !b.repair.negotiated() {
		return
	}
	p, ok := t.sent.find(sequence)
	if !ok {
		return
	}
	h := rtp.Header{
		Version: 2, Marker: p.Marker, PayloadType: b.repair.payloadType,
		Timestamp: p.Timestamp, SSRC: b.repair.ssrc,
	}
	t.extend(&h, b, time.Time{})
	_, _ = b.writer.WriteRTP(&h, p.Payload) // as good as lost on the way when there is no path
}
