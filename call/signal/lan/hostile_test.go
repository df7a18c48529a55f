package lan_test

import (
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/lan"
	"parley/call/signal/signaltest"
)

// hostile is a peer that does the TLS handshake and then what it likes.
type hostile struct {
	*tls.Conn
	t *testing.T
}

func connect(t *testing.T, to *lan.Transport, id *identity.Identity) hostile {
	t.Helper()
	certificate, err := id.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := tls.Dial("tcp", to.Addresses()[0], &tls.Config{
		Certificates: []tls.Certificate{certificate}, InsecureSkipVerify: true,
		NextProtos: []string{"parley/1"}, MinVersion: tls.VersionTLS13,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return hostile{conn, t}
}

func (h hostile) frame(message string) {
	_, _ = h.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(message))), message...))
}

func (h hostile) hello() {
	h.frame(`{"v":1,"seq":1,"type":"hello","body":{"name":"Eve","device":"","versions":[1]}}`)
}

// closed waits for the other side to end the connection.
func (h hostile) closed() {
	h.t.Helper()
	_ = h.SetReadDeadline(time.Now().Add(hang))
	_, err := io.Copy(io.Discard, h)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		h.t.Error("the connection is still open")
	}
}

func TestMalformedMessagesEndTheLink(t *testing.T) {
	call := signal.NewCallID().String()
	ring := func(sequence string) string {
		return `{"v":1,"call":"` + call + `","seq":` + sequence + `,"type":"ring","body":{"video":true}}`
	}
	for name, attack := range map[string]func(hostile){
		"oversize":  func(h hostile) { _, _ = h.Write([]byte{0xff, 0xff, 0xff, 0xff}) },
		"empty":     func(h hostile) { _, _ = h.Write([]byte{0, 0, 0, 0}) },
		"no JSON":   func(h hostile) { h.frame("GET / HTTP/1.1") },
		"deep":      func(h hostile) { h.frame(strings.Repeat("[", 60_000)) },
		"twice":     func(h hostile) { h.frame(strings.Replace(ring("2"), `"v":1`, `"v":1,"v":1`, 1)) },
		"replayed":  func(h hostile) { h.frame(ring("2")); h.frame(ring("2")) },
		"version":   func(h hostile) { h.frame(strings.Replace(ring("2"), `"v":1`, `"v":2`, 1)) },
		"too often": flood,
	} {
		t.Run(name, func(t *testing.T) {
			victim := open(t, lan.Config{Identity: signaltest.Generate(t)})
			h := connect(t, victim, signaltest.Generate(t))
			h.hello()
			l := accepted(t, victim)
			go attack(h)
			var err error
			for err == nil {
				_, err = l.Receive(t.Context())
			}
			if !errors.Is(err, signal.ErrProtocol) {
				t.Error(err)
			}
			h.closed()
		})
	}
}

func flood(h hostile) {
	for i := range 1000 {
		message, err := signal.Encode(signal.Envelope{Version: 1, Sequence: uint64(i + 2), Body: signal.Pong{}})
		if err != nil {
			h.t.Error(err)
		}
		h.frame(string(message))
	}
}

func TestBadIntroductions(t *testing.T) {
	victim := open(t, lan.Config{Identity: signaltest.Generate(t)})
	for name, attack := range map[string]func(hostile){
		"oversize": func(h hostile) { _, _ = h.Write([]byte{0, 0, 0xff, 0xff}) },
		"no hello": func(h hostile) { h.frame(`{"v":1,"seq":1,"type":"ping","body":{}}`) },
		"no version": func(h hostile) {
			h.frame(`{"v":1,"seq":1,"type":"hello","body":{"name":"","device":"","versions":[9]}}`)
		},
		"late": func(hostile) {},
		"slowly": func(h hostile) {
			for range 100 {
				if _, err := h.Write([]byte{0}); err != nil {
					return
				}
				time.Sleep(200 * time.Millisecond)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := connect(t, victim, signaltest.Generate(t))
			go attack(h)
			h.closed()
		})
	}
}

func TestOthersAreRefusedTLS(t *testing.T) {
	victim := open(t, lan.Config{Identity: signaltest.Generate(t)})
	for name, config := range map[string]*tls.Config{
		"no certificate": {NextProtos: []string{"parley/1"}},
		"other protocol": {NextProtos: []string{"h2"}},
		"TLS 1.2":        {NextProtos: []string{"parley/1"}, MaxVersion: tls.VersionTLS12},
	} {
		config.InsecureSkipVerify = true
		conn, err := tls.Dial("tcp", victim.Addresses()[0], config)
		if err != nil {
			continue
		}
		hostile{conn, t}.hello()
		hostile{conn, t}.closed()
		conn.Close()
		select {
		case l := <-victim.Links():
			t.Errorf("%s: a link of %v", name, l.Remote())
		default:
		}
	}
}

// Silent connections, however many, neither keep others out nor pile up.
func TestSilentFlood(t *testing.T) {
	victim := open(t, lan.Config{Identity: signaltest.Generate(t)})
	before := runtime.NumGoroutine()
	for range 200 {
		conn, err := net.Dial("tcp", victim.Addresses()[0])
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	friend := open(t, lan.Config{Identity: signaltest.Generate(t)})
	begun := time.Now()
	l, err := friend.Dial(t.Context(), signal.Target{Host: victim.Addresses()[0]})
	if err != nil {
		t.Fatal(err)
	}
	accepted(t, victim)
	t.Logf("a friend got through a flood of 200 in %v", time.Since(begun))
	l.Close()
	if n := runtime.NumGoroutine() - before; n > 60 {
		t.Errorf("%d goroutines more than before the flood", n)
	}
}

// One address cannot take all links.
func TestLinksOfOneAddress(t *testing.T) {
	victim := open(t, lan.Config{Identity: signaltest.Generate(t)})
	for range 12 {
		connect(t, victim, signaltest.Generate(t)).hello()
	}
	for range 8 {
		accepted(t, victim)
	}
	select {
	case <-victim.Links():
		t.Error("a ninth link from one address")
	case <-time.After(300 * time.Millisecond):
	}
}

// A peer that sends much and whose messages nobody takes costs little memory.
func TestUnreadLinkStaysSmall(t *testing.T) {
	victim := open(t, lan.Config{Identity: signaltest.Generate(t)})
	h := connect(t, victim, signaltest.Generate(t))
	h.hello()
	accepted(t, victim)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	_ = h.SetWriteDeadline(time.Now().Add(time.Second))
	big := `,"call":"` + signal.NewCallID().String() + `","type":"ring","body":` + strings.Repeat(" ", 60_000) + `{"video":true}}`
	for sequence := 2; sequence < 1000; sequence++ {
		h.frame(`{"v":1,"seq":` + strconv.Itoa(sequence) + big)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 8<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}
