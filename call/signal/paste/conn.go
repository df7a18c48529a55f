package paste

import (
	"bufio"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/datachannel"
	"github.com/pion/webrtc/v4"
)

const (
	// maxMessage is the largest message that is sent, in bytes.
	maxMessage = 16 << 10
	// longest is the largest message that is taken, four times as much. A larger
	// one ends the connection.
	longest = 64 << 10
)

// conn makes a byte stream of the data channel's messages.
type conn struct {
	path          *path
	stream        datachannel.ReadWriteCloserDeadliner
	reader        *bufio.Reader
	local, remote net.Addr
	once          sync.Once
}

func newConn(p *path, stream datachannel.ReadWriteCloserDeadliner) (*conn, error) {
	pair, err := p.ice.GetSelectedCandidatePair()
	if err != nil {
		return nil, err
	}
	// A message is read at once or not at all, so the buffer holds the longest.
	c := &conn{path: p, stream: stream, reader: bufio.NewReaderSize(stream, longest)}
	if pair != nil {
		c.local, c.remote = addressOf(pair.Local), addressOf(pair.Remote)
	}
	return c, nil
}

func addressOf(c *webrtc.ICECandidate) net.Addr {
	address, err := netip.ParseAddr(c.Address)
	if err != nil {
		return new(net.UDPAddr)
	}
	return net.UDPAddrFromAddrPort(netip.AddrPortFrom(address, c.Port))
}

// Read reads from one goroutine at a time. It asks the buffer for less than it
// holds, so that no message meets a smaller slice.
func (c *conn) Read(p []byte) (int, error) { return c.reader.Read(p[:min(len(p), longest-1)]) }

// Write sends messages of a size that every browser and SCTP takes.
func (c *conn) Write(p []byte) (int, error) {
	sent := 0
	for len(p) > 0 {
		n, err := c.stream.Write(p[:min(len(p), maxMessage)])
		sent += n
		if err != nil {
			return sent, err
		}
		p = p[n:]
	}
	return sent, nil
}

// Close ends the connection and all below it.
func (c *conn) Close() error {
	c.once.Do(func() {
		_ = c.stream.Close() // the path is closed either way
		c.path.close()
	})
	return nil
}

// LocalAddr returns where this side's packets leave from.
func (c *conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr returns where they go.
func (c *conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline sets both deadlines.
func (c *conn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline ends a Read at a time.
func (c *conn) SetReadDeadline(t time.Time) error { return c.stream.SetReadDeadline(t) }

// SetWriteDeadline ends a Write at a time.
func (c *conn) SetWriteDeadline(t time.Time) error { return c.stream.SetWriteDeadline(t) }
