// Package tight opens WebSockets for clients that say nothing, of which each
// takes little memory, and for those that never end.
package tight

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/coder/websocket"
)

// Conn is a WebSocket that ends in time.
type Conn struct {
	*websocket.Conn
	raw net.Conn
}

// farewell is how long a client may take to be told why its connection ends,
// and to answer that.
const farewell = 10 * time.Second

// Accept is websocket.Accept with small buffers. To keep nothing else of the
// request, such as a stack that has grown, the caller returns from its handler
// and goes on in a goroutine of its own.
func Accept(w http.ResponseWriter, r *http.Request, o *websocket.AcceptOptions) (*Conn, error) {
	taken := &writer{ResponseWriter: w}
	socket, err := websocket.Accept(taken, r, o)
	if err != nil {
		return nil, err
	}
	return &Conn{socket, taken.conn}, nil
}

// Close is that of websocket.Conn, which otherwise reads what is under way to
// its end, however long a client makes that.
func (c *Conn) Close(code websocket.StatusCode, reason string) error {
	_ = c.raw.SetDeadline(time.Now().Add(farewell)) // fails when it is closed already
	return c.Conn.Close(code, reason)
}

// buffer in bytes is enough for a frame's header and most messages; larger ones
// pass by it. net/http's buffers have 4 KiB each, and stay as long as the
// connection does.
const buffer = 512

// writer is a ResponseWriter whose connection is taken over with small buffers.
type writer struct {
	http.ResponseWriter
	conn net.Conn // once it is taken over
}

// Hijack implements http.Hijacker. A quick client's first frames may have been
// read already: they stand in the reader's buffer, as with net/http's own.
func (w *writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, large, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	w.conn = conn
	early, _ := large.Reader.Peek(large.Reader.Buffered()) // which is there
	reader := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(early), conn), max(buffer, len(early)))
	_, _ = reader.Peek(len(early))
	return conn, bufio.NewReadWriter(reader, bufio.NewWriterSize(conn, buffer)), nil
}
