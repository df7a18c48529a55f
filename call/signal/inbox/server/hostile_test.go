package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/call/signal/inbox"
	"parley/call/signal/signaltest"
)

// TestHalfOpen has an owner come who answers no pings any more. Another, who
// does, stays.
func TestHalfOpen(t *testing.T) {
	h := serve(t, func(c *Config) { c.Limits.Ping = time.Second })
	mara, noor := signaltest.Generate(t), signaltest.Generate(t)
	there, gone := make(chan websocket.StatusCode, 1), make(chan websocket.StatusCode, 1)
	read := func(socket *websocket.Conn, ended chan<- websocket.StatusCode) {
		for {
			if _, _, err := socket.Read(context.Background()); err != nil {
				ended <- websocket.CloseStatus(err)
				return
			}
		}
	}
	go read(h.own(mara), there)
	socket, challenge := h.dialWith(inbox.Of(noor.Key()), func(o *websocket.DialOptions) {
		o.OnPingReceived = func(context.Context, []byte) bool { return false }
	})
	h.write(socket, inbox.FrameProof, inbox.Prove(noor, h.host(), challenge))
	go read(socket, gone)
	select {
	case code := <-gone:
		if code != 4005 {
			t.Errorf("closed with %d", code)
		}
	case <-time.After(patience):
		t.Fatal("it still has its place")
	}
	time.Sleep(2 * h.config.Limits.Ping)
	if h.away(mara)() || !h.away(noor)() {
		t.Error("who answers pings was cut, or who does not was kept")
	}
	_ = h.Close()
	if code := <-there; code != websocket.StatusGoingAway {
		t.Errorf("closed with %d", code)
	}
}

// TestOversizeFrames sends more than anything of the protocol takes, instead of
// a proof and after it.
func TestOversizeFrames(t *testing.T) {
	h := serve(t, nil)
	mara := signaltest.Generate(t)
	stranger, _ := h.dial(inbox.Of(mara.Key()))
	owner := h.own(mara)
	for name, socket := range map[string]*websocket.Conn{"proof": stranger, "tokens": owner} {
		t.Run(name, func(t *testing.T) {
			_ = socket.Write(t.Context(), websocket.MessageBinary, make([]byte, 2+inbox.ProofSize))
			h.closedWith(socket, websocket.StatusMessageTooBig)
		})
	}
	eventually(t, "Mara is away", h.away(mara))
}

// TestFloods has one address open more than it may, and then many addresses
// more than fit. Who is there stays, and gives place to the next.
func TestFloods(t *testing.T) {
	var from netip.Addr // of the next request
	h := serve(t, func(c *Config) {
		c.Client = func(*http.Request) netip.Addr { return from }
		c.Limits.PerAddress, c.Limits.Owners = 2, 3
	})
	status := func(address string) int {
		from = netip.MustParseAddr(address)
		w := httptest.NewRecorder() // which cannot become a WebSocket
		r := httptest.NewRequest(http.MethodGet, "/i/"+inbox.Of(signaltest.Generate(t).Key()).String(), nil)
		h.ServeHTTP(w, r)
		return w.Code
	}
	from = netip.MustParseAddr("192.0.2.1")
	first := h.own(signaltest.Generate(t))
	h.own(signaltest.Generate(t))
	if got := status("192.0.2.1"); got != http.StatusTooManyRequests {
		t.Errorf("one too many of one address: %d", got)
	}
	from = netip.MustParseAddr("192.0.2.2")
	third := signaltest.Generate(t)
	h.own(third)
	for _, address := range []string{"192.0.2.2", "192.0.2.3", "2001:db8::1"} {
		if got := status(address); got != http.StatusServiceUnavailable {
			t.Errorf("one too many in all, of %s: %d", address, got)
		}
	}
	if h.away(third)() {
		t.Error("who was there is gone")
	}
	_ = first.Close(websocket.StatusNormalClosure, "")
	eventually(t, "there is room again", func() bool { return status("192.0.2.4") == http.StatusUpgradeRequired })
}
