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

// tryTime bounds the connection with one address. TCP sends its SYN at 0, 1, 3
// and 7 s.
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
	return persist(ctx, func() (*link, error) {
		conn, err := t.first(ctx, addresses, target.Key, protocol)
		if err != nil {
			return nil, err
		}
		l, err := t.greet(ctx, conn, false)
		return l, broken(err)
	})
}

// first connects to the first of the addresses where the right one answers.
func (t *Transport) first(ctx context.Context, addresses []netip.AddrPort, want identity.Key, protocol string) (*tls.Conn, error) {
	return race(ctx, addresses, func(ctx context.Context, to netip.AddrPort) (*tls.Conn, error) {
		return t.try(ctx, to, want, protocol)
	})
}

// try connects to one address and checks who answers.
func (t *Transport) try(ctx context.Context, to netip.AddrPort, want identity.Key, protocol string) (*tls.Conn, error) {
	// The link has its own signs of life.
	dialer := net.Dialer{KeepAlive: -1, Timeout: tryTime}
	raw, err := dialer.DialContext(ctx, "tcp", to.String())
	if err != nil {
		return nil, err
	}
	tune(raw)
	ctx, cancel := context.WithTimeout(ctx, handshakeTime)
	defer cancel()
	conn := tls.Client(raw, tlsConfig(t.key, t.certificate, want, protocol))
	if err := conn.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, fmt.Errorf("%s: %w", to, broken(fmt.Errorf("handshake: %w", err)))
	}
	return conn, nil
}
