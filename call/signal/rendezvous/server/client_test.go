package server

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/call/signal/rendezvous/server/relay"
)

// patience bounds waits for what is going to happen.
const patience = 30 * time.Second

// The rooms of the tests.
const (
	lounge = "AAAAAAAAAAAAAAAAAAAAAA"
	attic  = "AQEBAQEBAQEBAQEBAQEBAQ"
)

// hall is a server for a test, with limits that a test does not meet by
// chance.
type hall struct {
	*Server
	web *httptest.Server
}

func roomy() Limits {
	l := DefaultLimits()
	l.PerAddress, l.Arrivals = 1000, Rate{Burst: 1000, PerSecond: 1000}
	return l
}

func open(t testing.TB, c Config) *hall {
	t.Helper()
	if c.Limits == (Limits{}) {
		c.Limits = roomy()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{s, httptest.NewServer(s)}
	t.Cleanup(func() {
		_ = s.Close()
		h.web.Close()
	})
	return h
}

// person is a client of the tests.
type person struct {
	t      testing.TB
	socket *websocket.Conn
	welcome
}

// welcome is what a client reads of a text frame.
type welcome struct {
	Type       string
	Peer       string
	Peers      []string
	ICE        []relay.ICEServer
	ICESeconds int `json:"ice_seconds"`
}

func (h *hall) url(room string) string {
	return strings.Replace(h.web.URL, "http", "ws", 1) + "/r/" + room
}

// dial opens a WebSocket with the options, which may be nil.
func (h *hall) dial(t testing.TB, room string, o *websocket.DialOptions) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	if o == nil {
		o = &websocket.DialOptions{}
	}
	if o.Subprotocols == nil {
		o.Subprotocols = []string{Subprotocol}
	}
	transport := &http.Transport{}
	o.HTTPClient = &http.Client{Transport: transport}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	socket, response, err := websocket.Dial(ctx, h.url(room), o)
	t.Cleanup(transport.CloseIdleConnections)
	if err == nil {
		socket.SetReadLimit(1 << 20)
		t.Cleanup(func() { _ = socket.CloseNow() })
	}
	return socket, response, err
}

// join comes into a room and reads the welcome.
func (h *hall) join(t testing.TB, room string) *person {
	t.Helper()
	socket, _, err := h.dial(t, room, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, socket: socket}
	p.welcome = p.told("welcome")
	return p
}

func (p *person) read() (websocket.MessageType, []byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return p.socket.Read(ctx)
}

// told reads a text frame of that type.
func (p *person) told(kind string) (w welcome) {
	p.t.Helper()
	k, frame, err := p.read()
	if err != nil || k != websocket.MessageText {
		p.t.Fatalf("no %s but %q, %v", kind, frame, err)
	}
	if err := json.Unmarshal(frame, &w); err != nil || w.Type != kind {
		p.t.Fatalf("no %s but %s, %v", kind, frame, err)
	}
	return w
}

func (p *person) send(kind websocket.MessageType, frame []byte) {
	p.t.Helper()
	if err := p.socket.Write(p.t.Context(), kind, frame); err != nil {
		p.t.Fatal(err)
	}
}

// say sends a message to a peer.
func (p *person) say(to string, message string) {
	p.t.Helper()
	p.send(websocket.MessageBinary, append(raw(p.t, to), message...))
}

// hears reads a message of a peer.
func (p *person) hears(from string, message string) {
	p.t.Helper()
	kind, frame, err := p.read()
	if want := append(raw(p.t, from), message...); err != nil || kind != websocket.MessageBinary || !bytes.Equal(frame, want) {
		p.t.Fatalf("read %d bytes %.40q of kind %v, %v, not %.40q", len(frame), frame, kind, err, want)
	}
}

// nextMessage reads up to the next message of a peer, and returns it.
func (p *person) nextMessage() string {
	p.t.Helper()
	for {
		kind, frame, err := p.read()
		if err != nil {
			p.t.Fatal(err)
		}
		if kind == websocket.MessageBinary {
			return string(frame[8:])
		}
	}
}

// closedWith reads until the connection ends, and checks its status.
func (p *person) closedWith(want websocket.StatusCode) {
	p.t.Helper()
	for {
		if _, _, err := p.read(); err != nil {
			if got := websocket.CloseStatus(err); got != want {
				p.t.Fatalf("closed with %d, not %d: %v", got, want, err)
			}
			return
		}
	}
}

func raw(t testing.TB, peer string) []byte {
	t.Helper()
	b, err := hex.DecodeString(peer)
	if err != nil || len(b) != 8 {
		t.Fatalf("%q is no peer", peer)
	}
	return b
}

// eventually waits until something holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}
