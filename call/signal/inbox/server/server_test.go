package server

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/call/identity"
	"parley/call/signal/inbox"
	"parley/call/signal/signaltest"
)

const patience = 20 * time.Second

// hall is a server for a test, whose clock the test turns.
type hall struct {
	*Server
	t   *testing.T
	web *httptest.Server
	now atomic.Int64
}

func serve(t *testing.T, change func(*Config)) *hall {
	t.Helper()
	h := &hall{t: t}
	c := Config{
		Limits: DefaultLimits(), Now: func() time.Time { return time.Unix(0, h.now.Load()) },
		Client:   func(r *http.Request) netip.Addr { return netip.MustParseAddrPort(r.RemoteAddr).Addr() },
		FromHere: func(r *http.Request) bool { return r.Header.Get("Origin") == "" },
	}
	if change != nil {
		change(&c)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	h.Server, h.web = s, httptest.NewServer(s)
	t.Cleanup(func() {
		_ = s.Close()
		h.web.Close()
	})
	return h
}

func (h *hall) host() string { return strings.TrimPrefix(h.web.URL, "http://") }

// dial comes to an inbox and reads the challenge.
func (h *hall) dial(at inbox.Address) (*websocket.Conn, []byte) {
	h.t.Helper()
	return h.dialWith(at, func(*websocket.DialOptions) {})
}

func (h *hall) dialWith(at inbox.Address, change func(*websocket.DialOptions)) (*websocket.Conn, []byte) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	transport := &http.Transport{}
	h.t.Cleanup(transport.CloseIdleConnections)
	o := &websocket.DialOptions{Subprotocols: []string{inbox.Subprotocol}, HTTPClient: &http.Client{Transport: transport}}
	change(o)
	socket, _, err := websocket.Dial(ctx, "ws://"+h.host()+"/i/"+at.String(), o)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = socket.CloseNow() })
	return socket, h.read(socket, inbox.FrameChallenge)
}

func (h *hall) read(socket *websocket.Conn, kind byte) []byte {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, frame, err := socket.Read(ctx)
	if err != nil || len(frame) == 0 || frame[0] != kind {
		h.t.Fatalf("read %x, %v, not a frame of kind %d", frame, err, kind)
	}
	return frame[1:]
}

func (h *hall) write(socket *websocket.Conn, kind byte, rest []byte) {
	_ = socket.Write(h.t.Context(), websocket.MessageBinary, append([]byte{kind}, rest...)) // it may have been closed
}

func (h *hall) closedWith(socket *websocket.Conn, want websocket.StatusCode) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		if _, _, err := socket.Read(ctx); err != nil {
			if got := websocket.CloseStatus(err); got != want {
				h.t.Errorf("closed with %d, not %d: %v", got, want, err)
			}
			return
		}
	}
}

// own opens an inbox.
func (h *hall) own(id *identity.Identity) *websocket.Conn {
	h.t.Helper()
	socket, challenge := h.dial(inbox.Of(id.Key()))
	h.write(socket, inbox.FrameProof, inbox.Prove(id, h.host(), challenge))
	h.read(socket, inbox.FrameOpen)
	return socket
}

// away says whether the owner of an inbox that was open is not there.
func (h *hall) away(id *identity.Identity) func() bool {
	return func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.boxes[inbox.Of(id.Key())].owner == nil
	}
}

func (h *hall) post(path string, body []byte) int {
	h.t.Helper()
	response, err := http.Post(h.web.URL+path, "", bytes.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

func (h *hall) leave(id *identity.Identity, first byte) int {
	return h.post("/i/"+inbox.Of(id.Key()).String(), append([]byte{first}, make([]byte, inbox.SealedSize-1)...))
}

// TestProofs has others try to open an inbox.
func TestProofs(t *testing.T) {
	mara, mallory := signaltest.Generate(t), signaltest.Generate(t)
	h := serve(t, nil)
	at := inbox.Of(mara.Key())
	_, before := h.dial(at)
	for name, proof := range map[string]func([]byte) []byte{
		"another key":           func(c []byte) []byte { return inbox.Prove(mallory, h.host(), c) },
		"another's signature":   func(c []byte) []byte { k := mara.Key(); return append(k[:], inbox.Prove(mallory, h.host(), c)[32:]...) },
		"for another server":    func(c []byte) []byte { return inbox.Prove(mara, "example.org", c) },
		"of another challenge":  func([]byte) []byte { return inbox.Prove(mara, h.host(), before) },
		"too short":             func(c []byte) []byte { return inbox.Prove(mara, h.host(), c)[:95] },
		"nothing":               func([]byte) []byte { return nil },
		"the key and no letter": func([]byte) []byte { k := mara.Key(); return append(k[:], make([]byte, 64)...) },
	} {
		t.Run(name, func(t *testing.T) {
			socket, challenge := h.dial(at)
			h.write(socket, inbox.FrameProof, proof(challenge))
			h.closedWith(socket, 4010)
		})
	}
	h.own(mara)
}

// TestRelayedChallenge has another server hand on this one's challenge.
func TestRelayedChallenge(t *testing.T) {
	mara := signaltest.Generate(t)
	h := serve(t, func(c *Config) { c.Host = "example.org" })
	socket, challenge := h.dial(inbox.Of(mara.Key()))
	h.write(socket, inbox.FrameProof, inbox.Prove(mara, "evil.example", challenge))
	h.closedWith(socket, 4010)
	socket, challenge = h.dial(inbox.Of(mara.Key()))
	h.write(socket, inbox.FrameProof, inbox.Prove(mara, "example.org", challenge))
	h.read(socket, inbox.FrameOpen)
}

func TestOwners(t *testing.T) {
	mara := signaltest.Generate(t)
	hasty := serve(t, func(c *Config) { c.Limits.Proof = 100 * time.Millisecond })
	silent, _ := hasty.dial(inbox.Of(mara.Key()))
	hasty.closedWith(silent, -1) // its time to read ran out, which leaves no time for words
	h := serve(t, nil)
	first := h.own(mara)
	second := h.own(mara)
	h.closedWith(first, 4011)
	if status := h.leave(mara, 7); status != http.StatusAccepted {
		t.Errorf("answered %d", status)
	}
	if got := h.read(second, inbox.FrameMessage); len(got) != inbox.SealedSize || got[0] != 7 {
		t.Errorf("%d bytes", len(got))
	}
	for name, frame := range map[string][]byte{"half a token": make([]byte, 15), "five tokens": make([]byte, 80)} {
		t.Run(name, func(*testing.T) {
			socket := h.own(signaltest.Generate(t))
			h.write(socket, inbox.FrameTokens, frame)
			h.closedWith(socket, websocket.StatusUnsupportedData)
		})
	}
	flood := h.own(signaltest.Generate(t))
	for range 17 {
		h.write(flood, inbox.FrameTokens, nil)
	}
	h.closedWith(flood, 4003)
	_ = h.Close()
	h.closedWith(second, websocket.StatusGoingAway)
}

// TestNobodyLearnsWhoIsThere compares the answers for owners who are there, were
// there, and never were.
func TestNobodyLearnsWhoIsThere(t *testing.T) {
	h := serve(t, func(c *Config) { c.Limits.Sends = Rate{Burst: 1000, PerSecond: 1} })
	there, was, never := signaltest.Generate(t), signaltest.Generate(t), signaltest.Generate(t)
	h.own(there)
	_ = h.own(was).Close(websocket.StatusNormalClosure, "")
	for range 40 { // more than fit
		for _, id := range []*identity.Identity{there, was, never} {
			if status := h.leave(id, 1); status != http.StatusAccepted {
				t.Fatalf("answered %d", status)
			}
		}
	}
	if len(h.boxes) != 2 {
		t.Errorf("%d inboxes are remembered", len(h.boxes))
	}
}

func TestWhatWaits(t *testing.T) {
	mara := signaltest.Generate(t)
	h := serve(t, func(c *Config) {
		c.Limits.Sends, c.Limits.Messages = Rate{Burst: 1000, PerSecond: 1}, Rate{Burst: 1000, PerSecond: 1}
	})
	_ = h.own(mara).Close(websocket.StatusNormalClosure, "")
	eventually(t, "Mara is away", h.away(mara))
	h.leave(mara, 1)
	h.now.Add(int64(h.config.Limits.Keep))
	for i := range byte(20) {
		h.leave(mara, 2+i)
	}
	socket := h.own(mara)
	for i := range byte(15) { // the first was too old, and held a place
		if got := h.read(socket, inbox.FrameMessage); got[0] != 2+i {
			t.Errorf("message %d, not %d", got[0], 2+i)
		}
	}
}

func TestForgetting(t *testing.T) {
	mara := signaltest.Generate(t)
	h := serve(t, func(c *Config) { c.Limits.Keep = 10 * time.Millisecond })
	_ = h.own(mara).Close(websocket.StatusNormalClosure, "")
	eventually(t, "the inbox is forgotten", func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return len(h.boxes) == 0 && h.owners == 0
	})
}

func TestRefusals(t *testing.T) {
	mara := signaltest.Generate(t)
	at := "/i/" + inbox.Of(mara.Key()).String()
	for name, test := range map[string]struct {
		path   string
		size   int
		status int
	}{
		"no inbox":      {"/i/AAAA", inbox.SealedSize, http.StatusNotFound},
		"another form":  {"/i/AAAAAAAAAAAAAAAAAAAAAB", inbox.SealedSize, http.StatusNotFound},
		"too small":     {at, inbox.SealedSize - 1, http.StatusBadRequest},
		"too large":     {at, 1 << 20, http.StatusBadRequest},
		"no tokens":     {"/p", 0, http.StatusBadRequest},
		"half a token":  {"/p", 24, http.StatusBadRequest},
		"many tokens":   {"/p", 65 * 16, http.StatusBadRequest},
		"sixty-four":    {"/p", 64 * 16, http.StatusOK},
		"a message":     {at, inbox.SealedSize, http.StatusAccepted},
		"somewhere odd": {"/i/", 1, http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			if status := serve(t, nil).post(test.path, make([]byte, test.size)); status != test.status {
				t.Errorf("answered %d, not %d", status, test.status)
			}
		})
	}
}

func TestRates(t *testing.T) {
	mara := signaltest.Generate(t)
	h := serve(t, nil)
	for range 10 {
		if status := h.leave(mara, 1); status != http.StatusAccepted {
			t.Errorf("answered %d", status)
		}
		if status := h.post("/p", make([]byte, 16)); status != http.StatusOK {
			t.Errorf("asked: %d", status)
		}
	}
	if a, b := h.leave(mara, 1), h.post("/p", make([]byte, 16)); a != http.StatusTooManyRequests || b != http.StatusTooManyRequests {
		t.Errorf("one too many: %d, %d", a, b)
	}
	h.now.Add(int64(2 * time.Second))
	if status := h.leave(mara, 1); status != http.StatusAccepted {
		t.Errorf("two seconds later: %d", status)
	}
}

// TestForeignPage comes from somebody else's page in a browser.
func TestForeignPage(t *testing.T) {
	h := serve(t, nil)
	at := inbox.Of(signaltest.Generate(t).Key())
	_, response, err := websocket.Dial(t.Context(), "ws://"+h.host()+"/i/"+at.String(), &websocket.DialOptions{
		Subprotocols: []string{inbox.Subprotocol}, HTTPHeader: http.Header{"Origin": {"https://evil.example"}},
	})
	if err == nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("%v, %v", response, err)
	}
}

// TestShownTokens has somebody show another's token.
func TestShownTokens(t *testing.T) {
	h := serve(t, nil)
	token := bytes.Repeat([]byte{7}, 16)
	shown := func(want byte) func() bool { return func() bool { return h.present(token)[0] == want } }
	mara := h.own(signaltest.Generate(t))
	h.write(mara, inbox.FrameTokens, token)
	eventually(t, "Mara is seen", shown(1))
	mallory := h.own(signaltest.Generate(t))
	h.write(mallory, inbox.FrameTokens, token)
	h.write(mallory, inbox.FrameTokens, nil)
	_ = mallory.Close(websocket.StatusNormalClosure, "")
	if !shown(1)() {
		t.Error("Mallory took Mara's token")
	}
	h.write(mara, inbox.FrameTokens, nil)
	eventually(t, "Mara is hidden", shown(0))
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}
