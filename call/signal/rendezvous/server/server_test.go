package server

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"parley/call/signal/rendezvous/server/relay"
)

func TestMeeting(t *testing.T) {
	h := open(t, Config{})
	mara := h.join(t, lounge)
	if len(mara.Peers) != 0 || mara.ICE == nil {
		t.Errorf("alone, mara was told %+v", mara.welcome)
	}
	noor := h.join(t, lounge)
	if !slices.Equal(noor.Peers, []string{mara.Peer}) {
		t.Errorf("noor meets %v, not %s", noor.Peers, mara.Peer)
	}
	if w := mara.told("joined"); w.Peer != noor.Peer {
		t.Errorf("%s joined, not %s", w.Peer, noor.Peer)
	}
	mara.say(noor.Peer, "hello")
	noor.hears(mara.Peer, "hello")
	noor.say(mara.Peer, "")
	mara.hears(noor.Peer, "")
	_ = noor.socket.Close(websocket.StatusNormalClosure, "")
	if w := mara.told("left"); w.Peer != noor.Peer {
		t.Errorf("%s left, not %s", w.Peer, noor.Peer)
	}
}

func TestOrder(t *testing.T) {
	h := open(t, Config{})
	mara, noor := h.join(t, lounge), h.join(t, lounge)
	const messages = 200
	go func() {
		for i := range messages {
			_ = mara.socket.Write(t.Context(), websocket.MessageBinary, append(raw(t, noor.Peer), fmt.Sprint(i)...))
		}
	}()
	for i := range messages {
		noor.hears(mara.Peer, fmt.Sprint(i))
	}
}

// TestNobodyElseHears sends to a peer that nobody has, to oneself, and to one
// of another room.
func TestNobodyElseHears(t *testing.T) {
	h := open(t, Config{})
	mara, noor, elsewhere := h.join(t, lounge), h.join(t, lounge), h.join(t, attic)
	mara.told("joined")
	if len(elsewhere.Peers) != 0 {
		t.Errorf("the rooms share people: %v", elsewhere.Peers)
	}
	for _, to := range []string{"0123456789abcdef", mara.Peer, elsewhere.Peer} {
		mara.say(to, "psst")
	}
	mara.say(noor.Peer, "after")
	noor.hears(mara.Peer, "after")
	noor.say(mara.Peer, "answer")
	mara.hears(noor.Peer, "answer") // and not its own
	elsewhere.say(mara.Peer, "psst")
	_ = elsewhere.socket.Close(websocket.StatusNormalClosure, "")
	eventually(t, "the rooms are apart", func() bool { return h.countRooms() == 1 })
	noor.say(mara.Peer, "last")
	mara.hears(noor.Peer, "last")
}

func TestRoomEndsWithItsLastPerson(t *testing.T) {
	h := open(t, Config{})
	mara, noor := h.join(t, lounge), h.join(t, lounge)
	_ = mara.socket.CloseNow() // without a word
	noor.told("left")
	if h.countRooms() != 1 || h.countMembers() != 1 {
		t.Errorf("%d rooms, %d members", h.countRooms(), h.countMembers())
	}
	_ = noor.socket.Close(websocket.StatusNormalClosure, "")
	eventually(t, "the room is gone", func() bool { return h.countRooms() == 0 && h.countMembers() == 0 })
	if again := h.join(t, lounge); len(again.Peers) != 0 {
		t.Errorf("the room remembers %v", again.Peers)
	}
}

func TestRefusals(t *testing.T) {
	h := open(t, Config{})
	at := h.web.Listener.Addr().String()
	for _, test := range []struct {
		name, room string
		header     http.Header
		protocols  []string
		status     int
	}{
		{"short room", "AAAA", nil, nil, http.StatusNotFound},
		{"long room", lounge + "AA", nil, nil, http.StatusNotFound},
		{"room written another way", "AAAAAAAAAAAAAAAAAAAAAB", nil, nil, http.StatusNotFound},
		{"room in the other base 64", "++++++++++++++++++++++", nil, nil, http.StatusNotFound},
		{"room with a line break", "AAAAAAAAAAA%0AAAAAAAAAAAA", nil, nil, http.StatusNotFound},
		{"foreign page", lounge, http.Header{"Origin": {"https://evil.example"}}, nil, http.StatusForbidden},
		{"page of no origin", lounge, http.Header{"Origin": {"null"}}, nil, http.StatusForbidden},
		{"two origins", lounge, http.Header{"Origin": {"http://" + at, "http://" + at}}, nil, http.StatusForbidden},
		{"other protocol", lounge, nil, []string{"chat"}, http.StatusBadRequest},
		{"own page", lounge, http.Header{"Origin": {"http://" + at}}, nil, http.StatusSwitchingProtocols},
		{"several protocols", lounge, nil, []string{"chat", Subprotocol}, http.StatusSwitchingProtocols},
	} {
		t.Run(test.name, func(t *testing.T) {
			socket, response, err := h.dial(t, test.room, &websocket.DialOptions{HTTPHeader: test.header, Subprotocols: test.protocols})
			if response == nil || response.StatusCode != test.status {
				t.Fatalf("answered %v, %v", response, err)
			}
			if err == nil && socket.Subprotocol() != Subprotocol {
				t.Errorf("speaks %q", socket.Subprotocol())
			}
		})
	}
}

func TestConfiguredOrigin(t *testing.T) {
	h := open(t, Config{Origin: "https://example.org"})
	for origin, status := range map[string]int{
		"https://example.org":      http.StatusSwitchingProtocols,
		"http://example.org":       http.StatusForbidden,
		"https://example.org.evil": http.StatusForbidden,
		h.web.URL:                  http.StatusForbidden,
	} {
		_, response, _ := h.dial(t, lounge, &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {origin}}})
		if response == nil || response.StatusCode != status {
			t.Errorf("%s: answered %v", origin, response)
		}
	}
}

func TestPlainRequests(t *testing.T) {
	h := open(t, Config{})
	for path, status := range map[string]int{
		"/healthz":     http.StatusOK,
		"/r/" + lounge: http.StatusBadRequest, // no subprotocol
		"/r/":          http.StatusNotFound,
		"/":            http.StatusNotFound,
	} {
		if got := get(t, h.Server, path); got != status {
			t.Errorf("%s: %d, not %d", path, got, status)
		}
	}
	_ = h.Close()
	if got := get(t, h.Server, "/healthz"); got != http.StatusServiceUnavailable {
		t.Errorf("closed, it is healthy: %d", got)
	}
}

func get(t *testing.T, h http.Handler, path string) int {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code
}

func TestClose(t *testing.T) {
	h := open(t, Config{})
	mara, noor := h.join(t, lounge), h.join(t, attic)
	var both sync.WaitGroup
	for _, p := range []*person{mara, noor} {
		both.Go(func() { p.closedWith(websocket.StatusGoingAway) })
	}
	for range 2 {
		both.Go(func() { _ = h.Close() })
	}
	both.Wait()
	if h.countRooms() != 0 || h.countMembers() != 0 {
		t.Errorf("closed with %d rooms, %d members", h.countRooms(), h.countMembers())
	}
	if _, response, err := h.dial(t, lounge, nil); err == nil || response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("closed, it lets people in: %v, %v", response, err)
	}
}

func TestCredentialsAreRenewed(t *testing.T) {
	var mu sync.Mutex
	asked := 0
	h := open(t, Config{ICE: func(room string) ([]relay.ICEServer, time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		if room != lounge {
			t.Errorf("asked for %q", room)
		}
		asked++
		if asked == 1 {
			return []relay.ICEServer{{URLs: []string{"turn:a"}, Username: "u1", Credential: "c1"}}, 40 * time.Millisecond
		}
		return []relay.ICEServer{{URLs: []string{"turn:a"}, Username: "u2", Credential: "c2"}}, time.Hour
	}})
	mara := h.join(t, lounge)
	if len(mara.ICE) != 1 || mara.ICE[0].Credential != "c1" {
		t.Errorf("welcomed with %+v", mara.welcome)
	}
	if w := mara.told("ice"); len(w.ICE) != 1 || w.ICE[0].Username != "u2" || w.ICESeconds != 3600 {
		t.Errorf("renewed with %+v", w)
	}
}

// TestLogAndCounters looks for what an operator may not see.
func TestLogAndCounters(t *testing.T) {
	var log buffer
	registry := prometheus.NewRegistry()
	h := open(t, Config{
		Log:        slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Registerer: registry,
		TrustProxy: true,
	})
	const room = "S1S1S1S1S1S1S1S1S1S1SQ"
	socket, _, err := h.dial(t, room, &websocket.DialOptions{HTTPHeader: http.Header{"X-Forwarded-For": {"6.6.6.6, 203.0.113.77"}}})
	if err != nil {
		t.Fatal(err)
	}
	mara := &person{t: t, socket: socket}
	mara.welcome = mara.told("welcome")
	mara.say("0123456789abcdef", "psst")
	_ = mara.socket.Close(websocket.StatusNormalClosure, "")
	eventually(t, "mara is gone", func() bool { return h.countMembers() == 0 })
	_ = h.Close()
	lines := log.String()
	if !strings.Contains(lines, "network=203.0.113.0/24") || !strings.Contains(lines, "code=1000") {
		t.Errorf("the log says\n%s", lines)
	}
	for _, secret := range []string{room, mara.Peer, "203.0.113.77", "6.6.6", "psst"} {
		if strings.Contains(lines, secret) {
			t.Errorf("the log tells %q:\n%s", secret, lines)
		}
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := make(map[string]float64)
	for _, f := range families {
		m := f.GetMetric()[0]
		values[f.GetName()] = m.GetCounter().GetValue() + m.GetGauge().GetValue()
	}
	for name, want := range map[string]float64{
		"parley_frames_total": 1, "parley_frame_bytes_total": 12, "parley_frames_dropped_total": 1,
		"parley_connections_closed_total": 1, "parley_rooms": 0, "parley_connections": 0,
	} {
		if got, ok := values[name]; !ok || got != want {
			t.Errorf("%s is %v, %v; not %v", name, got, ok, want)
		}
	}
}

// buffer is a bytes.Buffer for several goroutines.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

var _ io.Writer = (*buffer)(nil)
