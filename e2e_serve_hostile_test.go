//go:build linux

package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/call/signal/rendezvous/server"
)

// TestServeSlowClients has clients come who take a place and all the time in
// the world. Each is let go.
func TestServeSlowClients(t *testing.T) {
	f := certificateIn(t, t.TempDir())
	secured := serve(t, "--tls-cert", f.certificate, "--tls-key", f.key, "--https", "127.0.0.1:0", "--turn", "127.0.0.1:0")
	plain := serve(t, "--http", "127.0.0.1:0")
	room := "/r/" + base64.RawURLEncoding.EncodeToString(random(16))
	const head = " HTTP/1.1\r\nHost: localhost\r\n"
	t.Run("clients", func(t *testing.T) {
		for _, test := range []struct {
			name string
			at   *served
			tls  bool
			says string
			then byte   // dribbled after that; 0 is nothing
			last string // what it is told
		}{
			{"silent", plain, false, "", 0, ""},
			{"half a request", plain, false, "GET /" + head, 0, ""},
			{"a header without end", plain, false, "GET /" + head + "A: ", 'a', ""},
			{"a header too large", plain, false, "GET /" + head + "A: " + strings.Repeat("a", 32<<10), 'a', "431"},
			{"a body without end", plain, false, "POST " + room + head + "Content-Length: 1000000\r\n\r\n", 'a', "405"},
			{"a second request never", plain, false, "GET /healthz" + head + "\r\nGET", 'T', "200"},
			{"no handshake", secured, false, "", 0, ""},
			{"half a handshake", secured, false, "\x16\x03\x01\x02\x00\x01", 0, ""},
			{"silent over TLS", secured, true, "", 0, ""},
			{"half a request over TLS", secured, true, "GET /" + head, 'a', ""},
			{"half a STUN message", secured, true, "\x00\x01\x00\x00", 0, ""},
			{"a STUN message without end", secured, true, "\x00\x01\xff\xfc\x21\x12\xa4\x42", 'a', ""},
		} {
			t.Run(test.name, func(t *testing.T) {
				t.Parallel()
				conn := test.at.connect(t, "127.0.0.1")
				if test.tls {
					conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
				}
				_ = conn.SetDeadline(time.Now().Add(time.Minute))
				if _, err := io.WriteString(conn, test.says); err != nil && test.last == "" {
					t.Fatal(err)
				}
				go dribble(conn, test.then)
				said, err := io.ReadAll(conn)
				if errors.Is(err, os.ErrDeadlineExceeded) {
					t.Errorf("it still has its place: %v", err)
				}
				if line, _, _ := bytes.Cut(said, []byte("\r\n")); !strings.Contains(string(line), test.last) {
					t.Errorf("it was told %q, not %s", line, test.last)
				}
			})
		}
	})
	for _, s := range []*served{plain, secured} {
		s.stop()
	}
}

// dribble sends a byte a second until nobody takes it.
func dribble(conn net.Conn, b byte) {
	for b != 0 {
		time.Sleep(time.Second)
		if _, err := conn.Write([]byte{b}); err != nil {
			return
		}
	}
}

// connect comes from an address of this computer.
func (s *served) connect(t *testing.T, from string) net.Conn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: patience}
	_, at, _ := strings.Cut(strings.TrimSuffix(s.url, "/"), "://")
	conn, err := dialer.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// TestServeFlood has one address take all the places it can get, by streams
// and by people. Somebody else comes in all the same.
func TestServeFlood(t *testing.T) {
	s := serve(t, "--http", "127.0.0.1:0", "--max-connections", "100", "--max-per-address", "10", "--metrics", "127.0.0.1:0")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for range 10 {
		s.visit(ctx, clientFrom("127.0.0.2"), base64.RawURLEncoding.EncodeToString(random(16)))
	}
	if status := s.status(t, "127.0.0.2"); status != http.StatusTooManyRequests {
		t.Errorf("one person too many: %d", status)
	}
	for range 2000 {
		_ = s.connect(t, "127.0.0.2")
	}
	s.visit(ctx, clientFrom("127.0.0.3"), base64.RawURLEncoding.EncodeToString(random(16)))
	figures := fetch(t, http.DefaultClient, "http://"+s.told("metrics")+"/metrics")
	if strings.Contains(figures, "parley_streams_refused_total 0\n") || !strings.Contains(figures, "parley_connections 11\n") {
		t.Errorf("the figures say\n%s", figures)
	}
}

// TestServeFloodOfMany has many addresses take all the places there are. Who is
// in stays and is heard; the others are told, and have the places of who leaves.
func TestServeFloodOfMany(t *testing.T) {
	const places = 60
	s := serve(t, "--http", "127.0.0.1:0", "--no-turn", "--max-connections", strconv.Itoa(places), "--max-per-address", "10", "--metrics", "127.0.0.1:0")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	address := func(i int) string { return net.IPv4(127, 0, 1, byte(1+i/10)).String() }
	room := base64.RawURLEncoding.EncodeToString(random(16))
	mara, noor := s.visit(ctx, clientFrom("127.0.0.2"), room), s.visit(ctx, clientFrom("127.0.0.3"), room)
	mara.told(ctx, t, "joined", noor.Peer)
	var crowd []*visitor
	for i := range places - 2 {
		crowd = append(crowd, s.visit(ctx, clientFrom(address(i)), numbered(i)))
	}
	for i := range 100 {
		if code := s.turnedAway(ctx, clientFrom(address(places+i))); code != 4002 {
			t.Fatalf("one too many is closed with %d", code)
		}
	}
	to, _ := hex.DecodeString(mara.Peer)
	if err := noor.socket.Write(ctx, websocket.MessageBinary, append(to, "sealed"...)); err != nil {
		t.Fatal(err)
	}
	if _, said, err := mara.socket.Read(ctx); err != nil || !strings.HasSuffix(string(said), "sealed") {
		t.Errorf("mara reads %q, %v", said, err)
	}
	figures := func() string { return fetch(t, http.DefaultClient, "http://"+s.told("metrics")+"/metrics") }
	if said := figures(); !strings.Contains(said, "parley_connections 60\n") || !strings.Contains(said, `parley_connections_closed_total{code="4002"} 100`) {
		t.Errorf("the figures say\n%s", said)
	}
	_ = crowd[0].socket.Close(websocket.StatusNormalClosure, "")
	for !strings.Contains(figures(), "parley_connections 59\n") {
		if ctx.Err() != nil {
			t.Fatal("who leaves keeps the place")
		}
	}
	s.visit(ctx, clientFrom("127.0.0.4"), numbered(0))
}

// turnedAway comes to a room and returns the status with which it is closed.
func (s *served) turnedAway(ctx context.Context, client *http.Client) websocket.StatusCode {
	s.t.Helper()
	socket, _, err := websocket.Dial(ctx, strings.Replace(s.url, "http", "ws", 1)+"r/"+numbered(1e6),
		&websocket.DialOptions{Subprotocols: []string{server.Subprotocol}, HTTPClient: client})
	if err != nil {
		s.t.Fatal(err)
	}
	_, _, err = socket.Read(ctx)
	_ = socket.CloseNow()
	return websocket.CloseStatus(err)
}

func clientFrom(address string) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}}
}

// status is what a person is told who wants to come in from there.
func (s *served) status(t *testing.T, from string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"r/"+base64.RawURLEncoding.EncodeToString(random(16)), nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := clientFrom(from).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}
