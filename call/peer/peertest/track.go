package peertest

import (
	"fmt"
	"sync/atomic"

	"github.com/pion/webrtc/v4"
)

// codecs are those of package peer, without repair.
var codecs = map[webrtc.RTPCodecType]webrtc.RTPCodecParameters{
	webrtc.RTPCodecTypeAudio: {PayloadType: 111, RTPCodecCapability: webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeOpus, ClockRate: 48_000, Channels: 2,
	}},
	webrtc.RTPCodecTypeVideo: {PayloadType: 96, RTPCodecCapability: webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeVP8, ClockRate: 90_000,
	}},
}

// track is the sending half of one slot. It implements webrtc.TrackLocal.
type track struct {
	slot  int
	bound atomic.Pointer[binding]
}

// binding is what negotiation decided about a track.
type binding struct {
	ssrc        uint32
	payloadType uint8
	writer      webrtc.TrackLocalWriter
}

// Kind implements webrtc.TrackLocal: sound, two pictures, sound.
func (t *track) Kind() webrtc.RTPCodecType {
	if t.slot == 0 || t.slot == Slots-1 {
		return webrtc.RTPCodecTypeAudio
	}
	return webrtc.RTPCodecTypeVideo
}

// Bind implements webrtc.TrackLocal.
func (t *track) Bind(ctx webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	codec := codecs[t.Kind()]
	t.bound.Store(&binding{uint32(ctx.SSRC()), uint8(codec.PayloadType), ctx.WriteStream()})
	return codec, nil
}

// Unbind implements webrtc.TrackLocal.
func (t *track) Unbind(webrtc.TrackLocalContext) error {
	t.bound.Store(nil)
	return nil
}

// ID implements webrtc.TrackLocal.
func (t *track) ID() string { return fmt.Sprintf("rogue-%d", t.slot) }

// RID implements webrtc.TrackLocal.
func (t *track) RID() string { return "" }

// StreamID implements webrtc.TrackLocal.
func (t *track) StreamID() string { return "rogue" }
