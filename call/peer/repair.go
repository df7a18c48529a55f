package peer

import (
	"strings"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/webrtc/v4"
)

// repairDelay is what pion gets to queue a retransmission it has just read.
const repairDelay = time.Millisecond

// paddingBit is of an RTP header's first byte. What carries padding only probes
// the path.
const paddingBit = 0x20

// repairBell wakes the reader of a track when a retransmission for it has come.
// pion merges those into the track, but looks for them only between two packets
// of the track itself: a recovered packet would wait for the next picture.
type repairBell struct {
	interceptor.NoOp
	ring func(ssrc uint32)
}

// NewInterceptor implements interceptor.Factory.
func (b *repairBell) NewInterceptor(string) (interceptor.Interceptor, error) { return b, nil }

// BindRemoteStream implements interceptor.Interceptor.
func (b *repairBell) BindRemoteStream(info *interceptor.StreamInfo, r interceptor.RTPReader) interceptor.RTPReader {
	if !strings.EqualFold(info.MimeType, webrtc.MimeTypeRTX) {
		return r
	}
	return interceptor.RTPReaderFunc(func(p []byte, a interceptor.Attributes) (int, interceptor.Attributes, error) {
		n, a, err := r.Read(p, a)
		if err == nil && n > 0 && p[0]&paddingBit == 0 {
			b.ring(info.SSRC)
		}
		return n, a, err
	})
}

// repairArrived ends the wait of the reader whose retransmissions have that
// SSRC. A bell that is not heard only costs time: the next packet wakes it too.
func (c *Conn) repairArrived(ssrc uint32) {
	for slot := range c.incoming {
		if remote := c.incoming[slot].remote.Load(); remote != nil && uint32(remote.RtxSSRC()) == ssrc {
			_ = remote.SetReadDeadline(time.Now().Add(repairDelay))
		}
	}
}
