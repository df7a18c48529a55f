package lan

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"

	"parley/call/identity"
	"parley/call/signal"
)

// Connect opens a link over a connection that somebody else made, whoever it
// leads to: they must have the key. The link closes the connection, and so does
// an error.
func (t *Transport) Connect(ctx context.Context, conn net.Conn, key identity.Key) (signal.Link, error) {
	ctx, done, err := t.begin(ctx)
	if err != nil {
		conn.Close()
		return nil, err
	}
	defer done()
	l, err := t.greet(ctx, tls.Client(conn, tlsConfig(t.key, t.certificate, key, protocol)), false)
	if err != nil {
		return nil, fmt.Errorf("link: %w", err)
	}
	return l, nil
}

// Welcome is Connect for the other side of the connection. The link is
// delivered by Links.
func (t *Transport) Welcome(ctx context.Context, conn net.Conn, key identity.Key) error {
	ctx, done, err := t.begin(ctx) // Close waits for it before it closes the inbox
	if err != nil {
		conn.Close()
		return err
	}
	defer done()
	l, err := t.greet(ctx, tls.Server(conn, tlsConfig(t.key, t.certificate, key, protocol)), true)
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	select {
	case t.inbox <- l:
		return nil
	case <-l.Done():
		return signal.ErrLost
	case <-t.ctx.Done():
		l.Close()
		return signal.ErrClosed
	}
}
