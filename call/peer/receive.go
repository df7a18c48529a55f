package peer

import (
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"parley/call/media/frame"
	"parley/call/media/rtpio"
)

// incoming is the receiving half of one slot.
type incoming struct {
	remote         atomic.Pointer[webrtc.TrackRemote] // there now
	packets, bytes atomic.Uint64                      // of payload
	recovered      atomic.Uint64
	nacks, plis    atomic.Uint64 // sent
	pool           frame.BytePool
}

// trackArrived starts the two loops that read a new track.
func (c *Conn) trackArrived(remote *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	slot, ok := c.slotOf(receiver)
	if !ok {
		return
	}
	c.incoming[slot].remote.Store(remote)
	c.spawn(func() { c.readPackets(slot, remote) })
	c.spawn(func() { c.readReceiverRTCP(slot, uint32(remote.SSRC()), receiver) })
}

func (c *Conn) slotOf(receiver *webrtc.RTPReceiver) (Slot, bool) {
	for i, t := range c.transceivers {
		if t.Receiver() == receiver {
			return Slot(i), true
		}
	}
	return 0, false
}

// readPackets hands a track's packets on, retransmitted ones among them, until
// the track ends.
func (c *Conn) readPackets(slot Slot, remote *webrtc.TrackRemote) {
	buffer := make([]byte, receiveMTU)
	in := &c.incoming[slot]
	var p rtp.Packet
	c.readLoop(func() error {
		n, attributes, err := remote.Read(buffer)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded): // a retransmission waits
			return remote.SetReadDeadline(time.Time{})
		case err != nil:
			return err
		}
		if !c.parse(&p, slot, buffer[:n], remote) {
			return nil // garbage
		}
		recovered := attributes.Get(webrtc.AttributeRtxSsrc) != nil
		in.packets.Add(1)
		in.bytes.Add(uint64(len(p.Payload)))
		if recovered {
			in.recovered.Add(1)
		}
		c.deliver(slot, remote, &p, recovered)
		return nil
	})
}

// deliver hands a packet on, and what is packed into it.
func (c *Conn) deliver(slot Slot, remote *webrtc.TrackRemote, p *rtp.Packet, recovered bool) {
	packet := rtpio.Packet(p, c.config.Now(), recovered)
	if slot.video() { // sound's is only lent
		packet.Copy(&c.incoming[slot].pool, p.Payload)
	}
	codec := remote.Codec()
	if !strings.EqualFold(codec.MimeType, mimeRED) || len(packet.Payload) == 0 {
		c.config.Handler.Packet(slot, packet)
		return
	}
	if inner, ok := redundancyOf(codec); ok {
		// A malformed one is as good as lost.
		_ = rtpio.SplitRED(packet, inner, func(p frame.Packet) { c.config.Handler.Packet(slot, p) })
	}
}

// redundancyOf returns the payload type in all blocks of a codec audio/red.
func redundancyOf(red webrtc.RTPCodecParameters) (payloadType uint8, ok bool) {
	first, second, _ := strings.Cut(red.SDPFmtpLine, "/")
	n, err := strconv.ParseUint(first, 10, 7)
	return uint8(n), err == nil && first == second
}

// parse reads a packet into p, whose memory it uses again. It takes none but
// those of the slot's codecs.
func (c *Conn) parse(p *rtp.Packet, slot Slot, b []byte, remote *webrtc.TrackRemote) bool {
	err := p.Unmarshal(b)
	return err == nil && p.PayloadType == uint8(remote.PayloadType()) && slot.takes(remote.Codec().MimeType)
}

// takes reports whether a codec belongs in a slot.
func (s Slot) takes(mime string) bool {
	return strings.EqualFold(mime, s.mimeType()) || !s.video() && strings.EqualFold(mime, mimeRED)
}

const (
	// maxErrors in a row make a loop rest for errorPause: an error normally
	// costs the far side a packet, but one that does not must not spin.
	maxErrors  = 100
	errorPause = 10 * time.Millisecond
)

// readLoop calls read until the stream or the connection ends. Any other error
// is one bad packet and must not make us deaf.
func (c *Conn) readLoop(read func() error) {
	for failed := 0; !c.closing(); {
		err := read()
		switch {
		case err == nil:
			failed = 0
			continue
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrClosedPipe):
			return
		}
		if failed++; failed%maxErrors == 0 {
			select {
			case <-time.After(errorPause):
			case <-c.done:
			}
		}
	}
}

// reader is what RTCP is read from.
type reader interface {
	Read(b []byte) (int, interceptor.Attributes, error)
}
