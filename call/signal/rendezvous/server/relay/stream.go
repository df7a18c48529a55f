package relay

import (
	"crypto/tls"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// How long a client's stream may take to say something that is answered, be
// silent after that, and take to read. Clients refresh what they have within
// five minutes (RFC 8656 section 9).
const (
	firstMessage = 10 * time.Second
	nextByte     = 10 * time.Minute
	writing      = 5 * time.Second
)

// streams is a listener for clients over TCP or TLS: as many of one address as
// may have allocations, and none that is silent for ever.
type streams struct {
	net.Listener
	tls    *tls.Config // nil for TCP
	limits Limits

	mu    sync.Mutex
	open  map[*stream]struct{}
	sites *quota // of streams, not of allocations
}

func newStreams(l net.Listener, secured *tls.Config, limits Limits) *streams {
	return &streams{Listener: l, tls: secured, limits: limits, open: make(map[*stream]struct{}), sites: newQuota(limits)}
}

// Accept implements net.Listener. The handshake of TLS is made by the first
// who reads, within the time of the first message.
func (l *streams) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if s := l.admit(conn); s != nil {
			return s, nil
		}
		_ = conn.Close()
	}
}

func (l *streams) admit(conn net.Conn) *stream {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.open) >= l.limits.Allocations || !l.sites.allows("", "", conn.RemoteAddr()) {
		return nil
	}
	l.sites.site(conn.RemoteAddr(), 1)
	s := &stream{Conn: conn, listener: l, until: time.Now().Add(firstMessage)}
	if l.tls != nil {
		s.Conn = tls.Server(conn, l.tls)
	}
	l.open[s] = struct{}{}
	return s
}

// Close ends the listener and every stream that came of it.
func (l *streams) Close() error {
	err := l.Listener.Close()
	l.mu.Lock()
	var open []*stream
	for s := range l.open {
		open = append(open, s)
	}
	l.mu.Unlock()
	for _, s := range open {
		_ = s.Close()
	}
	return err
}

// stream is a client's connection.
type stream struct {
	net.Conn
	listener *streams
	until    time.Time   // when something has to have been answered
	answered atomic.Bool // something was
	once     sync.Once
}

// Read implements net.Conn.
func (s *stream) Read(b []byte) (int, error) {
	until := s.until
	if s.answered.Load() {
		until = time.Now().Add(nextByte)
	}
	_ = s.SetReadDeadline(until)
	return s.Conn.Read(b)
}

// Write implements net.Conn.
func (s *stream) Write(b []byte) (int, error) {
	s.answered.Store(true)
	_ = s.SetWriteDeadline(time.Now().Add(writing))
	return s.Conn.Write(b)
}

// Close implements net.Conn.
func (s *stream) Close() error {
	s.once.Do(func() {
		s.listener.mu.Lock()
		delete(s.listener.open, s)
		s.listener.mu.Unlock()
		s.listener.sites.site(s.RemoteAddr(), -1)
	})
	return s.Conn.Close()
}
