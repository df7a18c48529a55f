package congestion

import (
	"math"
	"testing"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// The far side's feedback may say anything: about packets that were never sent,
// or twice, at times that jump and run backward. The estimate stays between its
// bounds, and so does what is remembered.
func FuzzFeedback(f *testing.F) {
	good := &rtcp.TransportLayerCC{
		PacketStatusCount: 4, ReferenceTime: 10, RecvDeltas: []*rtcp.RecvDelta{
			{Type: rtcp.TypeTCCPacketReceivedSmallDelta, Delta: 250}, {Type: rtcp.TypeTCCPacketReceivedLargeDelta, Delta: -5000},
		},
		PacketChunks: []rtcp.PacketStatusChunk{&rtcp.StatusVectorChunk{
			SymbolSize: rtcp.TypeTCCSymbolSizeTwoBit,
			SymbolList: []uint16{1, 0, 2, 0, 0, 0, 0},
		}},
	}
	good.Header = rtcp.Header{Padding: true, Count: rtcp.FormatTCC, Type: rtcp.TypeTransportSpecificFeedback, Length: uint16(good.MarshalSize()/4 - 1)}
	raw, err := good.Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw, uint16(20), uint8(50))
	f.Add(raw, uint16(0), uint8(0))
	f.Fuzz(func(t *testing.T, raw []byte, step uint16, sent uint8) {
		now := time.Unix(0, 0)
		e := NewEstimator(Config{Now: func() time.Time { return now }})
		w := sink(e)
		e.Want(camera720)
		for len(raw) > 0 {
			for range sent {
				if _, err := w.Write(&rtp.Header{Version: 2, SSRC: 9}, make([]byte, 500), nil); err != nil {
					t.Fatal(err)
				}
				now = now.Add(time.Duration(step) * time.Microsecond)
			}
			var feedback rtcp.TransportLayerCC
			if err := feedback.Unmarshal(raw); err == nil {
				_ = e.WriteRTCP([]rtcp.Packet{&feedback}, nil)
			}
			for _, more := e.pad(); more; _, more = e.pad() {
				now = now.Add(time.Millisecond)
			}
			sound(t, e)
			raw = raw[min(len(raw), 1+int(raw[0])%32):]
		}
	})
}

// sink is a stream of an estimator that goes nowhere.
func sink(e *Estimator) interceptor.RTPWriter {
	return e.AddStream(&interceptor.StreamInfo{
		SSRC: 9, SSRCRetransmission: 10, PayloadTypeRetransmission: 97,
		RTPHeaderExtensions: []interceptor.RTPHeaderExtension{{URI: twccURI, ID: twccID}},
	}, interceptor.RTPWriterFunc(func(*rtp.Header, []byte, interceptor.Attributes) (int, error) { return 0, nil }))
}

// sound checks what must hold whatever was heard.
func sound(t *testing.T, e *Estimator) {
	t.Helper()
	if e.Target() < DefaultMin || e.Target() > DefaultMax {
		t.Fatalf("target %d", e.Target())
	}
	for _, v := range []float64{
		e.target, e.delay.rate, e.delay.resume, e.delay.capacity.mean, e.loss.inherent, e.loss.tested, e.path.Loss, e.trend.threshold,
	} {
		if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
			t.Fatalf("%v in %+v", v, e.delay)
		}
	}
	if e.loss.inherent > mostInherent || len(e.loss.samples) > lossSamples || len(e.throughput.packets) > departures || len(e.trend.points) > trendWindow {
		t.Fatalf("inherent loss %v of %d samples, %d packets, %d points",
			e.loss.inherent, len(e.loss.samples), len(e.throughput.packets), len(e.trend.points))
	}
}

// BenchmarkFeedback is what 50 ms of 2.5 Mbit/s cost: to send the packets, and
// to take the feedback on them in.
func BenchmarkFeedback(b *testing.B) {
	const packets = 14
	now := time.Unix(0, 0)
	e := NewEstimator(Config{Now: func() time.Time { return now }})
	w := sink(e)
	feedback := &rtcp.TransportLayerCC{
		PacketStatusCount: packets,
		PacketChunks: []rtcp.PacketStatusChunk{
			&rtcp.RunLengthChunk{PacketStatusSymbol: rtcp.TypeTCCPacketReceivedSmallDelta, RunLength: packets},
		},
	}
	for range packets {
		feedback.RecvDeltas = append(feedback.RecvDeltas, &rtcp.RecvDelta{Type: rtcp.TypeTCCPacketReceivedSmallDelta, Delta: 3500})
	}
	heard := []rtcp.Packet{feedback}
	header, payload := &rtp.Header{Version: 2, SSRC: 9}, make([]byte, packetSize)
	b.ReportAllocs()
	for b.Loop() {
		for range packets {
			_, _ = w.Write(header, payload, nil)
			now = now.Add(3500 * time.Microsecond)
		}
		feedback.ReferenceTime = uint32(now.UnixMilli() / 64)
		_ = e.WriteRTCP(heard, nil)
		feedback.BaseSequenceNumber += packets
	}
}
