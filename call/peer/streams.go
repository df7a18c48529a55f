package peer

import (
	"io"
	"sync/atomic"

	"github.com/pion/transport/v5/packetio"
)

const (
	// maxStreams bounds the RTP and RTCP streams of one connection. Four slots
	// with retransmission need two dozen; pion keeps a buffer for every SSRC a
	// peer invents, for ever.
	maxStreams = 64
	// Limits of one stream's buffer in bytes, as pion has them.
	rtpBuffer  = 1_000_000
	rtcpBuffer = 100_000
)

// streams makes the buffers of SRTP streams and notices when there are too many.
type streams struct {
	count atomic.Int32
	flood func() // called once
}

// buffer implements webrtc.SettingEngine.BufferFactory.
func (s *streams) buffer(kind packetio.BufferPacketType, _ uint32) io.ReadWriteCloser {
	b := streamBuffer{packetio.NewBuffer()}
	switch n := s.count.Add(1); {
	case n > maxStreams:
		_ = b.Close() // takes nothing
		if n == maxStreams+1 {
			s.flood()
		}
	case kind == packetio.RTCPBufferPacket:
		b.SetLimitSize(rtcpBuffer)
	default:
		b.SetLimitSize(rtpBuffer)
	}
	return b
}

// streamBuffer is a packetio.Buffer as an io.ReadWriteCloser.
type streamBuffer struct{ *packetio.Buffer }

func (b streamBuffer) Read(p []byte) (int, error) {
	n, _, err := b.Buffer.Read(p, nil)
	return n, err
}

func (b streamBuffer) Write(p []byte) (int, error) { return b.Buffer.Write(p, nil) }
