package peer

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/transport/v5"
	"github.com/pion/webrtc/v4"
)

// A peer that sends nonsense inside a proper connection is not heard, and the
// sound that it sends properly still is.
func TestGarbageIsNotHeard(t *testing.T) {
	c := newCall(t, Config{Loopback: true}, [2]transport.Net{})
	c.connect(t)
	defer c.close(t)
	b := c.a.conn.tracks[Camera].bound.Load()
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 5000 {
		h := rtp.Header{
			Version: 2, PayloadType: uint8(random.IntN(128)), SSRC: uint32(b.ssrc),
			SequenceNumber: uint16(i), Timestamp: random.Uint32(), Marker: random.IntN(2) == 0,
		}
		payload := make([]byte, random.IntN(1000))
		_, _ = b.writer.WriteRTP(&h, payload)
		if i%100 == 0 {
			// Reports about tracks that do not exist, and a type that is none.
			_ = c.a.conn.pc.WriteRTCP([]rtcp.Packet{
				&rtcp.TransportLayerNack{MediaSSRC: uint32(b.ssrc), Nacks: []rtcp.NackPair{{PacketID: 1, LostPackets: 0xffff}}},
				&rtcp.SenderReport{SSRC: uint32(b.ssrc)},
			})
			time.Sleep(time.Millisecond)
		}
	}
	for _, p := range c.b.received(Camera) {
		if p.PayloadType != uint8(vp8Type) {
			t.Fatalf("heard payload type %d", p.PayloadType)
		}
	}
	if !flows(t, c.a, c.b) {
		t.Error("proper sound is not heard any more")
	}
	for _, r := range get(c.b, func(e *end) []SenderReport { return e.reports[Camera] }) {
		if r.NTP.Year() < 2000 {
			t.Errorf("a report of %v was heard", r.NTP)
		}
	}
}

// rogue is a bare pion connection to an end, without the interceptors that
// keep ours from sending nonsense. It returns what its camera writes to.
func rogue(t *testing.T, e *end) *binding {
	t.Helper()
	media := &webrtc.MediaEngine{}
	if err := registerCodecs(media); err != nil {
		t.Fatal(err)
	}
	var settings webrtc.SettingEngine
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	api := webrtc.NewAPI(webrtc.WithMediaEngine(media), webrtc.WithSettingEngine(settings),
		webrtc.WithInterceptorRegistry(&interceptor.Registry{}))
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.GracefulClose() })
	var camera *track
	for slot := range slotCount {
		tr := newTrack(slot, time.Now())
		tr.mid = func() string { return "" }
		if _, err := pc.AddTransceiverFromTrack(tr); err != nil {
			t.Fatal(err)
		}
		if slot == Camera {
			camera = tr
		}
	}
	negotiate(t, pc, e)
	until(t, "connected", func() bool {
		return e.conn.State() == Connected && pc.ConnectionState() == webrtc.PeerConnectionStateConnected
	})
	return camera.bound.Load()
}

func negotiate(t *testing.T, pc *webrtc.PeerConnection, e *end) {
	t.Helper()
	gathered := webrtc.GatheringCompletePromise(pc)
	offer, err := pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := pc.SetLocalDescription(offer); err != nil {
		t.Fatal(err)
	}
	<-gathered
	if err := e.conn.Remote(Description{Kind: Offer, SDP: pc.LocalDescription().SDP}); err != nil {
		t.Fatal(err)
	}
	for s := range e.signals {
		if answer, ok := s.(Description); ok {
			err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer.SDP})
			if err != nil {
				t.Fatal(err)
			}
			return
		}
	}
}

// pion keeps a buffer for every SSRC; the connection ends before that hurts.
func TestStreamFloodEndsTheConnection(t *testing.T) {
	e := alone(t, false)
	b := rogue(t, e)
	for i := 0; i < 100*maxStreams && e.conn.State() != Closed; i++ {
		_, _ = b.writer.WriteRTP(&rtp.Header{Version: 2, PayloadType: b.payloadType, SSRC: 1000 + uint32(i)}, []byte{1})
	}
	until(t, "hung up", func() bool { return e.conn.State() == Closed })
}

func TestReportFloodEndsTheConnection(t *testing.T) {
	c := newCall(t, Config{Loopback: true}, [2]transport.Net{})
	c.connect(t)
	defer c.close(t)
	for i := range 3 * maxStreams {
		_ = c.a.conn.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: 1000 + uint32(i)}})
	}
	until(t, "hung up", func() bool { return c.b.conn.State() == Closed })
}

// Without Loopback a candidate on this computer is never sent anything.
func TestLoopbackIsOffByDefault(t *testing.T) {
	c := newCall(t, Config{}, [2]transport.Net{})
	defer c.close(t)
	c.signal(t)
	if err := c.a.conn.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	if s := c.a.conn.Stats(); addressOf(s.Remote).IsLoopback() {
		t.Errorf("connected to %s", s.Remote)
	}
}
