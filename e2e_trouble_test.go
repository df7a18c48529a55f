//go:build linux

package main

import (
	"crypto/rand"
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"

	"parley/call"
	"parley/call/session"
	"parley/call/stats"
	"parley/devices/devicetest"
)

// waiting starts a program that takes calls on loopback, and returns where.
func waiting(t testing.TB, name string, p place, options ...string) (*program, string) {
	t.Helper()
	b := start(t, name, p, append([]string{"wait", "--listen", "127.0.0.1:0", "--loopback"}, options...)...)
	return b, b.listening()
}

// ringing starts a program that calls on loopback.
func ringing(t testing.TB, name string, p place, address string, options ...string) *program {
	t.Helper()
	return start(t, name, p, append([]string{"ring", address, "--loopback"}, options...)...)
}

// TestBusy calls somebody who is in a call: the third learns it, the two go on.
func TestBusy(t *testing.T) {
	b, address := waiting(t, "Bo", place{}, signals...)
	a := ringing(t, "Ada", place{}, address, signals...)
	inCall(t, a, b)
	c := ringing(t, "Cy", place{}, address, signals...)
	if e := c.ended(session.Busy, "Bo is in another call."); e.Hint == "" {
		t.Errorf("told without a hint: %+v", e.Event)
	}
	if e := b.event(call.EventMissed); e.From != "Cy" || !strings.Contains(e.Text, "Cy called") || e.Hint == "" {
		t.Errorf("the called side was told %+v", e.Event)
	}
	if status := c.status(); status != exitCall {
		t.Errorf("status %d", status)
	}
	resumes(a, b)
	a.leave()
	b.leave()
}

// TestCancelled gives up before anybody accepts: both are told, and neither
// picture nor sound was sent.
func TestCancelled(t *testing.T) {
	b, address := waiting(t, "Bo", place{}, patient...)
	a := ringing(t, "Ada", place{}, address, signals...)
	a.state(call.Ringing)
	b.event(call.EventRinging)
	if status := a.leave(); status != exitCall {
		t.Errorf("status %d", status)
	}
	a.ended(session.Cancelled, "You cancelled the call to Bo.")
	b.ended(session.Cancelled, "You missed a call from Ada.")
	for _, p := range []*program{a, b} {
		if sent := p.tracks(); len(sent) != 0 {
			t.Errorf("%s had media before accept: %+v", p.name, sent)
		}
	}
	b.leave()
}

// TestCallerKilled ends a caller as a crash would: the other is told in words
// and can be called again.
func TestCallerKilled(t *testing.T) {
	b, address := waiting(t, "Bo", place{}, signals...)
	a := ringing(t, "Ada", place{}, address, signals...)
	inCall(t, a, b)
	a.kill()
	if e := b.event(call.EventEnded); e.Reason != session.Lost || e.Text == "" || e.Hint == "" {
		t.Errorf("told %+v", e.Event)
	}
	b.forget()
	c := ringing(t, "Cy", place{}, address, signals...)
	inCall(t, c, b)
	c.leave()
	b.leave()
}

// TestSoundServerRestarts kills the sound server in mid-call: words, and sound
// again when it is back.
func TestSoundServerRestarts(t *testing.T) {
	server := devicetest.New(t)
	real := place{env: server.Env()}
	b, address := waiting(t, "Bo", real, "--headless", "--accept-calls", "--camera", "none")
	a := ringing(t, "Ada", place{}, address, signals...)
	heard := func() {
		t.Helper()
		a.track(stats.Microphone, stats.Receive, "is heard", func(s stats.Track) bool { return s.Bitrate > 0 })
	}
	b.state(call.Active)
	heard()
	server.Kill()
	if e := b.event(call.EventError); e.Text == "" || e.Hint == "" {
		t.Errorf("told %+v", e.Event)
	}
	server.Restart()
	b.forget()
	a.forget()
	heard()
	b.track(stats.Microphone, stats.Receive, "is played", func(s stats.Track) bool { return s.Bitrate > 0 && s.ConcealedRatio < 0.5 })
	a.leave()
	b.leave()
}

// TestStrangers sends noise to where calls are taken, over plain and encrypted
// connections, and leaves many half open: memory stays, and a call goes
// through.
func TestStrangers(t *testing.T) {
	b, address := waiting(t, "Bo", place{}, signals...)
	before := measure(t, b.cmd.Process.Pid).memory
	noise := make([]byte, 1<<20)
	_, _ = rand.Read(noise)
	for range 200 {
		stranger(t, address, noise)
	}
	a := ringing(t, "Ada", place{}, address, signals...)
	inCall(t, a, b)
	a.leave()
	b.event(call.EventEnded)
	if after := measure(t, b.cmd.Process.Pid).memory; after > before+200 {
		t.Errorf("memory went from %.0f to %.0f MB", before, after)
	}
	b.leave()
}

// stranger connects three times: in silence, with noise, and with noise inside
// TLS. What becomes of it is the other side's business.
func stranger(t *testing.T, address string, noise []byte) {
	t.Helper()
	dialer := net.Dialer{Timeout: time.Second}
	insecure := &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"parley/1"}}
	for _, dial := range []func() (net.Conn, []byte, error){
		func() (net.Conn, []byte, error) { c, err := dialer.Dial("tcp", address); return c, nil, err },
		func() (net.Conn, []byte, error) { c, err := dialer.Dial("tcp", address); return c, noise, err },
		func() (net.Conn, []byte, error) {
			c, err := tls.DialWithDialer(&dialer, "tcp", address, insecure)
			return c, noise, err
		},
	} {
		conn, words, err := dial()
		if err != nil {
			continue // refused, as it may be
		}
		t.Cleanup(func() { _ = conn.Close() })
		_ = conn.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
		_, _ = conn.Write(words)
	}
}

// TestNothingLeftOfCall looks at what a program's goroutines do after a call:
// nothing of the call is among it.
func TestNothingLeftOfCall(t *testing.T) {
	b, address := waiting(t, "Bo", place{}, signals...)
	a := ringing(t, "Ada", place{}, address, signals...)
	inCall(t, a, b)
	a.leave()
	b.event(call.EventEnded)
	time.Sleep(5 * time.Second) // what lingers on purpose, such as an open microphone, is over
	doing := b.goroutines()
	for _, part := range []string{"parley/call/peer.", "pion/webrtc", "pion/ice", "media.(*Receiver)", "media.(*Sender)"} {
		if strings.Contains(doing, part) {
			t.Errorf("after the call there is still %s:\n%s", part, doing)
		}
	}
}
