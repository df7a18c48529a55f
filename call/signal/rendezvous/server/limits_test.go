package server

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	dto "github.com/prometheus/client_model/go"

	"parley/call/signal/rendezvous/server/site"
)

// clock is one that the test turns.
type clock struct{ now atomic.Int64 }

func (c *clock) Now() time.Time          { return time.Unix(0, c.now.Load()) }
func (c *clock) advance(d time.Duration) { c.now.Add(int64(d)) }

func TestFrameSize(t *testing.T) {
	h := open(t, Config{})
	mara, noor := h.join(t, lounge), h.join(t, lounge)
	largest := strings.Repeat("x", 65_704-8)
	mara.say(noor.Peer, largest)
	noor.hears(mara.Peer, largest)
	mara.told("joined")
	mara.say(noor.Peer, largest+"x")
	mara.closedWith(websocket.StatusMessageTooBig)
	noor.told("left")
}

func TestPeopleInARoom(t *testing.T) {
	h := open(t, Config{})
	for range 16 {
		h.join(t, lounge)
	}
	socket, _, err := h.dial(t, lounge, nil)
	if err != nil {
		t.Fatal(err)
	}
	(&person{t: t, socket: socket}).closedWith(4001)
	h.join(t, attic)
}

func TestRoomsAndConnections(t *testing.T) {
	for name, limit := range map[string]func(*Limits){
		"rooms":       func(l *Limits) { l.Rooms = 1 },
		"connections": func(l *Limits) { l.Connections = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			l := roomy()
			limit(&l)
			h := open(t, Config{Limits: l})
			first := h.join(t, lounge)
			socket, _, err := h.dial(t, attic, nil)
			if err != nil {
				t.Fatal(err)
			}
			(&person{t: t, socket: socket}).closedWith(4002)
			_ = first.socket.CloseNow()
			eventually(t, "there is room again", func() bool { return h.countMembers() == 0 })
			h.join(t, attic)
		})
	}
}

func TestConnectionsOfOneAddress(t *testing.T) {
	l := DefaultLimits()
	l.Arrivals.Burst = 1000
	h := open(t, Config{Limits: l})
	var first *person
	for i := range 32 {
		if p := h.join(t, lounge[:20]+string(rune('A'+i/4))+"A"); first == nil {
			first = p
		}
	}
	if _, response, err := h.dial(t, attic, nil); err == nil || response.StatusCode != http.StatusTooManyRequests {
		t.Errorf("one too many: %v, %v", response, err)
	}
	_ = first.socket.Close(websocket.StatusNormalClosure, "")
	eventually(t, "there is room again", func() bool {
		_, _, err := h.dial(t, attic, nil)
		return err == nil
	})
}

func TestArrivalsOfOneAddress(t *testing.T) {
	var c clock
	h := open(t, Config{Limits: DefaultLimits(), Now: c.Now})
	come := func() int {
		socket, response, err := h.dial(t, attic, nil)
		if err == nil {
			_ = socket.Close(websocket.StatusNormalClosure, "")
			eventually(t, "gone", func() bool { return h.countMembers() == 0 })
		}
		return response.StatusCode
	}
	for range 32 {
		if status := come(); status != http.StatusSwitchingProtocols {
			t.Fatalf("refused with %d", status)
		}
	}
	if status := come(); status != http.StatusTooManyRequests {
		t.Errorf("one too many: %d", status)
	}
	c.advance(500 * time.Millisecond)
	if status := come(); status != http.StatusSwitchingProtocols {
		t.Errorf("half a second later: %d", status)
	}
	if status := come(); status != http.StatusTooManyRequests {
		t.Errorf("and one more: %d", status)
	}
}

func TestRates(t *testing.T) {
	for _, test := range []struct {
		name    string
		length  int
		burst   int           // frames of that length at once
		another time.Duration // until one more may come
	}{
		{"frames", 8, 256, time.Second / 64},
		{"bytes", 65_536, 32, time.Second / 4},
	} {
		t.Run(test.name, func(t *testing.T) {
			var c clock
			h := open(t, Config{Now: c.Now})
			mara := h.join(t, lounge)
			frame := make([]byte, test.length)
			for range test.burst {
				mara.send(websocket.MessageBinary, frame)
			}
			eventually(t, "all are passed", func() bool { return counted(h) == test.burst })
			c.advance(test.another)
			mara.send(websocket.MessageBinary, frame)
			mara.send(websocket.MessageBinary, frame)
			eventually(t, "mara is gone", func() bool { return h.countMembers() == 0 })
			if got := counted(h); got != test.burst+1 {
				t.Errorf("%d frames were passed, not %d", got, test.burst+1)
			}
		})
	}
}

func TestTooFastIsClosedWith4003(t *testing.T) {
	var c clock
	h := open(t, Config{Now: c.Now})
	mara := h.join(t, lounge)
	for range 257 {
		mara.say("0123456789abcdef", "")
	}
	mara.closedWith(4003)
}

// TestPingsCount floods with pings instead of frames.
func TestPingsCount(t *testing.T) {
	l := roomy()
	l.Frames = Rate{Burst: 3, PerSecond: 0}
	h := open(t, Config{Limits: l})
	mara := h.join(t, lounge)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	go func() {
		for mara.socket.Ping(ctx) == nil {
		}
	}()
	mara.closedWith(4003)
}

func TestFramesThatNobodySends(t *testing.T) {
	h := open(t, Config{})
	for _, send := range []func(*person){
		func(p *person) { p.send(websocket.MessageText, []byte(`{"type":"welcome"}`)) },
		func(p *person) { p.send(websocket.MessageBinary, []byte("7 bytes")) },
		func(p *person) { p.send(websocket.MessageBinary, nil) },
	} {
		mara := h.join(t, lounge)
		send(mara)
		mara.closedWith(websocket.StatusUnsupportedData)
	}
}

// TestSlowReader has one of three people read nothing. The others do not wait
// for it.
func TestSlowReader(t *testing.T) {
	l := roomy()
	l.Frames, l.Bytes = Rate{Burst: 1 << 20, PerSecond: 1}, Rate{Burst: 1 << 30, PerSecond: 1}
	h := open(t, Config{Limits: l})
	slow, mara, noor := h.join(t, lounge), h.join(t, lounge), h.join(t, lounge)
	mara.say(slow.Peer, "the first")
	message := strings.Repeat("x", 60_000)
	for i := 0; h.countMembers() == 3; i++ {
		if i > 2000 { // many times what waits here and in the system's buffers
			t.Fatal("the slow reader is never cut")
		}
		mara.say(slow.Peer, message)
		mara.say(noor.Peer, "meanwhile")
		if got := noor.nextMessage(); got != "meanwhile" {
			t.Fatalf("noor heard %q", got)
		}
	}
	mara.say(noor.Peer, "after")
	if got := noor.nextMessage(); got != "after" {
		t.Errorf("noor heard %q", got)
	}
	slow.told("joined")
	slow.told("joined")
	slow.hears(mara.Peer, "the first")
	slow.closedWith(4004)
}

func TestSilence(t *testing.T) {
	l := roomy()
	l.Silence, l.Ping = 400*time.Millisecond, 50*time.Millisecond
	h := open(t, Config{Limits: l})
	answers := h.join(t, lounge)
	socket, _, err := h.dial(t, lounge, &websocket.DialOptions{
		OnPingReceived: func(context.Context, []byte) bool { return false },
	})
	if err != nil {
		t.Fatal(err)
	}
	answers.told("joined")
	var left atomic.Bool
	go func() {
		answers.told("left")
		left.Store(true)
		_, _, _ = answers.read()
	}()
	(&person{t: t, socket: socket}).closedWith(4005)
	eventually(t, "the other hears of it", left.Load)
	time.Sleep(2 * l.Silence)
	if h.countMembers() != 1 {
		t.Error("who answers pings was cut too")
	}
}

func TestAddresses(t *testing.T) {
	for _, test := range []struct {
		remote    string
		forwarded []string
		proxied   bool
		address   string
		site      string
		network   string
	}{
		{"203.0.113.9:1", nil, false, "203.0.113.9", "203.0.113.9/32", "203.0.113.0/24"},
		{"203.0.113.9:1", []string{"198.51.100.1"}, false, "203.0.113.9", "203.0.113.9/32", "203.0.113.0/24"},
		{"127.0.0.1:1", []string{"198.51.100.1"}, true, "198.51.100.1", "198.51.100.1/32", "198.51.100.0/24"},
		{"127.0.0.1:1", []string{"6.6.6.6, 198.51.100.1"}, true, "198.51.100.1", "198.51.100.1/32", "198.51.100.0/24"},
		{"127.0.0.1:1", []string{"6.6.6.6", "198.51.100.1:77"}, true, "198.51.100.1", "198.51.100.1/32", "198.51.100.0/24"},
		{"127.0.0.1:1", []string{"6.6.6.6, nonsense"}, true, "127.0.0.1", "127.0.0.1/32", "127.0.0.0/24"},
		{"127.0.0.1:1", nil, true, "127.0.0.1", "127.0.0.1/32", "127.0.0.0/24"},
		{"[2001:db8:1:2:3::4]:1", nil, false, "2001:db8:1:2:3::4", "2001:db8:1:2::/64", "2001:db8:1::/48"},
		{"[::ffff:203.0.113.9]:1", nil, false, "203.0.113.9", "203.0.113.9/32", "203.0.113.0/24"},
		{"[fe80::1%eth0]:1", nil, false, "fe80::1", "fe80::/64", "fe80::/48"},
	} {
		r := &http.Request{RemoteAddr: test.remote, Header: http.Header{"X-Forwarded-For": test.forwarded}}
		a := clientAddress(r, test.proxied)
		if a.String() != test.address || site.Of(a).String() != test.site || site.Network(a).String() != test.network {
			t.Errorf("%+v: %v, %v, %v", test, a, site.Of(a), site.Network(a))
		}
	}
}

// FuzzFrames sends whatever comes to a server, which passes on just what keeps
// to the protocol.
func FuzzFrames(f *testing.F) {
	f.Add([]byte(" hello"), true, true)
	f.Add([]byte("01234567 hello"), true, false)
	f.Add([]byte("short"), true, false)
	f.Add([]byte(`{"type":"joined"}`), false, false)
	f.Add(make([]byte, 65_705), true, false)
	h := open(f, Config{})
	f.Fuzz(func(t *testing.T, frame []byte, binary, toNoor bool) {
		eventually(t, "the room is empty", func() bool { return h.countMembers() == 0 })
		noor, mara := h.join(t, lounge), h.join(t, lounge)
		defer func() { _, _ = mara.socket.CloseNow(), noor.socket.CloseNow() }()
		noor.told("joined")
		if toNoor {
			frame = append(raw(t, noor.Peer), frame...)
		}
		kind := websocket.MessageText
		if binary {
			kind = websocket.MessageBinary
		}
		mara.send(kind, frame)
		switch fits := binary && len(frame) >= 8 && len(frame) <= 65_704; {
		case !fits:
			noor.told("left")
		case toNoor:
			noor.hears(mara.Peer, string(frame[8:]))
		default:
			mara.say(noor.Peer, "after")
			noor.hears(mara.Peer, "after")
		}
	})
}

// counted returns how many frames were passed.
func counted(h *hall) int {
	var m dto.Metric
	_ = h.counters.frames.Write(&m)
	return int(m.GetCounter().GetValue())
}
