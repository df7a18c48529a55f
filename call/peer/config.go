package peer

import (
	"errors"
	"log/slog"
	"time"

	"github.com/pion/transport/v5"
	"github.com/pion/webrtc/v4"

	"parley/call/media/congestion"
)

// Config of a Conn. Handler is required.
type Config struct {
	// Offerer makes the offers; of each pair exactly one does.
	Offerer bool
	// Loopback lets candidates on 127.0.0.1 and ::1 pass, in both directions.
	Loopback bool
	// MDNS hides our addresses behind names of multicast DNS (RFC 8828
	// section 5.2 mode 3). The far side's names are looked up in any case.
	MDNS bool
	// RelayOnly keeps this computer's addresses from the far side: no candidate
	// is gathered or used but those of relays, on either side.
	RelayOnly bool
	// Nearby says that the far side was reached over this network, so that its
	// private addresses are worth a try.
	Nearby  bool
	Handler Handler
	Logger  *slog.Logger     // nil discards
	Now     func() time.Time // nil is time.Now
	// Servers returns the servers for ICE to use from now on. It is asked before
	// each gathering of candidates and must not wait; nil stands for none.
	Servers func() []Server
	// InitialBitrate and MaxBitrate bound the estimate in bits a second; zero
	// takes congestion's defaults.
	InitialBitrate int
	MaxBitrate     int
	// Net replaces the computer's network, for tests.
	Net transport.Net
}

// Server is a STUN or TURN server, with what it wants to hear.
type Server struct {
	URLs                 []string // RFC 7064, RFC 7065
	Username, Credential string
}

// withDefaults fills what is zero.
func (c Config) withDefaults() (Config, error) {
	if c.Handler == nil {
		return c, errors.New("peer connection without a handler")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Net == nil {
		live, err := newLiveNet()
		if err != nil {
			return c, err
		}
		c.Net = live
	}
	return c, nil
}

// webrtc is what pion is told when a connection is made.
func (c Config) webrtc() webrtc.Configuration {
	out := webrtc.Configuration{BundlePolicy: webrtc.BundlePolicyMaxBundle}
	if c.RelayOnly {
		out.ICETransportPolicy = webrtc.ICETransportPolicyRelay
	}
	return out
}

func (c Config) congestion() congestion.Config {
	return congestion.Config{Initial: c.InitialBitrate, Max: c.MaxBitrate, Now: c.Now}
}
