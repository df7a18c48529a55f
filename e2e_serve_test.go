//go:build linux

package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/call/signal/rendezvous/server"
	"parley/call/signal/rendezvous/server/relay"
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
	s := &served{t: t, log: new(buffer)}
	s.cmd = exec.Command(executable(t), append([]string{"serve", "--log", "json", "--debug"}, args...)...)
	s.cmd.Env = private(t.TempDir())
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
	folder := t.TempDir()
	f := &certificateFiles{certificate: filepath.Join(folder, "cert.pem"), key: filepath.Join(folder, "key.pem")}
	writeCertificate(t, f, 1, time.Now())
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
	if len(v.ICE) != 2 || len(v.ICE[1].URLs) != 3 || !strings.HasPrefix(v.ICE[1].URLs[2], "turns:") {
		t.Errorf("told of %+v", v.ICE)
	}
	for path, want := range map[string]string{"": "Open this link in Parley", "healthz": "ok", "j/AAAAAAAAAAAAAAAAAAAAAA": "Open this link in Parley"} {
		if body := fetch(t, client, s.url+path); !strings.Contains(body, want) {
			t.Errorf("/%s says %q", path, body)
		}
	}
	figures := fetch(t, http.DefaultClient, "http://"+s.told("metrics")+"/metrics")
	for _, want := range []string{"parley_connections 1\n", "parley_rooms 1\n", "parley_relay_allocations 0\n", "process_resident_memory_bytes"} {
		if !strings.Contains(figures, want) {
			t.Errorf("the figures lack %q", want)
		}
	}
	_ = v.socket.Close(websocket.StatusNormalClosure, "")
	s.stop()
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
