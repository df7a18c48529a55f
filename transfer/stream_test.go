package transfer_test

import (
	"bytes"
	"io"
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"parley/transfer"
)

// counted is a connection that counts what it carries, and can be cut.
type counted struct {
	net.Conn
	read    atomic.Int64
	written atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.read.Add(int64(n))
	return n, err
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.written.Add(int64(n))
	return n, err
}

// link is a connection between two ends that a test watches.
type link struct {
	a, b   *counted
	sa, sb *transfer.Stream
}

func join(t testing.TB, a, b *end, rank transfer.Rank) *link {
	t.Helper()
	ca, cb := tcp(t)
	for _, c := range []net.Conn{ca, cb} { // little may be under way
		_ = c.(*net.TCPConn).SetWriteBuffer(128 << 10)
		_ = c.(*net.TCPConn).SetReadBuffer(128 << 10)
	}
	l := &link{a: &counted{Conn: ca}, b: &counted{Conn: cb}}
	l.sa, l.sb = a.Attach(b.key, l.a, rank), b.Attach(a.key, l.b, rank)
	return l
}

// messages is a stream of messages: a Read that has too little room for one
// fails, as it does on a detached data channel.
type messages struct {
	in   <-chan []byte
	out  chan<- []byte
	quit chan struct{}
	once *sync.Once
}

func messagePair() (x, y messages) {
	there, back, quit, once := make(chan []byte, 8), make(chan []byte, 8), make(chan struct{}), &sync.Once{}
	return messages{there, back, quit, once}, messages{back, there, quit, once}
}

func (m messages) Read(p []byte) (int, error) {
	select {
	case message := <-m.in:
		if len(p) < len(message) {
			return 0, io.ErrShortBuffer
		}
		return copy(p, message), nil
	case <-m.quit:
		return 0, io.EOF
	}
}

func (m messages) Write(p []byte) (int, error) {
	if len(p) > 64<<10 {
		return 0, io.ErrShortWrite
	}
	select {
	case m.out <- bytes.Clone(p):
		return len(p), nil
	case <-m.quit:
		return 0, io.ErrClosedPipe
	}
}

func (m messages) Close() error {
	m.once.Do(func() { close(m.quit) })
	return nil
}

// TestMessages runs a transfer over a stream of messages.
func TestMessages(t *testing.T) {
	t.Parallel()
	a, b := newEnd(t, "a"), newEnd(t, "b", acceptAll)
	x, y := messagePair()
	a.Attach("b", x, transfer.DataChannel)
	b.Attach("a", y, transfer.DataChannel)
	path := write(t, filepath.Join(t.TempDir(), "x"), bigSize+5, 1)
	deliver(t, a, b, path)
	equalFiles(t, path, filepath.Join(b.downloads, "x"))
}

// cut breaks the connection without a word.
func (l *link) cut() {
	l.a.Conn.Close()
	l.b.Conn.Close()
	<-l.sa.Done()
	<-l.sb.Done()
}
