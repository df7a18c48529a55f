// Package peertest holds the far side of a connection that behaves badly, for
// tests of what stands against it.
package peertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// Slots is how many tracks a rogue sends: as many as package peer has, in the
// same order.
const Slots = 4

// hang bounds what must happen at all.
const hang = 30 * time.Second

// Rogue is a bare connection over loopback that connects as it should, and
// then sends whatever it is told, without what keeps a peer.Conn from sending
// nonsense. It always offers.
type Rogue struct {
	pc        *webrtc.PeerConnection
	tracks    [Slots]*track
	connected chan struct{}
}

// New prepares a rogue that ends with the test.
func New(t testing.TB) *Rogue {
	t.Helper()
	r := &Rogue{connected: make(chan struct{})}
	if err := r.open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.pc.GracefulClose() })
	return r
}

func (r *Rogue) open() (err error) {
	media := &webrtc.MediaEngine{}
	for kind, codec := range codecs {
		if err := media.RegisterCodec(codec, kind); err != nil {
			return err
		}
	}
	var settings webrtc.SettingEngine
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	api := webrtc.NewAPI(webrtc.WithMediaEngine(media), webrtc.WithSettingEngine(settings),
		webrtc.WithInterceptorRegistry(&interceptor.Registry{}))
	if r.pc, err = api.NewPeerConnection(webrtc.Configuration{}); err != nil {
		return err
	}
	r.pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		if s == webrtc.PeerConnectionStateConnected {
			close(r.connected)
		}
	})
	for slot := range r.tracks {
		r.tracks[slot] = &track{slot: slot}
		if _, err = r.pc.AddTransceiverFromTrack(r.tracks[slot]); err != nil {
			return err
		}
	}
	return nil
}

// Offer returns a session description with all candidates in it.
func (r *Rogue) Offer(t testing.TB) (sdp string) {
	t.Helper()
	gathered := webrtc.GatheringCompletePromise(r.pc)
	offer, err := r.pc.CreateOffer(nil)
	if err == nil {
		err = r.pc.SetLocalDescription(offer)
	}
	if err != nil {
		t.Fatal(err)
	}
	<-gathered
	return r.pc.LocalDescription().SDP
}

// Answer takes the far side's description.
func (r *Rogue) Answer(sdp string) error {
	return r.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: sdp})
}

// Candidate takes a candidate of the far side.
func (r *Rogue) Candidate(line, mid string) error {
	return r.pc.AddICECandidate(webrtc.ICECandidateInit{Candidate: line, SDPMid: &mid})
}

// Wait waits until the connection stands.
func (r *Rogue) Wait(t testing.TB) {
	t.Helper()
	select {
	case <-r.connected:
	case <-time.After(hang):
		t.Fatalf("the rogue did not connect: %v", r.pc.ConnectionState())
	}
}

// Packet is what a rogue sends (RFC 3550 section 5.1).
type Packet struct {
	SSRC      uint32 // 0 takes the slot's own
	Sequence  uint16
	Timestamp uint32
	Marker    bool
	Payload   []byte
}

// Send sends one packet in a slot. What the connection makes of it is the far
// side's business: an error says no more than that it is closed.
func (r *Rogue) Send(slot int, p Packet) error {
	b := r.tracks[slot].bound.Load()
	if b == nil {
		return fmt.Errorf("slot %d was not negotiated", slot)
	}
	h := rtp.Header{
		Version: 2, PayloadType: b.payloadType, SSRC: b.ssrc,
		SequenceNumber: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker,
	}
	if p.SSRC != 0 {
		h.SSRC = p.SSRC
	}
	_, err := b.writer.WriteRTP(&h, p.Payload)
	return err
}
