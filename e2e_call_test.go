//go:build linux

package main

import (
	"testing"
	"time"

	"parley/call"
	"parley/call/session"
	"parley/call/stats"
)

// signals are the options of a program that sends the test signals, needs no
// device and takes calls.
var signals = []string{"--headless", "--camera", "test", "--microphone", "test", "--speaker", "none", "--accept-calls"}

// TestCallOnOneComputer calls by address over loopback, without windows.
func TestCallOnOneComputer(t *testing.T) {
	b, address := waiting(t, "Bo", place{}, signals...)
	a := ringing(t, "Ada", place{}, address, signals...)
	inCall(t, a, b)
	if status := a.leave(); status != exitDone {
		t.Errorf("the caller ended with status %d", status)
	}
	if e := b.event(call.EventEnded); e.Reason != session.HungUp {
		t.Errorf("the called side says the call ended by %q: %s", e.Reason, e.Text)
	}
	if status := b.leave(); status != exitDone {
		t.Errorf("the called side ended with status %d", status)
	}
}

// TestNobodyThere rings where nobody listens: words and a status, no hang.
func TestNobodyThere(t *testing.T) {
	a := start(t, "Ada", place{}, append([]string{"ring", "127.0.0.1:1"}, signals...)...)
	if e := a.event(call.EventEnded); e.Reason != session.Unreachable || e.Text == "" || e.Hint == "" {
		t.Errorf("told %+v", e.Event)
	}
	if status := a.status(); status != exitCall {
		t.Errorf("status %d", status)
	}
}

// inCall waits until two programs see and hear each other.
func inCall(t testing.TB, programs ...*program) {
	t.Helper()
	for _, p := range programs {
		p.state(call.Active)
		p.event(call.EventFirstPicture)
		p.event(call.EventFirstSound)
		flows(p)
	}
}

// flows waits until pictures and sound come in, and the test signals in them
// can be read, so that delay and offset are measured.
func flows(p *program) {
	p.t.Helper()
	p.track(stats.Camera, stats.Receive, "moves", func(s stats.Track) bool {
		return s.FPS > 5 && s.LatencyMs != nil
	})
	p.track(stats.Microphone, stats.Receive, "is heard", func(s stats.Track) bool {
		return s.Bitrate > 0 && s.ConcealedRatio < 0.5 && s.LatencyMs != nil
	})
}

// TestTwoComputers calls by address between two network namespaces, pulls the
// cable for five seconds, and changes an address, in one call.
func TestTwoComputers(t *testing.T) {
	hostA, hostB := cabled(t)
	b := start(t, "Bo", place{namespace: hostB.Namespace}, append([]string{"wait", "--listen", hostB.Address + ":0"}, signals...)...)
	a := start(t, "Ada", place{namespace: hostA.Namespace}, append([]string{"ring", b.listening()}, signals...)...)
	inCall(t, a, b)

	hostB.Unplug()
	time.Sleep(5 * time.Second)
	hostB.Plug()
	resumes(a, b)

	hostA.Readdress(hostA.Address, "198.18.0.3")
	resumes(a, b)

	a.leave()
	b.event(call.EventEnded)
	b.leave()
}

// resumes waits until pictures and sound come in again after a trouble.
func resumes(programs ...*program) {
	for _, p := range programs {
		p.t.Helper()
		p.forget()
		flows(p)
	}
}
