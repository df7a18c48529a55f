package paste

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"

	"parley/call/identity"
)

// Config is what a side works with.
type Config struct {
	Key identity.Key // of the person at this computer
	// STUN are servers that say how this computer is seen from outside, such as
	// stun:meet.example.org; without one, only who shares a network is found, or
	// has an address of its own.
	STUN []string
	// Loopback lets the path use 127.0.0.1, for tests on one computer.
	Loopback bool
}

const (
	// gatherTime bounds the search for addresses of one's own: a STUN server that
	// does not answer shall not keep the text back.
	gatherTime = 3 * time.Second
	// quiet is how long a path may be silent; the link above has its own, shorter
	// idea of that.
	quiet = 30 * time.Second
	// keepAlive keeps a NAT's mapping (RFC 8445, section 11).
	keepAlive = 2 * time.Second
	// mostChecks is how often a pair is checked, five times a second, until the
	// other side has pasted its text: more than an hour's worth.
	mostChecks = 20_000
	// channel is the number of the one data channel, even because the client of
	// DTLS opens it (RFC 8832 section 6).
	channel uint16 = 0
)

// path is this side's end of what carries the link. close ends it in any state.
type path struct {
	gatherer *webrtc.ICEGatherer
	ice      *webrtc.ICETransport
	dtls     *webrtc.DTLSTransport
	sctp     *webrtc.SCTPTransport
	api      *webrtc.API
	opened   chan *webrtc.DataChannel // the first one
	text     text
}

// newPath finds this side's addresses and writes its text, but for what an
// answer says of its offer.
func newPath(ctx context.Context, cfg Config, kind Kind) (*path, error) {
	p := &path{opened: make(chan *webrtc.DataChannel, 1), text: text{kind: kind, made: time.Now().Truncate(time.Second), key: cfg.Key}}
	if _, err := rand.Read(p.text.secret[:]); err != nil {
		return nil, err
	}
	if err := p.build(cfg); err != nil {
		p.close()
		return nil, fmt.Errorf("paste: %w", err)
	}
	found, err := p.gather(ctx)
	if err != nil {
		p.close()
		return nil, fmt.Errorf("paste: %w", err)
	}
	if p.text.candidates = chosen(found, cfg.Loopback); len(p.text.candidates) == 0 {
		p.close()
		return nil, fmt.Errorf("paste: %w", ErrNoNetwork)
	}
	return p, nil
}

// build puts the layers on one another.
func (p *path) build(cfg Config) error {
	p.api = webrtc.NewAPI(webrtc.WithSettingEngine(p.settings(cfg)))
	var servers []webrtc.ICEServer
	if len(cfg.STUN) > 0 {
		servers = []webrtc.ICEServer{{URLs: cfg.STUN}}
	}
	var err error
	if p.gatherer, err = p.api.NewICEGatherer(webrtc.ICEGatherOptions{ICEServers: servers}); err != nil {
		return err
	}
	p.ice = p.api.NewICETransport(p.gatherer)
	if p.dtls, err = p.api.NewDTLSTransport(p.ice, nil); err != nil {
		return err
	}
	p.sctp = p.api.NewSCTPTransport(p.dtls)
	return nil
}

// settings are pion's. The certificates of DTLS are not checked: TLS above them
// is what proves who is there.
func (p *path) settings(cfg Config) webrtc.SettingEngine {
	var s webrtc.SettingEngine
	ufrag, password := p.text.credentials()
	s.SetICECredentials(ufrag, password)
	s.SetICETimeouts(quiet, goodFor, keepAlive)
	s.SetICEMaxBindingRequests(mostChecks)
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	s.SetSTUNGatherTimeout(gatherTime)
	s.SetIncludeLoopbackCandidate(cfg.Loopback)
	s.DisableCertificateFingerprintVerification(true)
	s.DetachDataChannels()
	s.EnableDataChannelBlockWrite(true)
	return s
}

// gather waits for this side's addresses.
func (p *path) gather(ctx context.Context) ([]webrtc.ICECandidate, error) {
	all := make(chan struct{})
	p.gatherer.OnLocalCandidate(func(c *webrtc.ICECandidate) {
		if c == nil {
			close(all)
		}
	})
	if err := p.gatherer.Gather(); err != nil {
		return nil, err
	}
	select {
	case <-all:
	case <-time.After(gatherTime + time.Second):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return p.gatherer.GetLocalCandidates()
}

// connect makes the path to the other side, and waits for it until ctx ends,
// which closes the path. The offer's maker controls ICE and serves DTLS.
func (p *path) connect(ctx context.Context, other text) (net.Conn, error) {
	stop := context.AfterFunc(ctx, p.close)
	defer stop()
	conn, err := p.start(ctx, other)
	if ctx.Err() != nil {
		return nil, fmt.Errorf("paste: %w", context.Cause(ctx))
	}
	if err != nil {
		p.close()
		return nil, fmt.Errorf("paste: %w", err)
	}
	return conn, nil
}

func (p *path) start(ctx context.Context, other text) (net.Conn, error) {
	role, theirs := webrtc.ICERoleControlled, webrtc.DTLSRoleServer
	if p.text.kind == OfferText {
		role, theirs = webrtc.ICERoleControlling, webrtc.DTLSRoleClient
	}
	var remote []webrtc.ICECandidate
	for place, c := range other.candidates {
		remote = append(remote, c.ice(place))
	}
	if err := p.ice.SetRemoteCandidates(remote); err != nil {
		return nil, err
	}
	ufrag, password := other.credentials()
	if err := p.ice.Start(nil, webrtc.ICEParameters{UsernameFragment: ufrag, Password: password}, &role); err != nil {
		return nil, err
	}
	if err := p.dtls.StartContext(ctx, webrtc.DTLSParameters{Role: theirs}); err != nil {
		return nil, err
	}
	p.sctp.OnDataChannel(p.watch)
	if err := p.sctp.Start(webrtc.SCTPCapabilities{MaxMessageSize: maxMessage}); err != nil {
		return nil, err
	}
	if theirs == webrtc.DTLSRoleServer {
		if err := p.open(); err != nil {
			return nil, err
		}
	}
	return p.wait(ctx)
}

// open opens the data channel, as the client of DTLS does. Were it negotiated
// beforehand, the first message of whoever is ahead would be lost on who is not
// there yet.
func (p *path) open() error {
	id := channel
	c, err := p.api.NewDataChannel(p.sctp, &webrtc.DataChannelParameters{Label: "link", ID: &id, Ordered: true})
	if err != nil {
		return err
	}
	p.watch(c)
	return nil
}

// watch takes the first data channel when it is open, and no other.
func (p *path) watch(c *webrtc.DataChannel) {
	c.OnOpen(func() {
		select {
		case p.opened <- c:
		default:
			_ = c.Close()
		}
	})
}

// wait makes a byte stream of the data channel once it is open.
func (p *path) wait(ctx context.Context) (net.Conn, error) {
	select {
	case c := <-p.opened:
		stream, err := c.DetachWithDeadline()
		if err != nil {
			return nil, err
		}
		return newConn(p, stream)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// close ends all layers. What they say of it is of no use to anybody.
func (p *path) close() {
	if p.sctp != nil {
		_ = p.sctp.Stop()
		_ = p.dtls.Stop()
		_ = p.ice.Stop()
	}
	if p.gatherer != nil {
		_ = p.gatherer.GracefulClose()
	}
}
