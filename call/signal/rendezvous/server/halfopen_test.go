package server

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// stranger is a client that writes WebSockets by hand.
type stranger struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

// knock opens a WebSocket for a room (RFC 6455 section 4.1).
func (h *hall) knock(t *testing.T, room string) *stranger {
	t.Helper()
	conn, err := net.Dial("tcp", h.web.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	s := &stranger{t, conn, bufio.NewReader(conn)}
	s.write([]byte("GET /r/" + room + " HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
		"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: " + Subprotocol + "\r\n\r\n"))
	response, err := http.ReadResponse(s.in, nil)
	if err != nil || response.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("%+v, %v", response, err)
	}
	return s
}

func (s *stranger) write(b []byte) bool {
	_, err := s.conn.Write(b)
	return err == nil
}

// repeat writes something until nobody takes it.
func (s *stranger) repeat(b []byte, pause time.Duration) {
	for len(b) > 0 && s.write(b) {
		time.Sleep(pause)
	}
}

// closed reads frames (RFC 6455 section 5.2) until the connection ends, and
// returns the status of the one that closes it, or -1.
func (s *stranger) closed() websocket.StatusCode {
	s.t.Helper()
	const closes = 0x88
	status := websocket.StatusCode(-1)
	for {
		var head [4]byte
		_, err := io.ReadFull(s.in, head[:2])
		if errors.Is(err, os.ErrDeadlineExceeded) {
			s.t.Error("it still has its place")
		}
		if err != nil {
			return status
		}
		length := int64(head[1])
		if length == 126 {
			_, _ = io.ReadFull(s.in, head[2:])
			length = int64(binary.BigEndian.Uint16(head[2:]))
		}
		payload, _ := io.ReadAll(io.LimitReader(s.in, length))
		if head[0] == closes && len(payload) >= 2 {
			status = websocket.StatusCode(binary.BigEndian.Uint16(payload))
		}
	}
}

// First bytes of a client's frames: binary ones, whole, begun, and what follows
// one that is begun.
const (
	whole     = 0x82
	begun     = 0x02
	continued = 0x00
)

// frame is one of a client, whose mask is all zeros.
func frame(first byte, payload []byte) []byte {
	f := binary.BigEndian.AppendUint16([]byte{first, 0x80 | 126}, uint16(len(payload)))
	return append(append(f, 0, 0, 0, 0), payload...)
}

// TestHalfOpen has clients open a WebSocket and never finish what they say.
// Each is let go, and the server ends without waiting for them.
func TestHalfOpen(t *testing.T) {
	kilobyte := make([]byte, 1000)
	vast := []byte{whole, 0x80 | 127, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0} // 2^62 bytes
	for name, test := range map[string]struct {
		says   []byte
		then   []byte // again and again
		pause  time.Duration
		closed websocket.StatusCode
	}{
		"says nothing":          {nil, nil, 0, 4005},
		"half a header":         {[]byte{whole}, nil, 0, 4005},
		"half a frame":          {frame(whole, kilobyte)[:500], nil, 0, 4005},
		"dribbles":              {frame(whole, kilobyte)[:8], []byte{0}, 20 * time.Millisecond, 4005},
		"dribbles without end":  {vast, kilobyte[:10], 20 * time.Millisecond, 4005},
		"a vast frame":          {vast, kilobyte, 0, websocket.StatusMessageTooBig},
		"half a message":        {frame(begun, kilobyte), nil, 0, 4005},
		"fragments of nothing":  {frame(begun, nil), frame(continued, nil), time.Millisecond, 4005},
		"fragments without end": {frame(begun, kilobyte), frame(continued, kilobyte), 0, websocket.StatusMessageTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := roomy()
			l.Silence, l.Ping = 5*time.Second, 500*time.Millisecond
			h := open(t, Config{Limits: l})
			mara := h.join(t, lounge)
			s := h.knock(t, lounge)
			stays := make(chan websocket.StatusCode, 1)
			go func() {
				var err error
				for err == nil { // and answers pings
					_, _, err = mara.socket.Read(t.Context())
				}
				stays <- websocket.CloseStatus(err)
			}()
			s.write(test.says)
			go s.repeat(test.then, test.pause)
			// Who sends on may lose the last words with the connection.
			if code := s.closed(); code != test.closed && (code != -1 || test.then == nil) {
				t.Errorf("closed with %d, not %d", code, test.closed)
			}
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				_ = h.Close()
			}()
			if code := <-stays; code != websocket.StatusGoingAway {
				t.Errorf("who was there beside it is closed with %d", code)
			}
			select {
			case <-ended:
			case <-time.After(patience):
				t.Error("the server does not end")
			}
		})
	}
}
