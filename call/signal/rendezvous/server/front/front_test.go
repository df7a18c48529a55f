package front

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/pion/logging"
	"github.com/pion/turn/v5"

	"parley/call/signal/rendezvous/server/relay"
)

const long = 20 * time.Second

// house is a front with HTTP, WebSockets and TURN behind it.
type house struct {
	t     *testing.T
	at    string
	relay *relay.Server
	creds relay.Credentials
}

func open(t *testing.T) *house {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f, err := New(l, Config{TLS: certificate(t), TURN: true})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, at: l.Addr().String(), creds: relay.Credentials{Secret: []byte("of the tests"), Lifetime: time.Hour, Now: time.Now}}
	h.relay, err = relay.Listen(relay.Config{
		Address: "127.0.0.1:0", Host: "127.0.0.1", Relays: []netip.Addr{netip.MustParseAddr("127.0.0.1")},
		Shared: f.TURN, Credentials: h.creds,
	})
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Server{Handler: http.HandlerFunc(answer), ReadHeaderTimeout: long}
	var serving sync.WaitGroup
	serving.Go(func() { _ = web.Serve(f.HTTP) })
	t.Cleanup(func() {
		_ = web.Close()
		serving.Wait()
		_ = h.relay.Close()
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// answer says hello, by HTTP or by WebSocket.
func answer(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/socket" {
		_, _ = io.WriteString(w, "hello by "+r.Proto)
		return
	}
	socket, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	_ = socket.Write(r.Context(), websocket.MessageText, []byte("hello"))
	_ = socket.Close(websocket.StatusNormalClosure, "")
}

func certificate(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}, NextProtos: []string{"http/1.1"}}
}

func speaking(protocols ...string) *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, NextProtos: protocols}
}

// TestTURN comes with ALPN, as RFC 7443 has it, and without, as browsers do.
func TestTURN(t *testing.T) {
	h := open(t)
	for name, config := range map[string]*tls.Config{"by name": speaking(turnProtocol), "by first bytes": speaking()} {
		t.Run(name, func(t *testing.T) {
			conn, err := tls.Dial("tcp", h.at, config)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			name, password := h.creds.For("room")
			client, err := turn.NewClient(&turn.ClientConfig{
				STUNServerAddr: h.at, TURNServerAddr: h.at, Conn: turn.NewSTUNConn(conn),
				Username: name, Password: password, Realm: "parley", LoggerFactory: logging.NewDefaultLoggerFactory(),
			})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			if err := client.Listen(); err != nil {
				t.Fatal(err)
			}
			relayed, err := client.Allocate()
			if err != nil {
				t.Fatal(err)
			}
			if at := relayed.LocalAddr().(*net.UDPAddr); !at.IP.IsLoopback() || at.Port < 49152 {
				t.Errorf("relayed at %v", at)
			}
			_ = relayed.Close()
		})
	}
}

func TestHTTP(t *testing.T) {
	h := open(t)
	for name, config := range map[string]*tls.Config{"by name": speaking("h2", "http/1.1"), "by first bytes": speaking()} {
		t.Run(name, func(t *testing.T) {
			transport := &http.Transport{TLSClientConfig: config}
			defer transport.CloseIdleConnections()
			client := &http.Client{Transport: transport}
			for range 2 { // the second comes by the same connection
				response, err := client.Get("https://" + h.at)
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(response.Body)
				_ = response.Body.Close()
				if string(body) != "hello by HTTP/1.1" || err != nil {
					t.Errorf("%q, %v", body, err)
				}
			}
			ctx, cancel := context.WithTimeout(t.Context(), long)
			defer cancel()
			socket, _, err := websocket.Dial(ctx, "wss://"+h.at+"/socket", &websocket.DialOptions{HTTPClient: client})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = socket.CloseNow() }()
			if _, said, err := socket.Read(ctx); string(said) != "hello" || err != nil {
				t.Errorf("%q, %v", said, err)
			}
		})
	}
}

// TestICE reads where clients are sent.
func TestICE(t *testing.T) {
	h := open(t)
	servers, _ := h.relay.ICE("room")
	if urls := servers[1].URLs; len(urls) != 3 || urls[2] != "turns:"+h.at+"?transport=tcp" {
		t.Errorf("%v", urls)
	}
}

func TestOtherProtocols(t *testing.T) {
	h := open(t)
	if _, err := tls.Dial("tcp", h.at, speaking("imap")); err == nil {
		t.Error("it speaks IMAP")
	}
	conn, err := net.Dial("tcp", h.at)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(long))
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\n\r\n")
	if said, _ := io.ReadAll(conn); !strings.Contains(string(said), "400 Bad Request") {
		t.Errorf("without TLS: %q", said)
	}
}
