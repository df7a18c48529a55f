package congestion

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// Packets that wait longer than others show as a queue, whatever the two
// clocks differ by, and across the ends of the numbers and of the reference
// time. Of every two packets one is lost.
func TestPath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := NewEstimator(Config{})
		e.history.number = 65534
		const referenceEnd = (1 << referenceBits) * referenceUnit
		clocks := referenceEnd - 100*time.Millisecond
		w := e.AddStream(&interceptor.StreamInfo{
			SSRC: 9, RTPHeaderExtensions: []interceptor.RTPHeaderExtension{{URI: twccURI, ID: twccID}},
		}, interceptor.RTPWriterFunc(func(*rtp.Header, []byte, interceptor.Attributes) (int, error) { return 0, nil }))
		begun := time.Now()
		for i, wait := range []time.Duration{20, 25, 20, 60, 45, 20} {
			first := e.history.number
			for range 2 {
				if _, err := w.Write(&rtp.Header{Version: 2, SSRC: 9}, nil, nil); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(wait * time.Millisecond)
			arrived := (time.Since(begun) + clocks) % referenceEnd
			_ = e.WriteRTCP([]rtcp.Packet{&rtcp.TransportLayerCC{
				BaseSequenceNumber: first, PacketStatusCount: 2, ReferenceTime: uint32(arrived / referenceUnit),
				PacketChunks: []rtcp.PacketStatusChunk{&rtcp.StatusVectorChunk{
					SymbolSize: rtcp.TypeTCCSymbolSizeTwoBit,
					SymbolList: []uint16{rtcp.TypeTCCPacketReceivedSmallDelta, rtcp.TypeTCCPacketNotReceived, 0, 0, 0, 0, 0},
				}},
				RecvDeltas: []*rtcp.RecvDelta{{Delta: (arrived % referenceUnit).Microseconds()}},
			}}, nil)
			want := wait*time.Millisecond - 20*time.Millisecond
			if got := e.Path(); (got.Queueing-want).Abs() > time.Millisecond || got.Loss != 0.5 {
				t.Errorf("packet %d: %+v, want %v", i, got, want)
			}
		}
	})
}

// Feedback that contradicts itself harms nothing.
func TestNonsense(t *testing.T) {
	e := NewEstimator(Config{})
	_ = e.WriteRTCP([]rtcp.Packet{&rtcp.TransportLayerCC{
		PacketStatusCount: 65535, ReferenceTime: 1<<24 - 1,
		PacketChunks: []rtcp.PacketStatusChunk{
			&rtcp.RunLengthChunk{PacketStatusSymbol: rtcp.TypeTCCPacketReceivedLargeDelta, RunLength: 8191},
			&rtcp.RunLengthChunk{PacketStatusSymbol: 3, RunLength: 65535},
		},
		RecvDeltas: []*rtcp.RecvDelta{{Delta: -1 << 40}},
	}}, nil)
	if p := e.Path(); !p.At.IsZero() {
		t.Errorf("%+v", p)
	}
}

// A packet that was given up and comes after all is not lost.
func TestLatePacket(t *testing.T) {
	var h history
	number := h.depart(departure{size: 100, probe: 3})
	read := func(symbol uint16) news {
		return h.read(&rtcp.TransportLayerCC{
			BaseSequenceNumber: number, PacketStatusCount: 1, RecvDeltas: []*rtcp.RecvDelta{{Delta: 1000}},
			PacketChunks: []rtcp.PacketStatusChunk{&rtcp.RunLengthChunk{PacketStatusSymbol: symbol, RunLength: 1}},
		})
	}
	if n := read(rtcp.TypeTCCPacketNotReceived); n.lost() != 1 || n.gone[0].probe != 3 {
		t.Errorf("%+v", n)
	}
	if n := read(rtcp.TypeTCCPacketReceivedSmallDelta); n.lost() != -1 || len(n.arrived) != 1 || !n.arrived[0].found {
		t.Errorf("%+v", n)
	}
	if n := read(rtcp.TypeTCCPacketReceivedSmallDelta); n.lost() != 0 || len(n.arrived) != 0 {
		t.Errorf("it came twice: %+v", n)
	}
}
