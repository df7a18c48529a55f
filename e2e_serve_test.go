//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/call/identity"
	"parley/call/signal/inbox"
	"parley/call/signal/inbox/inboxtest"
	"parley/call/signal/rendezvous/server"
	"parley/call/signal/rendezvous/server/relay"
	"parley/call/signal/signaltest"
)

// served is a running `parley serve`. It ends with the test.
type served struct {
	t   testing.TB
	cmd *exec.Cmd
	url string // ends in /
	log *buffer
	out *bufio.Reader
}

func serve(t testing.TB, args ...string) *served {
	t.Helper()
	return serveAt(t, place{}, args...)
}

// serveAt does so somewhere else.
func serveAt(t testing.TB, at place, args ...string) *served {
	t.Helper()
	s := &served{t: t, log: new(buffer)}
	command := append([]string{executable(t), "serve", "--log", "json", "--debug"}, args...)
	if at.namespace != "" {
		command = append([]string{"ip", "netns", "exec", at.namespace}, command...)
	}
	s.cmd = exec.Command(command[0], command[1:]...)
	s.cmd.Env = append(private(t.TempDir()), at.env...)
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	})
	s.out = bufio.NewReader(out)
	line, err := s.out.ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "Parley serves at ")
	if !ok {
		t.Fatalf("the server said %q, %v\n%s", line, err, s.log)
	}
	s.url = url
	return s
}

// stop asks the server to stop, and checks that it does so in order.
func (s *served) stop() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, s.out)
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("the server ended with %v\n%s", err, s.log)
	}
}

// visitor is a client in a room.
type visitor struct {
	socket *websocket.Conn
	Peer   string
	Peers  []string
	ICE    []relay.ICEServer
}

func (s *served) visit(ctx context.Context, client *http.Client, room string) *visitor {
	s.t.Helper()
	socket, _, err := websocket.Dial(ctx, strings.Replace(s.url, "http", "ws", 1)+"r/"+room,
		&websocket.DialOptions{Subprotocols: []string{server.Subprotocol}, HTTPClient: client})
	if err != nil {
		s.t.Fatalf("%v\n%s", err, s.log)
	}
	s.t.Cleanup(func() { _ = socket.CloseNow() })
	v := &visitor{socket: socket}
	if _, welcome, err := socket.Read(ctx); err != nil || json.Unmarshal(welcome, v) != nil || v.Peer == "" {
		s.t.Fatalf("not welcomed: %s, %v", welcome, err)
	}
	return v
}

// TestServe has two people meet at a server, which then stops.
func TestServe(t *testing.T) {
	s := serve(t, "--http", "127.0.0.1:0", "--turn", "127.0.0.1:0")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	room := base64.RawURLEncoding.EncodeToString(random(16))
	mara := s.visit(ctx, http.DefaultClient, room)
	noor := s.visit(ctx, http.DefaultClient, room)
	if len(noor.Peers) != 1 || noor.Peers[0] != mara.Peer {
		t.Fatalf("noor meets %v, not %s", noor.Peers, mara.Peer)
	}
	if len(noor.ICE) != 2 || len(noor.ICE[1].URLs) != 2 || noor.ICE[1].Credential == "" {
		t.Errorf("noor is told of %+v", noor.ICE)
	}
	from, _ := hex.DecodeString(noor.Peer)
	to, _ := hex.DecodeString(mara.Peer)
	if err := noor.socket.Write(ctx, websocket.MessageBinary, append(to, "sealed"...)); err != nil {
		t.Fatal(err)
	}
	_, _, _ = mara.socket.Read(ctx) // that noor joined
	if _, frame, err := mara.socket.Read(ctx); err != nil || string(frame) != string(from)+"sealed" {
		t.Errorf("mara reads %q, %v", frame, err)
	}
	ended := make(chan websocket.StatusCode, 2)
	for _, v := range []*visitor{mara, noor} {
		go func() {
			var err error
			for err == nil { // what came before the end is read first
				_, _, err = v.socket.Read(ctx)
			}
			ended <- websocket.CloseStatus(err)
		}()
	}
	s.stop()
	for range 2 {
		if code := <-ended; code != websocket.StatusGoingAway {
			t.Errorf("closed with %d", code)
		}
	}
	log := s.log.String()
	if !strings.Contains(log, `"network":"127.0.0.0/24"`) || !strings.Contains(log, `"stopped"`) {
		t.Errorf("the log says\n%s", log)
	}
	for _, secret := range []string{room, mara.Peer, noor.Peer, noor.ICE[1].Username, noor.ICE[1].Credential, "sealed"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log tells %q:\n%s", secret, log)
		}
	}
}

// TestServeTLS meets over a certificate of the operator's own, and looks at
// the rest of the site and at the figures.
func TestServeTLS(t *testing.T) {
	f := certificateIn(t, t.TempDir())
	s := serve(t, "--tls-cert", f.certificate, "--tls-key", f.key, "--https", "127.0.0.1:0",
		"--turn", "127.0.0.1:0", "--turn-tls", "127.0.0.1:0", "--metrics", "127.0.0.1:0")
	roots := x509.NewCertPool()
	pem, err := os.ReadFile(f.certificate)
	if err != nil || !roots.AppendCertsFromPEM(pem) {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "localhost"}}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	v := s.visit(ctx, client, base64.RawURLEncoding.EncodeToString(random(16)))
	beside := strings.TrimSuffix(strings.Replace(s.url, "https://", "turns:", 1), "/") + "?transport=tcp"
	if len(v.ICE) != 2 || len(v.ICE[1].URLs) != 4 || v.ICE[1].URLs[2] != beside || !strings.HasPrefix(v.ICE[1].URLs[3], "turns:") {
		t.Errorf("told of %+v", v.ICE)
	}
	for path, want := range map[string]string{"": "People meet here by a link", "healthz": "ok", "j/AAAAAAAAAAAAAAAAAAAAAA": "This page needs JavaScript to call."} {
		if body := fetch(t, client, s.url+path); !strings.Contains(body, want) {
			t.Errorf("/%s says %q", path, body)
		}
	}
	s.bind(&tls.Config{RootCAs: roots, ServerName: "localhost"})
	figures := fetch(t, http.DefaultClient, "http://"+s.told("metrics")+"/metrics")
	for _, want := range []string{"parley_connections 1\n", "parley_rooms 1\n", "parley_relay_allocations 0\n", "process_resident_memory_bytes"} {
		if !strings.Contains(figures, want) {
			t.Errorf("the figures lack %q", want)
		}
	}
	_ = v.socket.Close(websocket.StatusNormalClosure, "")
	s.stop()
}

// TestServeInbox rings somebody who is known, at a server that knows its name.
func TestServeInbox(t *testing.T) {
	s := serve(t, "--http", "127.0.0.1:0", "--domain", "example.org", "--no-turn")
	at := strings.TrimSuffix(s.url, "/")
	mara, noor := signaltest.Generate(t), signaltest.Generate(t)
	keys := inboxtest.NewKeys(t)
	// Its name leads elsewhere here.
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(at, "http://"))
		},
		DialTLSContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(at, "http://"))
		},
	}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	box := inbox.Open(inbox.Config{Server: "https://example.org", Identity: noor, Keys: keys, Allow: func(k identity.Key) bool { return k == mara.Key() }, HTTP: client})
	defer box.Close()
	for end := time.Now().Add(patience); !box.Online(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the inbox is not open\n%s", s.log)
		}
	}
	card := inboxtest.Card(t, keys, noor, "https://example.org")
	sender := inbox.Sender{Identity: mara, HTTP: client}
	if _, err := sender.Send(t.Context(), card, inbox.Ring{Link: "psst"}); err != nil {
		t.Fatal(err)
	}
	if m := <-box.Messages(); m.From != mara.Key() || m.Body != (inbox.Ring{Link: "psst"}) {
		t.Errorf("Noor hears %+v", m)
	}
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		there, err := sender.Present(t.Context(), []inbox.Card{card})
		if err == nil && there[0] {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("Noor is not seen: %v, %v", there, err)
		}
	}
	_ = box.Close()
	s.stop()
	for _, secret := range []string{inbox.Of(noor.Key()).String(), noor.Key().String(), "psst"} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log tells %q:\n%s", secret, s.log)
		}
	}
}

// bind asks STUN (RFC 8489 section 6) where HTTPS is, as TURN's clients do by
// TLS.
func (s *served) bind(config *tls.Config) {
	s.t.Helper()
	conn, err := tls.Dial("tcp", strings.Trim(strings.TrimPrefix(s.url, "https:"), "/"), config)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patience))
	request := append([]byte("\x00\x01\x00\x00\x21\x12\xa4\x42"), random(12)...)
	answer := make([]byte, 20)
	if _, err := conn.Write(request); err != nil {
		s.t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, answer); err != nil || answer[0] != 1 || answer[1] != 1 || !bytes.Equal(answer[4:], request[4:]) {
		s.t.Errorf("STUN beside HTTPS answers %x, %v", answer, err)
	}
}

// told returns the address in the log's line of that message.
func (s *served) told(message string) string {
	s.t.Helper()
	for line := range strings.Lines(s.log.String()) {
		var l struct{ Msg, Address string }
		if json.Unmarshal([]byte(line), &l) == nil && l.Msg == message {
			return l.Address
		}
	}
	s.t.Fatalf("no %s in the log:\n%s", message, s.log)
	return ""
}

func fetch(t testing.TB, client *http.Client, url string) string {
	t.Helper()
	response, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}
