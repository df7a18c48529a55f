package peer

import (
	"fmt"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/cc"
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
	// (RFC 7675) ends after 30 s too. Where nothing else flows keepAlive brings a
	// packet each time, so that two must be lost before a path is doubted; the
	// clock that compares runs at the same pace. So three seconds is the longest
	// that silence is not noticed.
	disconnectedAfter = 2 * time.Second
	failedAfter       = 28 * time.Second
	keepAlive         = time.Second
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
	opusType      webrtc.PayloadType = 111
	redType       webrtc.PayloadType = 63
	vp8Type       webrtc.PayloadType = 96
	vp8RepairType webrtc.PayloadType = 97
	av1Type       webrtc.PayloadType = 45
	av1RepairType webrtc.PayloadType = 46
)

// newAPI puts pion together for one connection.
func newAPI(config Config, estimator *congestion.Estimator, s *streams, bell *repairBell) (*webrtc.API, error) {
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

// codecs are what a slot offers: what we encode and decode for it, and nothing
// else.
func codecs(s Slot) []webrtc.RTPCodecParameters {
	switch {
	case s == SharpScreen:
		return video(webrtc.MimeTypeAV1, av1Type, av1RepairType)
	case s.video():
		return video(webrtc.MimeTypeVP8, vp8Type, vp8RepairType)
	}
	return soundCodecs()
}

// mimeRED is redundant audio data, whose fmtp names the codec in it (RFC 2198
// section 5).
const mimeRED = "audio/red"

// soundCodecs is Opus, before it with redundancy. The order does not bind us: each
// packet has it or not. But Chromium sends the first of what we list.
func soundCodecs() []webrtc.RTPCodecParameters {
	codec := func(payloadType webrtc.PayloadType, mime, fmtp string) webrtc.RTPCodecParameters {
		return webrtc.RTPCodecParameters{PayloadType: payloadType, RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: mime, ClockRate: frame.SampleRate, Channels: 2, SDPFmtpLine: fmtp,
			RTCPFeedback: []webrtc.RTCPFeedback{{Type: webrtc.TypeRTCPFBTransportCC}},
		}}
	}
	return []webrtc.RTPCodecParameters{
		codec(redType, mimeRED, redFormat(opusType)),
		codec(opusType, webrtc.MimeTypeOpus, "minptime=10;useinbandfec=1;stereo=1"),
	}
}

// redFormat is the fmtp of redundancy of a codec, which is the same in all
// blocks.
func redFormat(of webrtc.PayloadType) string { return fmt.Sprintf("%d/%d", of, of) }

// rtxFormat is the fmtp of retransmissions of a codec (RFC 4588, section 8.1).
func rtxFormat(of webrtc.PayloadType) string { return fmt.Sprintf("apt=%d", of) }

// video is a codec for pictures with its retransmissions (RFC 4588).
func video(mime string, media, repair webrtc.PayloadType) []webrtc.RTPCodecParameters {
	return []webrtc.RTPCodecParameters{
		{PayloadType: media, RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: mime, ClockRate: frame.VideoClockRate,
			RTCPFeedback: []webrtc.RTCPFeedback{
				{Type: webrtc.TypeRTCPFBTransportCC},
				{Type: webrtc.TypeRTCPFBCCM, Parameter: "fir"},
				{Type: webrtc.TypeRTCPFBNACK},
				{Type: webrtc.TypeRTCPFBNACK, Parameter: "pli"},
			},
		}},
		{PayloadType: repair, RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeRTX, ClockRate: frame.VideoClockRate,
			SDPFmtpLine: rtxFormat(media),
		}},
	}
}

// registerCodecs makes the codecs of all slots known.
func registerCodecs(m *webrtc.MediaEngine) error {
	for _, slot := range []Slot{Microphone, Camera, SharpScreen} {
		kind := webrtc.RTPCodecTypeAudio
		if slot.video() {
			kind = webrtc.RTPCodecTypeVideo
		}
		for _, codec := range codecs(slot) {
			if err := m.RegisterCodec(codec, kind); err != nil {
				return err
			}
		}
	}
	return nil
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
// estimator gives transport-wide numbers, also to retransmissions and padding.
// Missing on purpose are pion's NACK generator, since the jitter buffers know
// better what to ask for, its responder, which passes the pacer by, and its
// sender reports (see rtpio.Report).
func interceptors(config Config, estimator *congestion.Estimator) (*interceptor.Registry, error) {
	logs := loggers{config.Logger}
	control, err := cc.NewInterceptor(func() (cc.BandwidthEstimator, error) { return estimator, nil })
	if err != nil {
		return nil, err
	}
	feedback, err := twcc.NewSenderInterceptor(twcc.SendInterval(feedbackInterval), twcc.WithLoggerFactory(logs))
	if err != nil {
		return nil, err
	}
	reports, err := report.NewReceiverInterceptor(report.WithReceiverLoggerFactory(logs))
	if err != nil {
		return nil, err
	}
	registry := &interceptor.Registry{}
	for _, f := range []interceptor.Factory{control, feedback, reports} {
		registry.Add(f)
	}
	return registry, nil
}

func settingEngine(config Config) webrtc.SettingEngine {
	var s webrtc.SettingEngine
	s.LoggerFactory = loggers{config.Logger}
	s.SetNet(config.Net)
	s.SetICETimeouts(disconnectedAfter, failedAfter, keepAlive)
	s.SetRelayAcceptanceMinWait(0)
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	s.DisableActiveTCP(true)
	s.SetIncludeLoopbackCandidate(config.Loopback)
	s.SetRemoteIPFilter(newAdmission(config).ip)
	s.SetICEMulticastDNSMode(multicastMode(config))
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

// multicastMode says what multicast DNS is used for. A relay has no such name,
// and who asks for one shows where they are.
func multicastMode(config Config) ice.MulticastDNSMode {
	switch {
	case config.RelayOnly:
		return ice.MulticastDNSModeDisabled
	case config.MDNS:
		return ice.MulticastDNSModeQueryAndGather
	}
	return ice.MulticastDNSModeQueryOnly
}
