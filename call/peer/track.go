package peer

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"parley/call/media/frame"
	"parley/call/media/rtpio"
)

// captureTimeInterval is how often a packet carries the absolute capture time;
// receivers interpolate between.
const captureTimeInterval = time.Second

// track is the sending half of one slot. It implements webrtc.TrackLocal and
// stays in place for the life of the connection: muting is not writing.
type track struct {
	slot  Slot
	mid   func() string // of the slot's media section, once it has one
	bound atomic.Pointer[binding]

	pool frame.BytePool // of payloads

	mu         sync.Mutex // guards the four below
	stamper    rtpio.Stamper
	packetizer rtpio.Packetizer // of pictures
	redundancy rtpio.Redundancy // of sound
	batch      []outgoing       // the packets of the last picture

	sent   retransmission
	height int // of the last picture; of the goroutine that writes

	// Of the goroutine that sends.
	sequence uint16
	timed    time.Time  // capture time of the last packet that told it
	header   rtp.Header // of the last packet, whose memory the next uses again
	captured [8]byte    // NTP time, in a header extension

	packets, bytes atomic.Uint64 // sent, of payload
	unsent         atomic.Uint64 // frames dropped for want of a path
}

// binding is what negotiation decided about a track.
type binding struct {
	ssrc        webrtc.SSRC
	payloadType uint8
	redType     uint8 // zero when the far side takes no redundancy
	writer      webrtc.TrackLocalWriter
	mid         []byte
	repair      repairStream
	midID       uint8 // of header extensions, zero when not negotiated
	captureID   uint8
}

// outgoing is one packet on its way through the pacer.
type outgoing struct {
	track     *track
	timestamp uint32
	marker    bool
	redundant bool // payload is of audio/red
	payload   []byte
	captured  time.Time // zero but for the first packet of a frame
	again     bool      // it is sent again, and only its sequence known
	sequence  uint16    // of what is sent again
}

func newTrack(slot Slot, epoch time.Time) *track {
	t := &track{
		slot: slot,
		// The upper half is left out, so that losing the very first packets
		// does not make the far side miss a wrap-around (RFC 3711 section 3.3.1).
		sequence: uint16(rand.N(1 << 15)),
	}
	if slot.video() {
		t.stamper = rtpio.NewVideoStamper(rtpio.NewClock(epoch, frame.VideoClockRate, rand.Uint32()))
		vp8 := rtpio.NewVP8(uint16(rand.N(1 << 15)))
		vp8.Pool = &t.pool
		t.packetizer = vp8
		if slot == SharpScreen {
			t.packetizer = rtpio.AV1{Pool: &t.pool}
		}
	} else {
		t.stamper = rtpio.NewAudioStamper(rtpio.NewClock(epoch, frame.SampleRate, rand.Uint32()))
	}
	return t
}

// ID implements webrtc.TrackLocal.
func (t *track) ID() string { return strings.ReplaceAll(t.slot.String(), " ", "-") }

// RID implements webrtc.TrackLocal: no simulcast.
func (t *track) RID() string { return "" }

// StreamID implements webrtc.TrackLocal. Tracks of one stream are played in
// sync by a browser.
func (t *track) StreamID() string {
	switch t.slot {
	case Screen, ScreenSound, SharpScreen:
		return "screen"
	case Microphone, Camera:
	}
	return "person"
}

// Kind implements webrtc.TrackLocal.
func (t *track) Kind() webrtc.RTPCodecType {
	if t.slot.video() {
		return webrtc.RTPCodecTypeVideo
	}
	return webrtc.RTPCodecTypeAudio
}

// mimeType names the codec of a slot.
func (s Slot) mimeType() string {
	switch {
	case s == SharpScreen:
		return webrtc.MimeTypeAV1
	case s.video():
		return webrtc.MimeTypeVP8
	}
	return webrtc.MimeTypeOpus
}

// Bind implements webrtc.TrackLocal.
func (t *track) Bind(ctx webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	for _, codec := range ctx.CodecParameters() {
		if !strings.EqualFold(codec.MimeType, t.slot.mimeType()) {
			continue
		}
		b := &binding{
			ssrc: ctx.SSRC(), payloadType: uint8(codec.PayloadType), writer: ctx.WriteStream(),
			mid: []byte(t.mid()), repair: repairStreamOf(ctx, codec),
		}
		if red, ok := find(ctx.CodecParameters(), mimeRED, redFormat(codec.PayloadType)); ok {
			b.redType = uint8(red)
		}
		for _, e := range ctx.HeaderExtensions() {
			switch e.URI {
			case sdp.SDESMidURI:
				b.midID = uint8(e.ID)
			case absCaptureTimeURI:
				b.captureID = uint8(e.ID)
			}
		}
		if before := t.bound.Load(); before == nil || before.ssrc != b.ssrc {
			t.sent.forget()
		}
		t.bound.Store(b)
		return codec, nil
	}
	return webrtc.RTPCodecParameters{}, webrtc.ErrUnsupportedCodec
}

// Unbind implements webrtc.TrackLocal.
func (t *track) Unbind(webrtc.TrackLocalContext) error {
	t.bound.Store(nil)
	return nil
}

// packetize makes the packets of one picture, a list that is valid until the
// next; size is their total in bytes.
func (t *track) packetize(f frame.Encoded) (packets []outgoing, size int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	payloads := t.packetizer.Packetize(f.Data)
	if len(payloads) == 0 {
		return nil, 0
	}
	timestamp := t.stamper.Stamp(f.Captured, f.Duration)
	t.batch = t.batch[:0]
	for _, p := range payloads {
		t.batch = append(t.batch, outgoing{track: t, timestamp: timestamp, payload: p})
		size += len(p)
	}
	t.batch[0].captured = f.Captured
	t.batch[len(t.batch)-1].marker = true
	return t.batch, size
}

// supersede forgets what was lost of larger pictures when a smaller one begins
// anew: that the path became narrow is why it is smaller, and repairs would keep
// it from coming.
func (t *track) supersede(f frame.Encoded) {
	if f.Key && f.Height < t.height {
		t.sent.forget()
	}
	t.height = f.Height
}

// packetizeSound makes the one packet of a frame of sound (RFC 7587 section
// 4.2), with as much redundancy as is wanted and taken.
func (t *track) packetizeSound(f frame.Encoded) (p outgoing, ok bool) {
	b := t.bound.Load()
	if b == nil || len(f.Data) == 0 {
		return outgoing{}, false
	}
	if b.redType == 0 {
		f.Redundancy = 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	p = outgoing{track: t, timestamp: t.stamper.Stamp(f.Captured, f.Duration), captured: f.Captured}
	memory := t.pool.Get(rtpio.MaxPayload)[:0]
	p.payload, p.redundant = t.redundancy.Payload(memory, b.payloadType, p.timestamp, f.Data, f.Redundancy)
	return p, true
}

// send writes one packet, recycles it, and reports whether it is the track's
// first. The sequence number is given here and not before, so that what the
// pacer refused leaves no gap that looks like loss.
func (t *track) send(p outgoing) (first bool) {
	defer t.pool.Put(p.payload) // a retransmission has a copy
	b := t.bound.Load()
	if b == nil || p.redundant && b.redType == 0 {
		return false
	}
	t.head(b, p)
	t.sequence++
	if b.repair.negotiated() {
		t.sent.add(t.header, p.payload)
	}
	if _, err := b.writer.WriteRTP(&t.header, p.payload); err != nil {
		return false // as good as lost on the way: there is no path at the moment
	}
	t.bytes.Add(uint64(len(p.payload)))
	return t.packets.Add(1) == 1
}

// head fills the header for a packet.
func (t *track) head(b *binding, p outgoing) {
	t.header = rtp.Header{
		Version: 2, Marker: p.marker, PayloadType: b.payloadType,
		SequenceNumber: t.sequence, Timestamp: p.timestamp, SSRC: uint32(b.ssrc),
		Extensions: t.header.Extensions[:0],
	}
	if p.redundant {
		t.header.PayloadType = b.redType
	}
	t.extend(&t.header, b, p.captured)
}

// extend adds header extensions (RFC 8285); transport-wide numbers come later.
func (t *track) extend(h *rtp.Header, b *binding, captured time.Time) {
	if b.midID != 0 {
		_ = h.SetExtension(b.midID, b.mid)
	}
	if b.captureID != 0 && !captured.IsZero() && captured.Sub(t.timed).Abs() >= captureTimeInterval {
		t.timed = captured
		binary.BigEndian.PutUint64(t.captured[:], rtpio.NTP(captured))
		_ = h.SetExtension(b.captureID, t.captured[:])
	}
}

// timestampAt returns what the track's RTP clock reads at the instant at.
func (t *track) timestampAt(at time.Time) uint32 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stamper.At(at)
}

// ssrc returns the track's SSRC, zero before it is negotiated.
func (t *track) ssrc() uint32 {
	if b := t.bound.Load(); b != nil {
		return uint32(b.ssrc)
	}
	return 0
}
