package rendezvous

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"parley/call/signal"
	"parley/call/signal/rendezvous/seal"
)

// enter connects and waits to be welcomed.
func (r *Room) enter(ctx context.Context) (*visit, error) {
	ctx, cancel := context.WithTimeout(ctx, enterTime)
	defer cancel()
	defer context.AfterFunc(r.ctx, cancel)()
	conn, err := r.connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("join: %w", err)
	}
	v, err := r.welcomed(ctx, conn)
	if err != nil {
		_ = conn.CloseNow() // there is nobody to tell
		if websocket.CloseStatus(err) == closeFull {
			err = signal.ErrFull
		}
		return nil, fmt.Errorf("join: %w", err)
	}
	return v, nil
}

// connect opens the WebSocket. A server that sends elsewhere is not followed:
// the link says whom to trust with who meets whom.
func (r *Room) connect(ctx context.Context) (*socket, error) {
	client := http.Client{}
	if r.cfg.HTTP != nil {
		client = *r.cfg.HTTP
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	var raw net.Conn
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) { raw = got.Conn }})
	conn, response, err := websocket.Dial(ctx, r.address(), &websocket.DialOptions{HTTPClient: &client, Subprotocols: []string{subprotocol}})
	if err != nil {
		return nil, connectError(response, err)
	}
	if conn.Subprotocol() != subprotocol {
		_ = conn.CloseNow() // there is nobody to tell
		return nil, ErrServer
	}
	conn.SetReadLimit(maxFrame)
	return &socket{conn, raw}, nil
}

// socket is a WebSocket that is left in time.
type socket struct {
	*websocket.Conn
	raw net.Conn // nil where the client of HTTP does not tell
}

// leave closes the connection in good order, for which the server has some
// time. Close alone reads what is under way to its end, however long a server
// makes that.
func (s *socket) leave(within time.Duration) {
	if s.raw != nil {
		_ = s.raw.SetDeadline(time.Now().Add(within)) // fails when it is closed already
	}
	_ = s.Close(websocket.StatusNormalClosure, "") // there is nobody to tell
}

// address is the room's.
func (r *Room) address() string {
	return strings.Replace(r.cfg.Link.Server(), "http", "ws", 1) + "/r/" + r.cfg.Link.Room()
}

// connectError says what went wrong without the room's name, which package
// net/http puts into its errors.
func connectError(response *http.Response, err error) error {
	if response != nil {
		return fmt.Errorf("%w: it answers %d", ErrServer, response.StatusCode)
	}
	if at := new(url.Error); errors.As(err, &at) {
		return at.Err
	}
	return err
}

// welcomed reads the first frame and takes the place that it gives.
func (r *Room) welcomed(ctx context.Context, conn *socket) (*visit, error) {
	kind, data, err := conn.Read(ctx)
	if err != nil {
		return nil, err
	}
	if kind != websocket.MessageText {
		return nil, fmt.Errorf("%w: no welcome", signal.ErrProtocol)
	}
	e, err := parseEvent(data)
	if err != nil {
		return nil, err
	}
	own, others, err := e.welcome()
	if err != nil {
		return nil, err
	}
	r.refresh(e.ice())
	v := newVisit(r, conn, own)
	for _, p := range others {
		v.come(p)
	}
	v.before = v.peers()
	if err := r.arrived(v); err != nil {
		v.cancel()
		return nil, err
	}
	return v, nil
}

func newVisit(r *Room, conn *socket, own seal.Peer) *visit {
	ctx, cancel := context.WithCancel(r.ctx)
	return &visit{
		room: r, conn: conn, own: own, ctx: ctx, cancel: cancel,
		frames: make(chan []byte), quiet: make(chan struct{}), wrote: make(chan struct{}), links: make(map[at]*link),
		handshakes: rate.NewLimiter(handshakesTotal, handshakesTotal),
	}
}
