package lan

import (
	"context"
	"crypto/tls"
	"fmt"
	"slices"
	"sync"

	"parley/call/identity"
	"parley/call/signal"
)

// Caps on streams (PROTOCOL.md, section 8).
const (
	maxStreams    = 32
	maxStreamsKey = 4
)

// stream is a connection that carries files.
type stream struct {
	*tls.Conn
	remote identity.Key
	gone   func(*stream)
	once   sync.Once
}

// Remote returns the key that the other side has proven to hold.
func (s *stream) Remote() identity.Key { return s.remote }

// Close ends the stream at once: the protocol above says goodbye itself.
func (s *stream) Close() error {
	s.once.Do(func() {
		s.NetConn().Close()
		s.gone(s)
	})
	return nil
}

// DialStream opens a stream for files.
func (t *Transport) DialStream(ctx context.Context, target signal.Target) (signal.Stream, error) {
	ctx, done, err := t.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	addresses, err := resolve(ctx, target)
	if err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	conn, err := persist(ctx, func() (*tls.Conn, error) {
		return t.first(ctx, addresses, target.Key, filesProtocol)
	})
	if err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	return t.streams.add(conn)
}

// welcomeStream hands a stream to who takes streams.
func (t *Transport) welcomeStream(conn *tls.Conn) {
	s, err := t.streams.add(conn)
	if err != nil {
		t.logger.Debug("a stream was refused", "from", conn.RemoteAddr(), "error", err)
		return
	}
	select {
	case t.streamInbox <- s:
	default:
		t.logger.Warn("a stream was closed that nobody took", "from", conn.RemoteAddr())
		s.Close()
	}
}

// streams are all streams of a transport, the oldest first.
type streams struct {
	mu     sync.Mutex
	open   []*stream
	closed bool
}

// add makes a stream of a connection. On an error the connection is closed.
func (ss *streams) add(conn *tls.Conn) (*stream, error) {
	remote, err := remoteKey(conn.ConnectionState())
	if err != nil {
		conn.NetConn().Close()
		return nil, err
	}
	s := &stream{Conn: conn, remote: remote, gone: ss.remove}
	oldest, err := ss.enter(s)
	if err != nil {
		conn.NetConn().Close()
		return nil, err
	}
	if oldest != nil {
		oldest.Close()
	}
	return s, nil
}

// enter registers a stream and returns the one with the same key that gives
// way to it.
func (ss *streams) enter(s *stream) (oldest *stream, err error) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.closed {
		return nil, signal.ErrClosed
	}
	var alike []*stream
	for _, o := range ss.open {
		if o.remote == s.remote {
			alike = append(alike, o)
		}
	}
	if len(alike) >= maxStreamsKey {
		oldest = alike[0]
	}
	if oldest == nil && len(ss.open) >= maxStreams {
		return nil, fmt.Errorf("%w: %d streams", errFull, len(ss.open))
	}
	ss.open = append(ss.open, s)
	return oldest, nil
}

func (ss *streams) remove(s *stream) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.open = slices.DeleteFunc(ss.open, func(o *stream) bool { return o == s })
}

// close refuses new streams and ends those there are.
func (ss *streams) close() {
	ss.mu.Lock()
	ss.closed = true
	open := slices.Clone(ss.open)
	ss.mu.Unlock()
	for _, s := range open {
		s.Close()
	}
}
