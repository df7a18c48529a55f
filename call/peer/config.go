package peer

import (
	"errors"
	"log/slog"
	"time"

	"github.com/pion/transport/v5"

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
	MDNS    bool
	Handler Handler
	Logger  *slog.Logger     // nil discards
	Now     func() time.Time // nil is time.Now
	// InitialBitrate and MaxBitrate bound the estimate in bits a second; zero
	// takes congestion's defaults.
	InitialBitrate int
	MaxBitrate     int
	// Net replaces the computer's network, for tests.
	Net transport.Net
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

func (c Config) congestion() congestion.Config {
	return congestion.Config{Initial: c.InitialBitrate, Max: c.MaxBitrate, Now: c.Now}
}
