package peer

import (
	"fmt"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/cc"
	"github.com/pion/interceptor/pkg/nack"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"parley/call/media/congestion"
	"parley/call/media/frame"
)

const (
	// disconnectedAfter and failedAfter are the times without a packet after
	// which a path counts as interrupted, and after that as gone; consent
	// (RFC 7675) ends after 30 s too.
	disconnectedAfter = 5 * time.Second
	failedAfter       = 25 * time.Second
	keepAlive         = 2 * time.Second
	// dtlsRetransmission is libwebrtc's first interval; a handshake packet
	// lost at DTLS' own second would be most of the time to the first picture.
	dtlsRetransmission = 100 * time.Millisecond
	// sctpMaxRTO lets the control channel come back soon after an outage
	// instead of after the up to 60 s of RFC 9260 section 16.
	sctpMaxRTO = 2 * time.Second
	// sctpWindow, sctpMinCwnd and sctpCwndStep are in bytes. With RFC 9260's
	// own a file over a path of 50 ms gets a third of 50 Mbit/s, and a tenth
	// after a loss; with these it gets nine tenths, and a half. Who sends files
	// paces them beside media.
	sctpWindow   = 8 << 20
	sctpMinCwnd  = 256 << 10
	sctpCwndStep = 64 << 10
	// replayWindow in packets; the 64 of RFC 3711 section 3.3.2 are too few
	// for a video burst overtaken by another path.
	replayWindow = 512
	// receiveMTU is the largest packet read, in bytes.
	receiveMTU = 1600
	// feedbackInterval is how often transport-wide feedback is sent: what
	// libwebrtc does in a steady state at these rates.
	feedbackInterval = 50 * time.Millisecond

	absCaptureTimeURI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"
)

// Payload types as Chrome numbers them, so that a capture reads as usual.
const (
	opusType webrtc.PayloadType = 111
	vp8Type  webrtc.PayloadType = 96
	rtxType  webrtc.PayloadType = 97
)

// newAPI puts pion together for one connection.
func newAPI(config Config, estimator *congestion.GCC, s *streams, bell *repairBell) (*webrtc.API, error) {
	media := &webrtc.MediaEngine{}
	if err := registerCodecs(media); err != nil {
		return nil, fmt.Errorf("register codecs: %w", err)
	}
	if err := registerExtensions(media); err != nil {
		return nil, fmt.Errorf("register header extensions: %w", err)
	}
	chain, err := interceptors(config, estimator)
	if err != nil {
		return nil, fmt.Errorf("interceptors: %w", err)
	}
	chain.Add(bell)
	settings := settingEngine(config)
	settings.BufferFactory = s.buffer
	return webrtc.NewAPI(
		webrtc.WithMediaEngine(media),
		webrtc.WithInterceptorRegistry(chain),
		webrtc.WithSettingEngine(settings),
	), nil
}

// registerCodecs offers what we encode and decode and nothing else.
func registerCodecs(m *webrtc.MediaEngine) error {
	opus := webrtc.RTPCodecParameters{PayloadType: opusType, RTPCodecCapability: webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeOpus, ClockRate: frame.SampleRate, Channels: 2,
		SDPFmtpLine:  "minptime=10;useinbandfec=1;stereo=1",
		RTCPFeedback: []webrtc.RTCPFeedback{{Type: webrtc.TypeRTCPFBTransportCC}},
	}}
	vp8 := webrtc.RTPCodecParameters{PayloadType: vp8Type, RTPCodecCapability: webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeVP8, ClockRate: frame.VideoClockRate,
		RTCPFeedback: []webrtc.RTCPFeedback{
			{Type: webrtc.TypeRTCPFBTransportCC},
			{Type: webrtc.TypeRTCPFBCCM, Parameter: "fir"},
			{Type: webrtc.TypeRTCPFBNACK},
			{Type: webrtc.TypeRTCPFBNACK, Parameter: "pli"},
		},
	}}
	rtx := webrtc.RTPCodecParameters{PayloadType: rtxType, RTPCodecCapability: webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeRTX, ClockRate: frame.VideoClockRate,
		SDPFmtpLine: fmt.Sprintf("apt=%d", vp8Type),
	}}
	if err := m.RegisterCodec(opus, webrtc.RTPCodecTypeAudio); err != nil {
		return err
	}
	if err := m.RegisterCodec(vp8, webrtc.RTPCodecTypeVideo); err != nil {
		return err
	}
	return m.RegisterCodec(rtx, webrtc.RTPCodecTypeVideo)
}

func registerExtensions(m *webrtc.MediaEngine) error {
	both := []string{sdp.TransportCCURI, sdp.SDESMidURI, absCaptureTimeURI}
	for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
		for _, uri := range both {
			if err := m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: uri}, kind); err != nil {
				return err
			}
		}
	}
	return m.RegisterHeaderExtension(
		webrtc.RTPHeaderExtensionCapability{URI: sdp.AudioLevelURI}, webrtc.RTPCodecTypeAudio)
}

// interceptors builds the chain. The first one is nearest the wire: the
// estimator sees transport-wide numbers, which also retransmissions get.
// Missing on purpose are pion's NACK generator, since the jitter buffers know
// better what to ask for, and its sender reports (see rtpio.Report).
func interceptors(config Config, estimator *congestion.GCC) (*interceptor.Registry, error) {
	logs := loggers{config.Logger}
	control, err := cc.NewInterceptor(func() (cc.BandwidthEstimator, error) { return estimator, nil })
	if err != nil {
		return nil, err
	}
	numbers, err := twcc.NewHeaderExtensionInterceptor()
	if err != nil {
		return nil, err
	}
	feedback, err := twcc.NewSenderInterceptor(twcc.SendInterval(feedbackInterval), twcc.WithLoggerFactory(logs))
	if err != nil {
		return nil, err
	}
	responder, err := nack.NewResponderInterceptor(
		nack.WithResponderLoggerFactory(logs), nack.ResponderStreamsFilter(hasRepairStream))
	if err != nil {
		return nil, err
	}
	reports, err := report.NewReceiverInterceptor(report.WithReceiverLoggerFactory(logs))
	if err != nil {
		return nil, err
	}
	registry := &interceptor.Registry{}
	for _, f := range []interceptor.Factory{control, numbers, feedback, responder, reports} {
		registry.Add(f)
	}
	return registry, nil
}

// hasRepairStream keeps lost packets from being sent again under their own
// number: with another header extension under the same AES-GCM nonce, that
// would give the authentication key away.
func hasRepairStream(info *interceptor.StreamInfo) bool { return info.SSRCRetransmission != 0 }

func settingEngine(config Config) webrtc.SettingEngine {
	var s webrtc.SettingEngine
	s.LoggerFactory = loggers{config.Logger}
	s.SetNet(config.Net)
	s.SetICETimeouts(disconnectedAfter, failedAfter, keepAlive)
	s.SetRelayAcceptanceMinWait(0)
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	s.DisableActiveTCP(true)
	s.SetIncludeLoopbackCandidate(config.Loopback)
	s.SetRemoteIPFilter(remoteFilter(config.Loopback))
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeQueryOnly)
	if config.MDNS {
		s.SetICEMulticastDNSMode(ice.MulticastDNSModeQueryAndGather)
	}
	s.SetDTLSRetransmissionInterval(dtlsRetransmission)
	s.SetSRTPReplayProtectionWindow(replayWindow)
	s.SetReceiveMTU(receiveMTU)
	s.SetSCTPRTOMax(sctpMaxRTO)
	s.SetSCTPMaxReceiveBufferSize(sctpWindow)
	s.SetSCTPMinCwnd(sctpMinCwnd)
	s.SetSCTPCwndCAStep(sctpCwndStep)
	s.DetachDataChannels()
	// Without it a track appears only with its first packet, and not at all
	// when that packet is garbage.
	s.SetFireOnTrackBeforeFirstRTP(true)
	return s
}
