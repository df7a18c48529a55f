package lan

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"time"

	"parley/call/identity"
	"parley/call/signal"
)

const (
	// protocol and filesProtocol are the names in ALPN (RFC 7301).
	protocol      = "parley/1"
	filesProtocol = "parley-files/1"
	// handshakeTime is for TLS and both introductions together. Where 30 % of all
	// packets get lost in runs of three, 5 s were too short for one call of five.
	handshakeTime = 10 * time.Second
	// maxHello is more than the longest Hello takes, fully escaped.
	maxHello = 8 << 10
)

// versions are those of the protocol that this program speaks.
var versions = []int{signal.Version}

// tlsConfig describes our side. The key is all that counts in the other
// side's certificate: it must be want, if that is given, and not our own. One
// of the protocols has to be agreed on.
func tlsConfig(own identity.Key, certificate tls.Certificate, want identity.Key, protocols ...string) *tls.Config {
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{certificate},
		ClientAuth:   tls.RequireAnyClientCert,
		NextProtos:   protocols,
		// A resumed session would show no certificate.
		SessionTicketsDisabled: true,
		// There is no authority to ask: VerifyConnection decides.
		InsecureSkipVerify: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			if !slices.Contains(protocols, state.NegotiatedProtocol) {
				return fmt.Errorf("%w: not %s", signal.ErrVersion, protocols)
			}
			key, err := remoteKey(state)
			if err != nil {
				return err
			}
			return judge(key, own, want)
		},
	}
}

func remoteKey(state tls.ConnectionState) (identity.Key, error) {
	if len(state.PeerCertificates) == 0 {
		return identity.Key{}, fmt.Errorf("%w: no certificate", signal.ErrProtocol)
	}
	return identity.KeyOf(state.PeerCertificates[0])
}

func judge(key, own, want identity.Key) error {
	switch {
	case key == own:
		return signal.ErrSelf
	case !want.IsZero() && key != want:
		return fmt.Errorf("%w: %s answered for %s", signal.ErrWrongKey, key.Fingerprint(), want.Fingerprint())
	}
	return nil
}

// greet does the TLS handshake, unless it is done, and exchanges introductions,
// within handshakeTime. It returns a link that runs; on an error the connection
// is closed.
func (t *Transport) greet(ctx context.Context, conn *tls.Conn, inbound bool) (*link, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeTime)
	defer cancel()
	l, err := t.introduce(ctx, conn, inbound)
	if err != nil {
		conn.NetConn().Close()
		return nil, err
	}
	return l, nil
}

func (t *Transport) introduce(ctx context.Context, conn *tls.Conn, inbound bool) (*link, error) {
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, fmt.Errorf("handshake: %w", err)
	}
	key, err := remoteKey(conn.ConnectionState())
	if err != nil {
		return nil, err
	}
	hello, err := t.exchange(ctx, conn)
	if err != nil {
		return nil, fmt.Errorf("introduction: %w", err)
	}
	version, err := signal.Agree(versions, hello.Versions)
	if err != nil {
		return nil, err
	}
	hello.Name, hello.Device = identity.CleanName(hello.Name), identity.CleanLabel(hello.Device)
	return t.open.add(conn, key, hello, version, inbound)
}

// exchange sends our Hello and receives theirs, both at once: neither side
// waits for the other to begin.
func (t *Transport) exchange(ctx context.Context, conn *tls.Conn) (signal.Hello, error) {
	deadline, _ := ctx.Deadline()
	if err := conn.SetDeadline(deadline); err != nil {
		return signal.Hello{}, err
	}
	stop := context.AfterFunc(ctx, func() { conn.NetConn().Close() })
	defer stop()
	sent := make(chan error, 1)
	go func() { sent <- t.sayHello(conn) }()
	hello, err := hearHello(conn)
	if err != nil {
		conn.NetConn().Close() // so that sayHello ends
	}
	if err = errors.Join(err, <-sent); err != nil {
		return signal.Hello{}, err
	}
	return hello, conn.SetDeadline(time.Time{})
}

func (t *Transport) sayHello(conn *tls.Conn) error {
	message, err := signal.Encode(signal.Envelope{Version: 1, Sequence: 1, Body: t.hello()})
	if err != nil {
		return err
	}
	return writeFrame(conn, message)
}

func hearHello(conn *tls.Conn) (signal.Hello, error) {
	message, err := readFrame(conn, maxHello)
	if err != nil {
		return signal.Hello{}, err
	}
	e, err := signal.Decode(message)
	if err != nil {
		return signal.Hello{}, err
	}
	hello, ok := e.Body.(signal.Hello)
	if !ok || e.Sequence != 1 || e.Version != 1 {
		return signal.Hello{}, fmt.Errorf("%w: the first message is no hello", signal.ErrProtocol)
	}
	return hello, nil
}
