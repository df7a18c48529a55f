package lan

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"time"

	"parley/call/identity"
	"parley/call/signal"
)

// tryTime bounds connection and TLS handshake with one address. TCP sends its
// SYN at 0, 1, 3 and 7 s.
const tryTime = 8 * time.Second

// Dial connects to a person. All addresses are tried, one after the other has
// had a moment; only the first that proves the right key is introduced to, so
// that the other side sees one link.
func (t *Transport) Dial(ctx context.Context, target signal.Target) (signal.Link, error) {
	ctx, done, err := t.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	l, err := t.dial(ctx, target)
	if err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	t.nearby.met(l.remote)
	return l, nil
}

func (t *Transport) dial(ctx context.Context, target signal.Target) (*link, error) {
	addresses, err := resolve(ctx, target)
	if err != nil {
		return nil, err
	}
	conn, err := race(ctx, addresses, func(ctx context.Context, to netip.AddrPort) (*tls.Conn, error) {
		return t.try(ctx, to, target.Key, protocol)
	})
	if err != nil {
		return nil, err
	}
	return t.greet(ctx, conn, false)
}

// try connects to one address and checks who answers.
func (t *Transport) try(ctx context.Context, to netip.AddrPort, want identity.Key, protocol string) (*tls.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	// The link has its own signs of life.
	dialer := net.Dialer{KeepAlive: -1}
	raw, err := dialer.DialContext(ctx, "tcp", to.String())
	if err != nil {
		return nil, err
	}
	tune(raw)
	conn := tls.Client(raw, tlsConfig(t.key, t.certificate, want, protocol))
	if err := conn.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, fmt.Errorf("%s: handshake: %w", to, err)
	}
	return conn, nil
}
