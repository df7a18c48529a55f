package front

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
)

// turnProtocol is TURN's name in ALPN (RFC 7443 section 4).
const turnProtocol = "stun.turn"

// A STUN message has magicCookie in its second four bytes, and zeros in its
// first two bits (RFC 8489 section 5), where no letter has them.
const (
	magicCookie = 0x2112A442
	firstLetter = 0x40
)

var errNeither = errors.New("neither HTTP nor TURN")

// plainAnswer is what net/http says to who forgot TLS.
const plainAnswer = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"

// open makes the handshake and says whether TURN follows it.
func (f *Front) open(ctx context.Context, conn net.Conn) (opened net.Conn, turn bool, err error) {
	secured := tls.Server(conn, f.tls)
	if err := secured.HandshakeContext(ctx); err != nil {
		var plain tls.RecordHeaderError
		if errors.As(err, &plain) && plain.RecordHeader[0] >= firstLetter {
			_, _ = io.WriteString(conn, plainAnswer)
		}
		return nil, false, err
	}
	switch protocol := secured.ConnectionState().NegotiatedProtocol; {
	case protocol == turnProtocol:
		return secured, true, nil
	case protocol != "" || !f.shared:
		return secured, false, nil
	}
	return hear(secured)
}

// hear reads what it takes to tell the two apart.
func hear(conn net.Conn) (heard net.Conn, turn bool, err error) {
	head := make([]byte, 8)
	n, err := io.ReadAtLeast(conn, head, 1)
	if err != nil {
		return nil, false, err
	}
	if head[0] >= firstLetter {
		return &begun{Conn: conn, head: head[:n]}, false, nil
	}
	if _, err := io.ReadFull(conn, head[n:]); err != nil {
		return nil, false, err
	}
	if binary.BigEndian.Uint32(head[4:]) != magicCookie {
		return nil, false, errNeither
	}
	return &begun{Conn: conn, head: head}, true, nil
}

// begun is a connection of which the head has been read.
type begun struct {
	net.Conn
	head []byte // belongs to who reads
}

// Read implements net.Conn.
func (c *begun) Read(b []byte) (int, error) {
	if len(c.head) == 0 {
		return c.Conn.Read(b)
	}
	n := copy(b, c.head)
	c.head = c.head[n:]
	if len(c.head) == 0 {
		c.head = nil
	}
	return n, nil
}
