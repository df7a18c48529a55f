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

	pool frame.BytePool // of the payloads of pictures

	mu         sync.Mutex // guards the two below
	stamper    rtpio.Stamper
	packetizer rtpio.Packetizer
	batch      []outgoing // the packets of the last frame

	// Of the goroutine that sends.
	sequence uint16
	timed    time.Time // capture time of the last packet that told it
	header   rtp.Header
	room     extensionRoom

	packets, bytes atomic.Uint64 // sent, of payload
	unsent         atomic.Uint64 // frames dropped for want of a path
}

// binding is what negotiation decided about a track.
type binding struct {
	ssrc        webrtc.SSRC
	payloadType uint8
	writer      webrtc.TrackLocalWriter
	mid         []byte
	midID       uint8 // of header extensions, zero when not negotiated
	captureID   uint8
	transportID uint8
}

// extensionRoom is where the values of a packet's header extensions lie.
type extensionRoom struct {
	captured  [8]byte // NTP time
	transport [2]byte // the transport-wide number, which the estimator fills in
}

// outgoing is one packet on its way through the pacer.
type outgoing struct {
	track     *track
	timestamp uint32
	marker    bool
	payload   []byte
	captured  time.Time // zero but for the first packet of a frame
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
		t.packetizer = rtpio.Opus{}
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

func (t *track) mimeType() string {
	switch {
	case t.slot == SharpScreen:
		return webrtc.MimeTypeAV1
	case t.slot.video():
		return webrtc.MimeTypeVP8
	}
	return webrtc.MimeTypeOpus
}

// Bind implements webrtc.TrackLocal.
func (t *track) Bind(ctx webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	for _, codec := range ctx.CodecParameters() {
		if !strings.EqualFold(codec.MimeType, t.mimeType()) {
			continue
		}
		b := &binding{
			ssrc: ctx.SSRC(), payloadType: uint8(codec.PayloadType), writer: ctx.WriteStream(),
			mid: []byte(t.mid()),
		}
		for _, e := range ctx.HeaderExtensions() {
			switch e.URI {
			case sdp.SDESMidURI:
				b.midID = uint8(e.ID)
			case absCaptureTimeURI:
				b.captureID = uint8(e.ID)
			case sdp.TransportCCURI:
				b.transportID = uint8(e.ID)
			}
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

// packetize makes the packets of one frame, a list that is valid until the
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
	t.batch[len(t.batch)-1].marker = t.slot.video()
	return t.batch, size
}

// recycle takes the memory of a picture's payload back.
func (t *track) recycle(payload []byte) {
	if t.slot.video() {
		t.pool.Put(payload)
	}
}

// send writes one packet, recycles it, and reports whether it is the track's
// first. The sequence number is given here and not before, so that what the
// pacer refused leaves no gap that looks like loss.
func (t *track) send(p outgoing) (first bool) {
	defer t.recycle(p.payload) // whoever keeps it for a retransmission has copied it
	b := t.bound.Load()
	if b == nil {
		return false
	}
	t.head(b, p)
	t.sequence++
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
	t.extend(&t.header, b, p.captured)
}

// extend adds header extensions (RFC 8285).
func (t *track) extend(h *rtp.Header, b *binding, captured time.Time) {
	if b.midID != 0 {
		_ = h.SetExtension(b.midID, b.mid)
	}
	if b.transportID != 0 {
		_ = h.SetExtension(b.transportID, t.room.transport[:])
	}
	if b.captureID != 0 && !captured.IsZero() && captured.Sub(t.timed).Abs() >= captureTimeInterval {
		t.timed = captured
		binary.BigEndian.PutUint64(t.room.captured[:], rtpio.NTP(captured))
		_ = h.SetExtension(b.captureID, t.room.captured[:])
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
